//! The two addresses for sound that many services copy from OpenAI: words from sound, and sound from words.

mod speech;
mod transcriptions;

pub use speech::Voices;
pub use transcriptions::Transcriptions;

use reqwest::{RequestBuilder, Response};
use warmline_base::Fault;

use crate::connect::{Service, away, odd, refused};

/// Sends a request with the service's key; what is not a good answer is a fault.
async fn asked(service: &Service, request: RequestBuilder) -> Result<Response, Fault> {
    let request = match &service.key {
        Some(key) => request.bearer_auth(key.expose()),
        None => request,
    };
    let answer = request.send().await.map_err(|_| away())?;
    match answer.status() {
        status if status.is_success() => Ok(answer),
        status if status.is_client_error() && status != reqwest::StatusCode::TOO_MANY_REQUESTS => Err(refused()),
        _ => Err(away()),
    }
}

/// The body, when it is no longer than `most`.
async fn body(mut answer: Response, most: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| away())? {
        if bytes.len() + chunk.len() > most {
            return Err(odd());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
