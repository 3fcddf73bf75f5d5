//! What customers, colleagues and departments do together, over sockets and HTTP only.

mod spine;
