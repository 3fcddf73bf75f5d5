//! What roles are called, for the demo's page and the terminal.

use warmline_contract::Role;

/// The role's Chinese and English name.
pub const fn name(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Agent => ("座席", "agent"),
        Role::SeniorAgent => ("资深座席", "senior agent"),
        Role::TeamLead => ("班长", "team lead"),
        Role::Supervisor => ("主管", "supervisor"),
        Role::Qa => ("质检员", "quality"),
        Role::KbEditor => ("知识编辑", "knowledge editor"),
        Role::Trainer => ("培训教员", "trainer"),
        Role::Wfm => ("排班员", "workforce planner"),
        Role::DeptHandler => ("部门处理人", "department"),
        Role::BranchManager => ("客户经理/网点", "branch manager"),
        Role::Approver => ("总行审批", "approver"),
        Role::FraudAnalyst => ("反欺诈分析员", "fraud analyst"),
        Role::ComplaintsOfficer => ("投诉专员", "complaints officer"),
        Role::Compliance => ("合规", "compliance"),
        Role::Auditor => ("审计", "auditor"),
        Role::Admin => ("系统管理员", "administrator"),
        Role::Wellbeing => ("心理支持师", "wellbeing"),
        Role::Customer => ("客户", "customer"),
    }
}
