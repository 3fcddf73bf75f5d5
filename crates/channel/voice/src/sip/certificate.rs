//! A renewed certificate, and whose certificates are believed of trunks, are taken while calls go on: handshakes from then
//! on go by them.
//!
//! Invariant: what does not fit (a new certificate whose key is not there yet, a list half written) changes nothing and is
//! looked at again.

use std::path::{Path, PathBuf};

use rsipstack::transport::{TlsConfig, TlsListenerConnection};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
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

/// Whose certificates are believed when we call by a trunk.
pub(super) struct Believed {
    file: PathBuf,
    /// The list as it was taken last.
    taken: Vec<u8>,
}

impl Believed {
    /// The list in `file`.
    ///
    /// # Errors
    /// `WL-VOICE-LISTEN` when it cannot be read or holds no certificate.
    pub(super) fn of(file: &Path) -> Result<Self, Fault> {
        let taken = read(file)?;
        if !holds_certificates(&taken) {
            let detail = format!("{} holds no certificates: give the authorities as PEM", file.display());
            return Err(Fault::unavailable("WL-VOICE-LISTEN", detail));
        }
        Ok(Self { file: file.to_owned(), taken })
    }

    /// How trunks are called from now on.
    pub(super) fn config(&self) -> TlsConfig {
        TlsConfig { ca_certs: Some(self.taken.clone()), ..TlsConfig::default() }
    }
}

/// Whether there are certificates and nothing else: calls by TLS would fail by a list that does not read.
fn holds_certificates(pem: &[u8]) -> bool {
    let mut roots = RootCertStore::empty();
    let all = CertificateDer::pem_slice_iter(pem).all(|one| one.is_ok_and(|one| roots.add(one).is_ok()));
    all && !roots.is_empty()
}

/// Takes the files anew when they changed.
pub(super) async fn renew(edge: &Inner) {
    renew_shown(edge).await;
    renew_believed(edge).await;
}

async fn renew_believed(edge: &Inner) {
    let Some((file, before)) = ({
        let believed = edge.believed.lock();
        believed.as_ref().map(|believed| (believed.file.clone(), believed.taken.clone()))
    }) else {
        return;
    };
    let Ok(Ok(now)) = tokio::task::spawn_blocking(move || std::fs::read(file)).await else { return };
    if now == before {
        return;
    }
    let fits = holds_certificates(&now);
    if let Some(believed) = edge.believed.lock().as_mut() {
        // Told once for each change of the file.
        believed.taken = now;
        if fits {
            edge.endpoint.transport_layer.set_tls_config(believed.config());
        }
    }
    if fits {
        tracing::info!("trunks under TLS are believed by a renewed list of authorities");
    } else {
        tracing::warn!("a renewed list of authorities does not read: the one before counts");
    }
}

async fn renew_shown(edge: &Inner) {
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
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path)
        .map_err(|error| Fault::unavailable("WL-VOICE-LISTEN", format!("{} cannot be read: {error}", path.display())))
}
