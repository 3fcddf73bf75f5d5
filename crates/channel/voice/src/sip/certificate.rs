//! A renewed certificate is taken while calls go on: handshakes from then on show it.
//!
//! Invariant: what does not fit (a new certificate whose key is not there yet) changes nothing and is looked at again.

use std::path::PathBuf;

use rsipstack::transport::TlsListenerConnection;
use warmline_base::Fault;

use super::Inner;

/// The certificate the listener shows, and the files it came from.
pub(super) struct Shown {
    listener: TlsListenerConnection,
    files: [PathBuf; 2],
    /// The certificate and its key as they were taken last.
    taken: [Vec<u8>; 2],
}

impl Shown {
    /// What the listener shows now.
    pub(super) const fn by(listener: TlsListenerConnection, files: [PathBuf; 2], taken: [Vec<u8>; 2]) -> Self {
        Self { listener, files, taken }
    }
}

/// Takes the files anew when they changed.
pub(super) async fn renew(edge: &Inner) {
    let Some((listener, files, before)) = ({
        let shown = edge.certificate.lock();
        shown.as_ref().map(|shown| (shown.listener.clone(), shown.files.clone(), shown.taken.clone()))
    }) else {
        return;
    };
    let read = tokio::task::spawn_blocking(move || -> std::io::Result<[Vec<u8>; 2]> {
        Ok([std::fs::read(&files[0])?, std::fs::read(&files[1])?])
    });
    let Ok(Ok(now)) = read.await else { return };
    if now == before {
        return;
    }
    let [certificate, key] = now.clone();
    match listener.reload_tls_config(certificate, key).await {
        Ok(()) => tracing::info!("a renewed certificate is shown to telephones under TLS"),
        Err(error) => tracing::warn!(error = %error, "a renewed certificate does not fit: the one before is shown"),
    }
    // Told once for each change of the files.
    if let Some(shown) = edge.certificate.lock().as_mut() {
        shown.taken = now;
    }
}

/// Reads a file of the settings.
///
/// # Errors
/// `WL-VOICE-LISTEN` when it cannot be read.
pub(super) fn read(path: &std::path::Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path)
        .map_err(|error| Fault::unavailable("WL-VOICE-LISTEN", format!("{} cannot be read: {error}", path.display())))
}
