//! The policy: which role may do what, and how far it reaches. One table, reviewed as one snapshot.

use std::fmt::Write;

use warmline_contract::{Action, Role};

/// How far a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// What is theirs: their contacts, their tasks, themselves.
    Own,
    /// Their team's.
    Team,
    /// Their department's.
    Department,
    /// Their branch's customers.
    Branch,
    /// The whole centre's.
    Centre,
}

use Action as A;
use Role as R;
use Scope::{Branch, Centre, Department, Own, Team};

type Rule = (Action, &'static [(Role, Scope)]);

/// Role × action → scope. What does not stand here is denied.
pub const POLICY: &[Rule] = &[
    (
        A::InteractionRead,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Team),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::Qa, Centre),
            (R::FraudAnalyst, Centre),
            (R::ComplaintsOfficer, Centre),
            (R::BranchManager, Branch),
            (R::Auditor, Centre),
        ],
    ),
    (
        A::InteractionReply,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Own),
            (R::Supervisor, Own),
            (R::ComplaintsOfficer, Own),
            (R::FraudAnalyst, Own),
        ],
    ),
    (
        A::InteractionNote,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Team),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::BranchManager, Branch),
            (R::ComplaintsOfficer, Centre),
            (R::FraudAnalyst, Centre),
        ],
    ),
    (
        A::InteractionAccept,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Own),
            (R::Supervisor, Own),
            (R::ComplaintsOfficer, Own),
            (R::FraudAnalyst, Own),
        ],
    ),
    (
        A::InteractionTransfer,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::ComplaintsOfficer, Own),
            (R::FraudAnalyst, Own),
        ],
    ),
    (
        A::InteractionEnd,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::ComplaintsOfficer, Own),
            (R::FraudAnalyst, Own),
        ],
    ),
    (
        A::InteractionIdentify,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Own),
            (R::Supervisor, Own),
            (R::ComplaintsOfficer, Own),
            (R::FraudAnalyst, Own),
        ],
    ),
    (A::InteractionTake, &[(R::TeamLead, Team), (R::Supervisor, Centre)]),
    (
        A::InteractionExplain,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Team),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::Wfm, Centre),
            (R::Auditor, Centre),
        ],
    ),
    (
        A::CallControl,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Own),
            (R::Supervisor, Own),
            (R::ComplaintsOfficer, Own),
            (R::FraudAnalyst, Own),
        ],
    ),
    (
        A::CallOut,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Own),
            (R::Supervisor, Own),
            (R::ComplaintsOfficer, Own),
            (R::FraudAnalyst, Own),
        ],
    ),
    (A::CallSupervise, &[(R::TeamLead, Team), (R::Supervisor, Centre)]),
    (
        A::RecordingListen,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::Qa, Centre),
            (R::FraudAnalyst, Centre),
            (R::ComplaintsOfficer, Centre),
            (R::Auditor, Centre),
        ],
    ),
    (
        A::JourneyRead,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Team),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::BranchManager, Branch),
            (R::FraudAnalyst, Centre),
            (R::ComplaintsOfficer, Centre),
            (R::Auditor, Centre),
        ],
    ),
    (
        A::CannedRead,
        &[
            (R::Agent, Centre),
            (R::SeniorAgent, Centre),
            (R::TeamLead, Centre),
            (R::Supervisor, Centre),
            (R::KbEditor, Centre),
            (R::Compliance, Centre),
            (R::ComplaintsOfficer, Centre),
            (R::FraudAnalyst, Centre),
            (R::Trainer, Centre),
        ],
    ),
    (A::CannedManage, &[(R::TeamLead, Centre), (R::Supervisor, Centre), (R::KbEditor, Centre)]),
    (
        A::CustomerFind,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Own),
            (R::Supervisor, Own),
            (R::ComplaintsOfficer, Own),
            (R::FraudAnalyst, Own),
        ],
    ),
    (
        A::CustomerRead,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::DeptHandler, Own),
            (R::BranchManager, Branch),
            (R::FraudAnalyst, Own),
            (R::ComplaintsOfficer, Own),
            (R::Auditor, Centre),
        ],
    ),
    (
        A::CustomerReveal,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Own),
            (R::Supervisor, Own),
            (R::DeptHandler, Own),
            (R::FraudAnalyst, Own),
            (R::ComplaintsOfficer, Own),
        ],
    ),
    (
        A::CustomerConsent,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Own),
            (R::Supervisor, Own),
            (R::ComplaintsOfficer, Own),
        ],
    ),
    (A::CustomerImport, &[]),
    (A::KeysRotate, &[]),
    (
        A::AgentRead,
        &[
            (R::Agent, Centre),
            (R::SeniorAgent, Centre),
            (R::TeamLead, Centre),
            (R::Supervisor, Centre),
            (R::Qa, Centre),
            (R::Trainer, Centre),
            (R::Wfm, Centre),
            (R::DeptHandler, Centre),
            (R::BranchManager, Centre),
            (R::FraudAnalyst, Centre),
            (R::ComplaintsOfficer, Centre),
            (R::Auditor, Centre),
            (R::Admin, Centre),
        ],
    ),
    (A::AgentManage, &[(R::Admin, Centre)]),
    (A::DepartmentManage, &[(R::Admin, Centre)]),
    (
        A::PresenceSet,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Own),
            (R::Supervisor, Own),
            (R::FraudAnalyst, Own),
            (R::ComplaintsOfficer, Own),
        ],
    ),
    (A::PresenceForce, &[(R::TeamLead, Team), (R::Supervisor, Centre)]),
    (
        A::RoutingRead,
        &[
            (R::Agent, Centre),
            (R::SeniorAgent, Centre),
            (R::TeamLead, Centre),
            (R::Supervisor, Centre),
            (R::Wfm, Centre),
            (R::Qa, Centre),
            (R::FraudAnalyst, Centre),
            (R::ComplaintsOfficer, Centre),
            (R::Auditor, Centre),
            (R::Admin, Centre),
        ],
    ),
    (A::RoutingManage, &[(R::Supervisor, Centre), (R::Admin, Centre)]),
    (
        A::FlowRead,
        &[
            (R::Supervisor, Centre),
            (R::KbEditor, Centre),
            (R::Compliance, Centre),
            (R::Auditor, Centre),
            (R::Admin, Centre),
        ],
    ),
    (A::FlowManage, &[(R::Supervisor, Centre), (R::Admin, Centre)]),
    (
        A::KnowledgeRead,
        &[
            (R::Agent, Centre),
            (R::SeniorAgent, Centre),
            (R::TeamLead, Centre),
            (R::Supervisor, Centre),
            (R::Qa, Centre),
            (R::KbEditor, Centre),
            (R::Trainer, Centre),
            (R::DeptHandler, Centre),
            (R::BranchManager, Centre),
            (R::Approver, Centre),
            (R::FraudAnalyst, Centre),
            (R::ComplaintsOfficer, Centre),
            (R::Compliance, Centre),
            (R::Auditor, Centre),
        ],
    ),
    (A::KnowledgeEdit, &[(R::KbEditor, Centre)]),
    (A::KnowledgeApprove, &[(R::Compliance, Centre), (R::Supervisor, Centre)]),
    (
        A::CaseOpen,
        &[
            (R::Agent, Centre),
            (R::SeniorAgent, Centre),
            (R::TeamLead, Centre),
            (R::Supervisor, Centre),
            (R::BranchManager, Centre),
            (R::FraudAnalyst, Centre),
            (R::ComplaintsOfficer, Centre),
        ],
    ),
    (
        A::CaseRead,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::DeptHandler, Department),
            (R::BranchManager, Branch),
            (R::Approver, Department),
            (R::FraudAnalyst, Department),
            (R::ComplaintsOfficer, Centre),
            (R::Auditor, Centre),
        ],
    ),
    (
        A::CaseWork,
        &[
            (R::DeptHandler, Department),
            (R::BranchManager, Branch),
            (R::FraudAnalyst, Department),
            (R::ComplaintsOfficer, Department),
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
        ],
    ),
    (
        A::CaseFeedback,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::DeptHandler, Department),
            (R::BranchManager, Branch),
            (R::ComplaintsOfficer, Centre),
            (R::FraudAnalyst, Department),
        ],
    ),
    (
        A::SurveyRead,
        &[
            (R::Agent, Own),
            (R::SeniorAgent, Own),
            (R::TeamLead, Team),
            (R::Supervisor, Centre),
            (R::Qa, Centre),
            (R::ComplaintsOfficer, Centre),
            (R::Auditor, Centre),
        ],
    ),
    (
        A::BoardRead,
        &[
            (R::TeamLead, Centre),
            (R::Supervisor, Centre),
            (R::Wfm, Centre),
            (R::Approver, Centre),
            (R::Auditor, Centre),
        ],
    ),
    (
        A::ReportRead,
        &[
            (R::TeamLead, Centre),
            (R::Supervisor, Centre),
            (R::Wfm, Centre),
            (R::Qa, Centre),
            (R::Approver, Centre),
            (R::ComplaintsOfficer, Centre),
            (R::Auditor, Centre),
        ],
    ),
    (A::AuditRead, &[(R::Auditor, Centre), (R::Compliance, Centre)]),
    (A::AuditVerify, &[(R::Auditor, Centre)]),
    (A::DeadLetterReplay, &[(R::Admin, Centre)]),
    (A::SettingsRead, &[(R::Admin, Centre), (R::Auditor, Centre)]),
    (A::SessionManage, ALL_STAFF_OWN),
];

