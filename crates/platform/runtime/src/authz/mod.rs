//! Authorisation: `authorize(Action, &object)` says literally what is done to what.
//!
//! Deny by default. The policy is one table ([`POLICY`]): role × action → scope. Whether the scope
//! covers the object is decided from facts the object carries. When no role of the actor has the action
//! at all the answer is "forbidden"; when one has it but not for this object, the object does not exist
//! for that actor.

mod object;
mod policy;

pub use object::Object;
pub use policy::{POLICY, Scope, actions_of, matrix, scopes_of};

use warmline_base::Fault;
use warmline_contract::{Action, Actor, Staff};

/// Decides whether `actor` may do `action` to `object`.
///
/// # Errors
/// `WL-FORBIDDEN` when no role of the actor has the action; `WL-NOT-FOUND` when one has, but not here.
pub fn decide(actor: &Actor, action: Action, object: &Object) -> Result<(), Fault> {
    match actor {
        Actor::System(_) => Ok(()),
        Actor::Assistant => {
            if matches!(action, Action::KnowledgeRead | Action::InteractionReply) {
                Ok(())
            } else {
                Err(forbidden(action))
            }
        }
        Actor::Customer { interaction, .. } => {
            if customer_may(action) && object.is("interaction", &interaction.to_string()) {
                Ok(())
            } else {
                Err(not_found())
            }
        }
        Actor::Staff(staff) => decide_staff(staff, action, object),
    }
}

fn decide_staff(staff: &Staff, action: Action, object: &Object) -> Result<(), Fault> {
    let mut has_action = false;
    for scope in staff.roles.iter().filter_map(|role| policy::scope(*role, action)) {
        has_action = true;
        if object.within(scope, staff) {
            return Ok(());
        }
    }
    Err(if has_action { not_found() } else { forbidden(action) })
}

const fn customer_may(action: Action) -> bool {
    matches!(action, Action::InteractionRead | Action::InteractionReply | Action::InteractionEnd)
}

fn forbidden(action: Action) -> Fault {
    Fault::forbidden(
        "WL-FORBIDDEN",
        format!("your role does not include {action}: ask your administrator if you need it"),
    )
}

fn not_found() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_base::{AgentId, SessionId};
    use warmline_contract::Role;

    fn staff(role: Role, department: Option<&str>) -> Actor {
        Actor::Staff(Box::new(Staff {
            id: AgentId(uuid::Uuid::from_u128(1)),
            work_number: "S001".into(),
            alias: "x".into(),
            roles: vec![role],
            team: None,
            department: department.map(Into::into),
            site: "B011".into(),
            session: SessionId(uuid::Uuid::nil()),
        }))
    }

    #[test]
    fn the_matrix_is_the_reviewed_one() {
        insta::assert_snapshot!(matrix());
    }

    #[test]
    fn a_case_of_another_department_does_not_exist() {
        let case = Object::new("case", "cas_1").department("D03");
        assert_eq!(
            decide(&staff(Role::DeptHandler, Some("D02")), Action::CaseRead, &case).unwrap_err().code,
            "WL-NOT-FOUND"
        );
        assert!(decide(&staff(Role::DeptHandler, Some("D03")), Action::CaseRead, &case).is_ok());
        assert_eq!(decide(&staff(Role::Wfm, None), Action::CaseRead, &case).unwrap_err().code, "WL-FORBIDDEN");
    }

    #[test]
    fn a_customer_reaches_only_the_own_interaction() {
        let mine = warmline_base::InteractionId(uuid::Uuid::from_u128(5));
        let actor = Actor::Customer { interaction: mine, customer: None };
        assert!(decide(&actor, Action::InteractionReply, &Object::new("interaction", &mine.to_string())).is_ok());
        assert!(decide(&actor, Action::InteractionReply, &Object::new("interaction", "int_2")).is_err());
        assert!(decide(&actor, Action::CustomerRead, &Object::any("customer")).is_err());
    }
}
