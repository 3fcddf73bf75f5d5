//! Who may do what: the roles and the actions as words. Which role may which action is policy and
//! stands in one table in the runtime.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:tt,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word used in the API, the database and on screens.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(self.as_str()) }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    other => Err(format!("{other:?} is no {}", stringify!($name))),
                }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What somebody is in the centre. One person may be several.
    Role {
        /// 客户.
        Customer = "customer",
        /// 座席.
        Agent = "agent",
        /// 资深座席/导师.
        SeniorAgent = "senior_agent",
        /// 组长.
        TeamLead = "team_lead",
        /// 中心经理/值班经理.
        Supervisor = "supervisor",
        /// 质检员.
        Qa = "qa",
        /// 知识编辑.
        KbEditor = "kb_editor",
        /// 培训教员.
        Trainer = "trainer",
        /// 排班员.
        Wfm = "wfm",
        /// 部门处理人.
        DeptHandler = "dept_handler",
        /// 客户经理/网点.
        BranchManager = "branch_manager",
        /// 总行审批领导.
        Approver = "approver",
        /// 反欺诈分析员.
        FraudAnalyst = "fraud_analyst",
        /// 投诉专员.
        ComplaintsOfficer = "complaints_officer",
        /// 合规.
        Compliance = "compliance",
        /// 审计.
        Auditor = "auditor",
        /// 系统管理员.
        Admin = "admin",
        /// 心理支持师.
        Wellbeing = "wellbeing",
    }
}

words! {
    /// One thing that can be done, by the name checks and audit entries use.
    Action {
        /// See an interaction and its thread.
        InteractionRead = "interaction.read",
        /// Write to the customer.
        InteractionReply = "interaction.reply",
        /// Write a note colleagues see.
        InteractionNote = "interaction.note",
        /// Accept or reject an offer made to oneself.
        InteractionAccept = "interaction.accept",
        /// Pass an interaction on.
        InteractionTransfer = "interaction.transfer",
        /// End an interaction and write its wrap-up.
        InteractionEnd = "interaction.end",
        /// Say which customer it is.
        InteractionIdentify = "interaction.identify",
        /// Take an interaction over from whoever has it.
        InteractionTake = "interaction.take",
        /// See why it was routed so.
        InteractionExplain = "interaction.explain",
        /// Hold, mute, consult, transfer, pause the recording: what an agent does with a call.
        CallControl = "call.control",
        /// Call a customer: about a contact in hand, or a case one answers for.
        CallOut = "call.out",
        /// Listen to a call, whisper, barge in, take it over or end it.
        CallSupervise = "call.supervise",
        /// Hear a recording.
        RecordingListen = "recording.listen",
        /// See a journey across channels.
        JourneyRead = "journey.read",
        /// Use canned replies.
        CannedRead = "canned.read",
        /// Write canned replies.
        CannedManage = "canned.manage",
        /// Find a customer by what the customer says.
        CustomerFind = "customer.find",
        /// See a customer's masked profile.
        CustomerRead = "customer.read",
        /// See one field unmasked, with a reason.
        CustomerReveal = "customer.reveal",
        /// Record a consent or its withdrawal.
        CustomerConsent = "customer.consent",
        /// Take customers in from the bank's file. Nobody's at a desk: only the console's.
        CustomerImport = "customer.import",
        /// See colleagues, teams and skills.
        AgentRead = "agent.read",
        /// Add and change staff.
        AgentManage = "agent.manage",
        /// Add, rename and put away departments.
        DepartmentManage = "department.manage",
        /// Change one's own presence.
        PresenceSet = "presence.set",
        /// Change somebody else's presence.
        PresenceForce = "presence.force",
        /// See queues, skills, schedules.
        RoutingRead = "routing.read",
        /// Change queues, skills, schedules.
        RoutingManage = "routing.manage",
        /// See flows.
        FlowRead = "flow.read",
        /// Publish flows.
        FlowManage = "flow.manage",
        /// Read and search knowledge.
        KnowledgeRead = "knowledge.read",
        /// Draft and change articles.
        KnowledgeEdit = "knowledge.edit",
        /// Approve and publish articles.
        KnowledgeApprove = "knowledge.approve",
        /// Open a case.
        CaseOpen = "case.open",
        /// See a case.
        CaseRead = "case.read",
        /// Accept, finish, return or hand over a department's part.
        CaseWork = "case.work",
        /// Tell the customer the result and close.
        CaseFeedback = "case.feedback",
        /// See survey answers.
        SurveyRead = "survey.read",
        /// See the live board.
        BoardRead = "board.read",
        /// See reports.
        ReportRead = "report.read",
        /// Read the audit log.
        AuditRead = "audit.read",
        /// Verify the audit chain.
        AuditVerify = "audit.verify",
        /// See and replay dead letters.
        DeadLetterReplay = "dead_letter.replay",
        /// See settings.
        SettingsRead = "settings.read",
        /// Order a new working key. Nobody's at a desk: only the console's.
        KeysRotate = "keys.rotate",
        /// See and end one's own sessions.
        SessionManage = "session.manage",
    }
}

words! {
    /// What sign-in writes into the audit log by itself: no action, for nobody needs leave for it.
    SessionStep {
        /// A password was checked, or an identity provider's word.
        SignIn = "session.sign_in",
        /// A second factor was checked.
        Factor = "session.factor",
        /// A session ended before its time.
        Revoke = "session.revoke",
    }
}

/// Every word the audit log says for what was done. Screens have a text for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum AuditWord {
    /// Somebody used a permission.
    Action(Action),
    /// Somebody came or went.
    Session(SessionStep),
}

impl AuditWord {
    /// The word as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Action(action) => action.as_str(),
            Self::Session(step) => step.as_str(),
        }
    }
}
