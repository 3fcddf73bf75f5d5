//! Codecs: the chat socket's frames.
