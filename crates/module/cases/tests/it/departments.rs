//! Keeping departments: what may be changed, and what keeps one from being put away.

use warmline_cases::{DepartmentInput, NewDepartment};
use warmline_contract::Role;

use crate::scene::{Scene, input};

fn changed(name: &str, archived: bool, version: i64) -> DepartmentInput {
    DepartmentInput { name: name.into(), schedule: None, archived, version }
}

fn new(name: &str, schedule: Option<&str>) -> NewDepartment {
    NewDepartment { name: name.into(), schedule: schedule.map(Into::into) }
}

#[tokio::test]
async fn a_department_is_added_renamed_and_put_away_and_a_restart_knows_it() {
    let scene = Scene::open().await;
    let admin = scene.house.staff("A001", Role::Admin).ctx();
    scene.cases.lay_departments().await.unwrap();
    let added = scene.cases.add_department(&admin, new("远程银行部", Some("工作日"))).await.unwrap();
    assert_eq!((added.id.as_str(), added.schedule.as_deref(), added.archived), ("D09", Some("工作日"), false));
    let renamed =
        scene.cases.change_department(&admin, "D09", changed("数字银行部", false, added.version)).await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.schedule), ("数字银行部", None));
    let stale = scene.cases.change_department(&admin, "D09", changed("别名", false, added.version)).await;
    assert_eq!(stale.unwrap_err().code, "WL-STALE");
    scene.cases.change_department(&admin, "D09", changed("数字银行部", true, renamed.version)).await.unwrap();

    // The next start begins with the bank's own list and keeps what was changed.
    let again = scene.again();
    again.lay_departments().await.unwrap();
    let kept = again.departments();
    assert_eq!(kept.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["D01", "D02", "D06", "D07", "D08", "D09"]);
    assert!(kept.last().is_some_and(|one| one.archived && one.name == "数字银行部"));
    let refused = scene.cases.open(&scene.agent, input(Some(scene.contact()), "D09")).await.unwrap_err();
    assert_eq!(refused.code, "WL-CASE-DEPARTMENT", "what is put away takes no part");
}

#[tokio::test]
async fn names_and_hours_are_checked_and_only_administration_may() {
    let scene = Scene::open().await;
    let admin = scene.house.staff("A001", Role::Admin).ctx();
    scene.cases.lay_departments().await.unwrap();
    for (wrong, code) in [
        (new(" ", None), "WL-CASE-INPUT"),
        (new(&"长".repeat(41), None), "WL-CASE-INPUT"),
        (new("D02部", None), "WL-DEPARTMENT-TAKEN"),
        (new("新部门", Some("没有的时间")), "WL-DEPARTMENT-SCHEDULE"),
    ] {
        assert_eq!(scene.cases.add_department(&admin, wrong).await.unwrap_err().code, code);
    }
    let taken = scene.cases.change_department(&admin, "D06", changed("D02部", false, 1)).await;
    assert_eq!(taken.unwrap_err().code, "WL-DEPARTMENT-TAKEN");
    let nobody = scene.cases.change_department(&admin, "D99", changed("没有", false, 1)).await;
    assert_eq!(nobody.unwrap_err().code, "WL-NOT-FOUND");
    let agent = scene.cases.add_department(&scene.agent, new("新部门", None)).await;
    assert_eq!(agent.unwrap_err().code, "WL-FORBIDDEN");
}

#[tokio::test]
async fn a_department_that_still_answers_for_something_stays() {
    let scene = Scene::open().await;
    let admin = scene.house.staff("A001", Role::Admin).ctx();
    scene.cases.lay_departments().await.unwrap();
    let centre = scene.cases.change_department(&admin, "D01", changed("D01部", true, 1)).await;
    assert_eq!(centre.unwrap_err().code, "WL-DEPARTMENT-CENTRE");
    scene.cases.open(&scene.agent, input(Some(scene.contact()), "D08")).await.unwrap();
    let busy = scene.cases.change_department(&admin, "D08", changed("D08部", true, 1)).await;
    assert_eq!(busy.unwrap_err().code, "WL-DEPARTMENT-BUSY");
    scene.cases.change_department(&admin, "D06", changed("D06部", true, 1)).await.unwrap();
}