const ALL_STAFF_OWN: &[(Role, Scope)] = &[
    (R::Agent, Own),
    (R::SeniorAgent, Own),
    (R::TeamLead, Own),
    (R::Supervisor, Own),
    (R::Qa, Own),
    (R::KbEditor, Own),
    (R::Trainer, Own),
    (R::Wfm, Own),
    (R::DeptHandler, Own),
    (R::BranchManager, Own),
    (R::Approver, Own),
    (R::FraudAnalyst, Own),
    (R::ComplaintsOfficer, Own),
    (R::Compliance, Own),
    (R::Auditor, Own),
    (R::Admin, Own),
    (R::Wellbeing, Own),
];

/// How far `role` reaches with `action`; `None` when it may not at all.
pub fn scope(role: Role, action: Action) -> Option<Scope> {
    let (_, rules) = POLICY.iter().find(|(of, _)| *of == action)?;
    rules.iter().find(|(of, _)| *of == role).map(|(_, scope)| *scope)
}

/// How far somebody with these roles reaches with `action`: empty when not at all. Lists filter by it.
pub fn scopes_of(roles: &[Role], action: Action) -> Vec<Scope> {
    roles.iter().filter_map(|role| scope(*role, action)).collect()
}

/// Every action somebody with these roles may do to something.
pub fn actions_of(roles: &[Role]) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| roles.iter().any(|role| scope(*role, *action).is_some())).collect()
}

/// The whole matrix as text, one line an action, one column a role.
pub fn matrix() -> String {
    let mut text = format!("{:24}", "");
    for role in Role::ALL {
        let _ = write!(text, " {:>18}", role.as_str());
    }
    for action in Action::ALL {
        let _ = write!(text, "\n{:24}", action.as_str());
        for role in Role::ALL {
            let cell =
                scope(*role, *action).map_or_else(|| "-".to_owned(), |scope| format!("{scope:?}").to_lowercase());
            let _ = write!(text, " {cell:>18}");
        }
    }
    text
}
