//! Typed ids: a version 7 uuid inside, a prefixed word outside (`int_0198…`), so an id in a log, an
//! address or an error says what it names, and one kind can never be passed for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// What every typed id can do.
pub trait TypedId: Copy + Eq + Ord + fmt::Display + Send + Sync + 'static {
    /// The word before the underscore.
    const PREFIX: &'static str;
    /// Wraps a bare uuid.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The bare uuid, as the database stores it.
    fn uuid(self) -> Uuid;
}

/// Why a text is not an id of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an id like {prefix}_ followed by 32 hexadecimal digits")]
pub struct IdParseError {
    prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl TypedId for $name {
            const PREFIX: &'static str = $prefix;
            fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            fn uuid(self) -> Uuid { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdParseError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                parse(text, $prefix).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

fn parse(text: &str, prefix: &'static str) -> Result<Uuid, IdParseError> {
    let wrong = IdParseError { prefix };
    let (word, digits) = text.split_once('_').ok_or(wrong.clone())?;
    if word != prefix || digits.len() != 32 || digits.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(wrong);
    }
    Uuid::try_parse(digits).map_err(|_| wrong)
}

ids! {
    /// A person who serves customers or runs the place.
    AgentId = "agt";
    /// A knowledge article.
    ArticleId = "art";
    /// A file that came with a message, a case or a survey.
    AttachmentId = "att";
    /// One audited operation.
    AuditId = "aud";
    /// A canned reply.
    CannedReplyId = "can";
    /// Work that outlives an interaction.
    CaseId = "cas";
    /// A customer of the bank.
    CustomerId = "cus";
    /// One entry of the event log.
    EventId = "evt";
    /// One engagement on one channel.
    InteractionId = "int";
    /// A background job.
    JobId = "job";
    /// Interactions of one customer about one matter.
    JourneyId = "jny";
    /// A message inside an interaction.
    MessageId = "msg";
    /// An offer of an interaction to an agent.
    OfferId = "off";
    /// A queue.
    QueueId = "que";
    /// Opening hours.
    ScheduleId = "sch";
    /// A signed-in session.
    SessionId = "ses";
    /// A skill.
    SkillId = "skl";
    /// A customer's answer to the survey.
    SurveyId = "sur";
    /// One department's part of a case.
    TaskId = "tsk";
    /// A team of agents.
    TeamId = "tem";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_and_refuses_another_kind() {
        let id = InteractionId(Uuid::from_u128(7));
        assert_eq!(id.to_string(), "int_00000000000000000000000000000007");
        assert_eq!(id.to_string().parse::<InteractionId>().unwrap(), id);
        assert!(id.to_string().parse::<CaseId>().is_err());
        assert!("int_7".parse::<InteractionId>().is_err());
        assert!("int_0000000000000000000000000000000A".parse::<InteractionId>().is_err());
    }
}
