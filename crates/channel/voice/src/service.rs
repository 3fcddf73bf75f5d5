//! The telephone as the house knows it: there from the start, listening once it is opened.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use warmline_base::{AgentId, Fault};
use warmline_contract::{
    CallDesk, CaseDirectory, CustomerNumbers, IdentityCheck, InteractionDirectory, PeopleDirectory, PresenceView,
    Reception, Surveys,
};
use warmline_runtime::Runtime;
use warmline_speech::{SpeechToText, TextToSpeech};

use crate::RsipEdge;
use crate::edge::{EdgeSettings, SipEdge};
use crate::exchange::{Exchange, ExchangeParts, Memory};
use crate::http::Pace;
use crate::phones::Phones;
use crate::plane::{Plane, PlaneSettings};
use crate::recording::Recordings;
use crate::speech::Speech;

/// What phones prove their password for.
pub const REALM: &str = "warmline";

/// What the telephone is made of.
pub struct TelephoneParts {
    /// The house.
    pub runtime: Arc<Runtime>,
    /// The reception.
    pub reception: Arc<dyn Reception>,
    /// Whoever distributes work.
    pub desk: Arc<dyn CallDesk>,
    /// Whose an interaction is.
    pub interactions: Arc<dyn InteractionDirectory>,
    /// Who works here.
    pub people: Arc<dyn PeopleDirectory>,
    /// Who is at work.
    pub presence: Arc<dyn PresenceView>,
    /// Who answers for what.
    pub cases: Arc<dyn CaseDirectory>,
    /// Customers' numbers.
    pub numbers: Arc<dyn CustomerNumbers>,
    /// Checks what customers key.
    pub identity: Arc<dyn IdentityCheck>,
    /// Takes what customers say of a call.
    pub surveys: Arc<dyn Surveys>,
    /// Where recordings lie.
    pub recordings: PathBuf,
}

/// How the telephone is opened.
#[derive(Clone, Debug)]
pub struct TelephoneSettings {
    /// Signalling.
    pub edge: EdgeSettings,
    /// Sound.
    pub plane: PlaneSettings,
    /// The bank's number, shown to whoever is called.
    pub number: String,
    /// Whether conversations are recorded.
    pub record: bool,
    /// Recognisers and voices outside.
    pub speech: SpeechServices,
}

/// What understands and what speaks, outside this process; each may be absent.
#[derive(Clone, Default)]
pub struct SpeechServices {
    /// Understands what is said in calls.
    pub recogniser: Option<Arc<dyn SpeechToText>>,
    /// Speaks what nobody recorded.
    pub voice: Option<Arc<dyn TextToSpeech>>,
}

impl fmt::Debug for SpeechServices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let there = [self.recogniser.is_some(), self.voice.is_some()];
        f.debug_tuple("SpeechServices").field(&there).finish()
    }
}

/// The telephone.
pub struct Telephone {
    pub(crate) house: Arc<TelephoneParts>,
    pub(crate) pace: Pace,
    pub(crate) phones: Arc<Phones>,
    pub(crate) recordings: Arc<Recordings>,
    open: OnceLock<Open>,
}

struct Open {
    exchange: Arc<Exchange>,
    edge: RsipEdge,
}

impl Telephone {
    /// The telephone, not yet listening.
    ///
    /// # Errors
    /// A database fault; `WL-VOICE-RECORDING` when the folder of recordings cannot be made.
    pub async fn new(parts: TelephoneParts) -> Result<Arc<Self>, Fault> {
        let phones = Phones::open(Arc::clone(&parts.runtime), REALM).await?;
        let recordings = Arc::new(Recordings::open(Arc::clone(&parts.runtime), parts.recordings.clone())?);
        let house = Arc::new(parts);
        Ok(Arc::new(Self { house, pace: Pace::default(), phones, recordings, open: OnceLock::new() }))
    }

    /// Listens and takes calls from now on. Only the first call counts.
    ///
    /// # Errors
    /// `WL-VOICE-LISTEN`, `WL-VOICE-MEDIA` or `WL-VOICE-PROMPTS`; a database fault.
    pub async fn open(&self, settings: TelephoneSettings) -> Result<(), Fault> {
        let TelephoneSettings { edge, plane, number, record, speech: services } = settings;
        let speech = Speech::open(services.voice.clone())?;
        let runtime = &self.house.runtime;
        let (clock, entropy) = (Arc::clone(&runtime.clock), Arc::clone(&runtime.entropy));
        let plane = Plane::open(&plane, &clock, Arc::clone(&entropy))?;
        let (edge, events) = RsipEdge::open(edge, Arc::clone(&self.phones) as _, clock, &*entropy).await?;
        let memory = Memory::read(runtime, &self.house.desk).await?;
        self.pace.recall(&memory.calls_out, runtime.now());
        let exchange = Exchange::open(
            ExchangeParts {
                house: Arc::clone(&self.house),
                edge: Arc::new(edge.clone()),
                plane,
                phones: Arc::clone(&self.phones),
                recordings: Arc::clone(&self.recordings),
                speech,
                services,
                record,
                number,
            },
            memory.locks,
            events,
        );
        let _ = self.open.set(Open { exchange, edge });
        Ok(())
    }

    /// The calls, while the telephone is open.
    ///
    /// # Errors
    /// `WL-VOICE-CLOSED` when it is not.
    pub fn exchange(&self) -> Result<&Arc<Exchange>, Fault> {
        self.open.get().map(|open| &open.exchange).ok_or_else(|| {
            Fault::conflict("WL-VOICE-CLOSED", "the telephone is not open here: start it with WARMLINE_SIP_LISTEN")
        })
    }

    /// The desk phones' accounts.
    pub fn phones(&self) -> &Phones {
        &self.phones
    }

    /// The recordings.
    pub fn recordings(&self) -> &Recordings {
        &self.recordings
    }

    /// Where SIP datagrams are taken; none while closed.
    pub fn address(&self) -> Option<SocketAddr> {
        self.open.get()?.edge.udp_address()
    }

    /// Where SIP under TLS is taken; none while closed, or without a certificate.
    pub fn tls_address(&self) -> Option<SocketAddr> {
        self.open.get()?.edge.tls_address()
    }

    /// Stops letting calls in; those in progress go on.
    pub fn drain(&self) {
        if let Some(open) = self.open.get() {
            open.edge.drain(true);
        }
    }

    /// Whether the agent's phone can be rung.
    pub fn can_ring(&self, agent: AgentId) -> bool {
        self.open.get().is_some_and(|open| open.exchange.can_ring(agent))
    }
}
