//! Every role at every operation.

use std::fmt::Write;

use warmline_contract::{Action, Role};
use warmline_runtime::actions_of;

use super::table::{furnish, operations};
use crate::support::{Answer, Staff, TestHouse};

/// Whether the policy lets the role try.
fn may(role: Role, needs: &str) -> bool {
    match needs {
        "own" => true,
        actions => {
            actions.split('|').any(|action| actions_of(&[role]).contains(&action.parse::<Action>().expect("an action")))
        }
    }
}

/// One colleague of each role, at no team and no branch in particular.
async fn everybody(house: &TestHouse) -> Vec<(Role, Staff)> {
    let mut all = Vec::new();
    for (number, role) in Role::ALL.iter().filter(|role| **role != Role::Customer).enumerate() {
        let department = if *role == Role::DeptHandler { "D02" } else { "D01" };
        let staff = house.hire(&format!("S2{number:02}"), role.as_str(), Some(department), "霁城").await;
        all.push((*role, staff));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_is_let_in_exactly_where_the_policy_says() {
    let house = TestHouse::open().await;
    let things = furnish(&house).await;
    let everybody = everybody(&house).await;
    let mut matrix = String::new();
    let mut wrong = Vec::new();
    // Signing out comes last, because nothing comes after it.
    let (last, first): (Vec<_>, Vec<_>) = operations().into_iter().partition(|one| one.path == "/api/sign-out");
    for operation in first.iter().chain(&last).filter(|one| !matches!(one.needs, "open" | "visitor")) {
        let mut let_in = Vec::new();
        for (role, staff) in &everybody {
            let answer = Answer::of(operation.request(staff, &things)).await;
            let denied = answer.status == 403 && answer.code() == "WL-FORBIDDEN";
            if denied == may(*role, operation.needs) || answer.status >= 500 {
                wrong.push(format!(
                    "{role} {} {}: {} {}",
                    operation.method,
                    operation.path,
                    answer.status,
                    answer.code()
                ));
            }
            if !denied {
                let_in.push(role.as_str());
            }
        }
        let everyone = let_in.len() == everybody.len();
        let who = if everyone { "everybody".to_owned() } else { let_in.join(" ") };
        writeln!(matrix, "{:6} {:50} {who}", operation.method, operation.path).expect("a line");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    insta::assert_snapshot!(matrix);
}
