//! Where a service is, what we show it, and how it is reached.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Certificate, Url};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use warmline_base::{Fault, Secret};

/// How long a connection may take to stand.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The largest message a websocket may bring.
const MESSAGE_BYTES: usize = 64 * 1024;

/// A service as an install names it.
#[derive(Clone, Debug)]
pub struct Service {
    /// Where it is: `wss` or `https`, or without TLS on this very machine.
    pub url: String,
    /// What proves that we may use it, as a bearer token; none when it asks for nothing.
    pub key: Option<Secret<String>>,
    /// The authority that signed its certificate, as PEM, when that is not one everybody knows.
    pub authority: Option<Vec<u8>>,
}

/// A stream to a service, with or without TLS.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Wire for S {}

/// A websocket to a service.
pub(crate) type Socket = WebSocketStream<Box<dyn Wire>>;

impl Service {
    /// The address, when it is one of `schemes`, the second of which is only for this machine.
    pub(crate) fn address(&self, [sealed, clear]: [&str; 2]) -> Result<Url, Fault> {
        let wrong = || {
            let detail =
                format!("a speech service's address begins with {sealed}, or {clear} on this machine: change it");
            Fault::invalid("WL-SPEECH-URL", detail)
        };
        let url = Url::parse(&self.url).map_err(|_| wrong())?;
        let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let fits = url.host_str().is_some() && (url.scheme() == sealed || (url.scheme() == clear && here));
        if fits { Ok(url) } else { Err(wrong()) }
    }

    /// A client for HTTP that waits `within` for an answer.
    pub(crate) fn http(&self, within: Duration) -> Result<reqwest::Client, Fault> {
        let mut client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(within);
        if let Some(pem) = &self.authority {
            for certificate in Certificate::from_pem_bundle(pem).map_err(|_| no_authority())? {
                client = client.add_root_certificate(certificate);
            }
        }
        client.build().map_err(|_| no_authority())
    }

    /// What a websocket needs besides the address.
    pub(crate) fn tls(&self) -> Result<TlsConnector, Fault> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(pem) = &self.authority {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                roots.add(certificate.map_err(|_| no_authority())?).map_err(|_| no_authority())?;
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| no_authority())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(TlsConnector::from(Arc::new(config)))
    }

    /// A websocket to `address`, open.
    pub(crate) async fn open(&self, address: &Url, tls: &TlsConnector) -> Result<Socket, Fault> {
        let opening = async {
            let mut request = address.as_str().into_client_request().map_err(|_| away())?;
            if let Some(key) = &self.key {
                let mut value = HeaderValue::from_str(&format!("Bearer {}", key.expose())).map_err(|_| refused())?;
                value.set_sensitive(true);
                request.headers_mut().insert("authorization", value);
            }
            let (Some(host), Some(port)) = (address.host_str(), address.port_or_known_default()) else {
                return Err(away());
            };
            let host = host.trim_matches(['[', ']']);
            let stream = TcpStream::connect((host, port)).await.map_err(|_| away())?;
            stream.set_nodelay(true).map_err(|_| away())?;
            let stream: Box<dyn Wire> = if address.scheme() == "wss" {
                let name = ServerName::try_from(host.to_owned()).map_err(|_| away())?;
                Box::new(tls.connect(name, stream).await.map_err(|_| away())?)
            } else {
                Box::new(stream)
            };
            let limits =
                WebSocketConfig::default().max_message_size(Some(MESSAGE_BYTES)).max_frame_size(Some(MESSAGE_BYTES));
            let (socket, _) = client_async_with_config(request, stream, Some(limits)).await.map_err(|_| refused())?;
            Ok(socket)
        };
        tokio::time::timeout(CONNECT_WITHIN, opening).await.map_err(|_| away())?
    }
}

pub(crate) fn away() -> Fault {
    Fault::unavailable("WL-SPEECH-AWAY", "the speech service does not answer in time: see that it runs and is reached")
}

pub(crate) fn refused() -> Fault {
    Fault::unavailable("WL-SPEECH-REFUSED", "the speech service refused us: check its address, key and model")
}

pub(crate) fn odd() -> Fault {
    Fault::unavailable(
        "WL-SPEECH-ANSWER",
        "the speech service answered in another form: check which protocol it speaks",
    )
}

fn no_authority() -> Fault {
    Fault::invalid("WL-SPEECH-URL", "the authority for a speech service is no PEM certificate: put its file right")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Result<Url, Fault> {
        Service { url: url.into(), key: None, authority: None }.address(["wss", "ws"])
    }

    #[test]
    fn sound_leaves_the_machine_under_tls_or_not_at_all() {
        for fits in ["wss://asr.bank.example:10095", "ws://127.0.0.1:10095", "ws://[::1]:1/a"] {
            assert!(at(fits).is_ok(), "{fits}");
        }
        for wrong in ["ws://asr.bank.example:10095", "https://asr.bank.example", "10095", "wss://"] {
            assert_eq!(at(wrong).unwrap_err().code, "WL-SPEECH-URL", "{wrong}");
        }
    }

    #[test]
    fn a_key_never_prints() {
        let service = Service { url: "wss://a.example".into(), key: Some(Secret::new("sk-1".into())), authority: None };
        assert!(!format!("{service:?}").contains("sk-1"));
    }
}
