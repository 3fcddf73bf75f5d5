//! A whole description: the lines in their order, each level's defaults handed down.

use std::net::IpAddr;

use warmline_base::Fault;

use super::{Direction, LINES, MEDIA, Media, TEXT_BYTES};

/// A description, its media lines complete with what the session said for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The value of `o=`, which changes whenever the description does; empty when there was none.
    pub origin: String,
    /// The media lines, in their order.
    pub media: Vec<Media>,
}

impl Session {
    /// Reads a description.
    ///
    /// # Errors
    /// `WL-SDP-SHAPE` when the text is none, or over its limits. Lines and attributes that are unknown or
    /// unreadable by themselves are passed over.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > TEXT_BYTES || text.lines().nth(LINES).is_some() {
            return Err(shape("the description is longer than any telephone needs: leave out what is not audio"));
        }
        let mut session = Self { origin: String::new(), media: Vec::new() };
        let (mut address, mut direction) = (None, Direction::default());
        let mut version = false;
        for (number, line) in text.lines().enumerate() {
            let Some((kind, value)) = line.trim().split_once('=') else { continue };
            let value = value.trim();
            match (kind.trim(), session.media.last_mut()) {
                ("v", None) => version = true,
                ("o", None) => session.origin = value.to_owned(),
                ("c", None) => address = connection(value),
                ("c", Some(media)) => media.address = connection(value),
                ("a", None) => direction = Direction::parse(value).unwrap_or(direction),
                ("a", Some(media)) => {
                    let (name, value) = value.split_once(':').unwrap_or((value, ""));
                    media.attribute(name.trim(), value);
                }
                ("m", _) => {
                    let media = Media::parse(value, address, direction);
                    let media = media.filter(|_| session.media.len() < MEDIA).ok_or_else(|| {
                        let detail = "a media line needs kind, port, transport and at most 64 formats";
                        shape(detail).at(format!("line {}", number + 1))
                    })?;
                    session.media.push(media);
                }
                _ => {}
            }
        }
        if version || !session.media.is_empty() {
            return Ok(session);
        }
        Err(shape("the body is no session description: it has neither version nor media"))
    }
}

fn shape(detail: &'static str) -> Fault {
    Fault::invalid("WL-SDP-SHAPE", detail)
}

/// The address of a `c=` line; a name or another kind of network is none.
fn connection(value: &str) -> Option<IpAddr> {
    let mut words = value.split_ascii_whitespace();
    if !words.next()?.eq_ignore_ascii_case("IN") {
        return None;
    }
    let _family = words.next()?;
    // A group address may carry its time to live after a slash.
    words.next()?.split('/').next()?.parse().ok()
}
