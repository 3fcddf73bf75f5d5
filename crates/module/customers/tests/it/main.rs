//! What this room promises, kept on whichever database the suite runs on.

mod fakes;

use std::sync::Arc;

use fakes::{Others, loaded_with};
use uuid::Uuid;
use warmline_base::{AgentId, CaseId, CustomerId, InteractionId, Limit, Millis};
use warmline_contract::{
    Actor, AgentCard, CaseAccess, CustomerDirectory, IdentityCheck, IdentityLevel, Keyed, KeyedProof, Role, Stream,
    names,
};
use warmline_crypto::{RootKey, SoftwareVault};
use warmline_customers::{
    ConsentInput, Customer360, Customers, Factors, FindInput, MatchInput, RevealInput, SCHEMA, STATEMENTS,
};
use warmline_db::{prepare_all, read};
use warmline_runtime::{AuditFilter, AuditRow, Ctx, Runtime, Vault, list_audit};
use warmline_testkit::House;

/// The house, the room, the others, an agent and customer C008.
struct Scene {
    house: House,
    customers: Arc<Customers>,
    others: Arc<Others>,
    agent: Ctx,
    ruotong: CustomerId,
}

impl Scene {
    async fn open() -> Self {
        let others = Arc::<Others>::default();
        let (house, customers) = loaded_with(Arc::clone(&others)).await;
        let agent = house.staff("S001", Role::Agent).ctx();
        let ruotong = customers.by_bank_reference("C008").await.unwrap().expect("C008 is loaded").id;
        Self { house, customers, others, agent, ruotong }
    }

    fn agent_id(&self) -> AgentId {
        self.agent.agent().unwrap()
    }

    fn contact(&self, level: IdentityLevel) -> InteractionId {
        self.others.contact(self.agent_id(), Some(self.ruotong), level)
    }

    async fn audit(&self) -> Vec<AuditRow> {
        list_audit(&self.house.runtime.db, &AuditFilter::default(), i64::MAX, Limit::DEFAULT).await.unwrap()
    }
}

fn factors(mobile: &str, name: &str) -> Factors {
    Factors { mobile: Some(mobile.into()), name: Some(name.into()), ..Factors::default() }
}

fn reveal(field: &str, interaction: Option<InteractionId>, case: Option<CaseId>) -> RevealInput {
    RevealInput { field: field.into(), reason: "回拨核对".into(), interaction, case }
}

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let house = House::open(&[SCHEMA]).await;
    assert_eq!(prepare_all(&house.runtime.db, STATEMENTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn two_factors_in_a_live_contact_find_a_customer_and_loading_twice_changes_nothing() {
    let scene = Scene::open().await;
    let contact = scene.others.contact(scene.agent_id(), None, IdentityLevel::V0);
    let input = FindInput { factors: factors("140 0000 8008", "王若彤"), interaction: contact };
    let found = scene.customers.find(&scene.agent, input).await.unwrap();
    assert_eq!(found.customer.map(|one| (one.id, one.name_masked)), Some((scene.ruotong, "王*彤".to_owned())));
    assert_eq!(scene.customers.load(&scene.house.system(), fakes::BANK).await.unwrap(), 0);
}

/// T5: nothing tells a wrong factor from a customer who does not exist.
#[tokio::test]
async fn a_wrong_factor_answers_exactly_as_an_unknown_customer_does() {
    let scene = Scene::open().await;
    let contact = scene.others.contact(scene.agent_id(), None, IdentityLevel::V0);
    let mut answers = Vec::new();
    for input in [factors("14000008008", "王若虹"), factors("14099999999", "王若彤"), factors("14099999999", "某某某")]
    {
        let before = scene.audit().await.len();
        let found =
            scene.customers.find(&scene.agent, FindInput { factors: input, interaction: contact }).await.unwrap();
        let audited: Vec<_> = scene.audit().await.into_iter().map(|row| (row.action, row.object, row.fields)).collect();
        let entries = audited.len() - before;
        answers.push((serde_json::to_string(&found).unwrap(), audited.into_iter().take(entries).collect::<Vec<_>>()));
    }
    assert_eq!(answers[0].0, r#"{"found":false}"#);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn an_agent_has_twenty_look_ups_an_hour_and_none_without_a_contact_of_their_own() {
    let scene = Scene::open().await;
    let contact = scene.others.contact(scene.agent_id(), None, IdentityLevel::V0);
    let ask = |interaction| {
        scene.customers.find(&scene.agent, FindInput { factors: factors("14099999999", "某某某"), interaction })
    };
    for _ in 0..20 {
        assert!(!ask(contact).await.unwrap().found);
    }
    assert_eq!(ask(contact).await.unwrap_err().code, "WL-CUSTOMER-LOOKUPS");
    scene.house.clock.advance(Millis::minutes(61));
    assert!(ask(contact).await.is_ok());
    let foreign = scene.others.contact(AgentId(Uuid::from_u128(77)), None, IdentityLevel::V0);
    assert_eq!(ask(foreign).await.unwrap_err().code, "WL-NOT-FOUND");
    scene.others.end(contact);
    assert_eq!(ask(contact).await.unwrap_err().code, "WL-NOT-FOUND");
}

#[tokio::test]
async fn the_page_is_masked_and_balances_wait_for_v2() {
    let scene = Scene::open().await;
    let page = async |contact| -> Customer360 {
        scene.customers.profile(&scene.agent, scene.ruotong, Some(contact), None).await.unwrap()
    };
    let claimed = page(scene.contact(IdentityLevel::V1)).await;
    assert!(claimed.products.iter().all(|product| product.balance_fen.is_none()));
    let known = page(scene.contact(IdentityLevel::V2)).await;
    assert!(known.products.iter().any(|product| product.balance_fen == Some(380_000_000)));
    assert_eq!((known.name_masked.as_str(), known.vip, known.gender.as_str()), ("王*彤", true, "female"));
    assert_eq!(known.age_band, "35-44");
    assert!(known.history.len() == 2 && known.history[0].at > known.history[1].at);
    assert!(claimed.products.iter().all(|product| product.detail.is_empty()), "sums stand in details");
    let text = serde_json::to_string(&known).unwrap();
    for secret in ["王若彤", "14000008008", "990101199001098065", "9999000000000633523", "c008@example.com", "路"] {
        assert!(!text.contains(secret), "{secret} is in the page");
    }
}

#[tokio::test]
async fn a_customer_is_seen_by_the_own_agent_the_own_branch_and_an_assigned_department_only() {
    let scene = Scene::open().await;
    let house = &scene.house;
    let case = CaseId(Uuid::from_u128(5));
    scene.others.cases.lock().unwrap().push(CaseAccess {
        id: case,
        customer: Some(scene.ruotong),
        owner: AgentId(Uuid::from_u128(77)),
        departments: vec!["D07".into()],
        open: true,
    });
    let contact = scene.contact(IdentityLevel::V1);
    let see = async |ctx: &Ctx, interaction, case| {
        scene.customers.profile(ctx, scene.ruotong, interaction, case).await.map(|_| ()).map_err(|fault| fault.code)
    };
    assert_eq!(see(&scene.agent, Some(contact), None).await, Ok(()));
    assert_eq!(see(&scene.agent, None, None).await, Err("WL-NOT-FOUND"));
    let colleague = house.staff("S003", Role::Agent).ctx();
    assert_eq!(see(&colleague, Some(contact), None).await, Err("WL-NOT-FOUND"));
    let handler = house.staff("S016", Role::DeptHandler).department("D07").ctx();
    assert_eq!(see(&handler, None, Some(case)).await, Ok(()));
    assert_eq!(see(&handler, None, None).await, Err("WL-NOT-FOUND"));
    let other = house.staff("S015", Role::DeptHandler).department("D02").ctx();
    assert_eq!(see(&other, None, Some(case)).await, Err("WL-NOT-FOUND"));
    let manager = house.staff("S020", Role::BranchManager).site("B011").ctx();
    assert_eq!(see(&manager, None, None).await, Ok(()));
    let elsewhere = house.staff("S030", Role::BranchManager).site("青陵").ctx();
    assert_eq!(see(&elsewhere, None, None).await, Err("WL-NOT-FOUND"));
    assert_eq!(see(&house.staff("S014", Role::Wfm).ctx(), None, None).await, Err("WL-FORBIDDEN"));
}

#[tokio::test]
async fn a_reveal_shows_one_value_for_a_minute_and_the_audit_log_holds_only_its_name() {
    let scene = Scene::open().await;
    let contact = scene.contact(IdentityLevel::V1);
    let shown =
        scene.customers.reveal(&scene.agent, scene.ruotong, reveal("card.2", Some(contact), None)).await.unwrap();
    assert_eq!(shown.value, "9999010103976729");
    assert_eq!(shown.expires_at.since(scene.house.runtime.now()), Millis::seconds(60));
    let rows = scene.audit().await;
    assert_eq!(rows[0].fields, "card.2");
    assert!(rows[0].purpose.contains("回拨核对") && rows[0].purpose.contains(&contact.to_string()));
    assert!(
        rows.iter().all(|row| !format!("{} {} {}", row.fields, row.purpose, row.object).contains("9999010103976729"))
    );
    let groundless = scene.customers.reveal(&scene.agent, scene.ruotong, reveal("mobile", None, None)).await;
    assert_eq!(groundless.map(|_| ()).unwrap_err().code, "WL-REVEAL-GROUND");
    scene.others.end(contact);
    let late = scene.customers.reveal(&scene.agent, scene.ruotong, reveal("mobile", Some(contact), None)).await;
    assert_eq!(late.map(|_| ()).unwrap_err().code, "WL-NOT-FOUND");
}

#[tokio::test]
async fn the_sixth_reveal_of_a_day_raises_an_alert_and_the_next_day_starts_anew() {
    let scene = Scene::open().await;
    let contact = scene.contact(IdentityLevel::V1);
    let alerted = async || {
        scene.customers.reveal(&scene.agent, scene.ruotong, reveal("mobile", Some(contact), None)).await.unwrap();
        scene.audit().await[0].fields.contains("reveal.alert")
    };
    for _ in 0..5 {
        assert!(!alerted().await);
    }
    assert!(alerted().await);
    scene.house.clock.advance(Millis::minutes(24 * 60));
    assert!(!alerted().await);
}

#[tokio::test]
async fn typed_digits_are_compared_without_showing_any_and_not_endlessly() {
    let scene = Scene::open().await;
    let interaction = scene.contact(IdentityLevel::V1);
    let compare = async |typed: &str| {
        let input = MatchInput { field: "id_number".into(), typed: typed.into(), interaction };
        scene.customers.matches(&scene.agent, scene.ruotong, input).await
    };
    assert!(compare("8065").await.unwrap().matches);
    for _ in 0..5 {
        assert!(!compare("0000").await.unwrap().matches);
    }
    assert_eq!(compare("8065").await.unwrap_err().code, "WL-CUSTOMER-MATCHES");
}

#[tokio::test]
async fn a_withdrawal_is_one_more_line_of_the_ledger_and_is_told_to_the_house() {
    let scene = Scene::open().await;
    let interaction = Some(scene.contact(IdentityLevel::V1));
    let say = |state: &str| ConsentInput {
        state: state.into(),
        wording_version: "2026-2".into(),
        channel: "chat".into(),
        interaction,
        case: None,
    };
    scene.customers.consent(&scene.agent, scene.ruotong, "marketing", say("withdrawn")).await.unwrap();
    let page = scene.customers.profile(&scene.agent, scene.ruotong, interaction, None).await.unwrap();
    let newest = page.consents.iter().find(|one| one.purpose == "marketing").unwrap();
    assert_eq!((newest.state.as_str(), page.consents.len()), ("withdrawn", 2));
    let (lines,): (i64,) = read!(&scene.house.runtime.db, c =>
        sqlx::query_as("SELECT COUNT(*) FROM customer_consent").fetch_one(c).await)
    .unwrap();
    assert_eq!(lines, 18 * 2 + 1, "two demo consents each, and the withdrawal");
    let events = scene.house.runtime.log.stream(Stream::Customer(scene.ruotong), 0, 10).await.unwrap();
    assert_eq!(&*events[0].name, names::CUSTOMER_CONSENT);
    let wrong = scene.customers.consent(&scene.agent, scene.ruotong, "marketing", say("maybe")).await;
    assert_eq!(wrong.unwrap_err().place.as_deref(), Some("/state"));
}

/// T31: a stolen database tells nothing of the 18 demo customers.
#[tokio::test]
async fn the_stored_rows_hold_no_clear_value_and_a_dictionary_finds_none_without_the_key() {
    let scene = Scene::open().await;
    let db = &scene.house.runtime.db;
    let profiles: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> =
        read!(db, c => sqlx::query_as("SELECT name, name_index, birth FROM customer").fetch_all(c).await).unwrap();
    let identifiers: Vec<(Vec<u8>, Vec<u8>)> =
        read!(db, c => sqlx::query_as("SELECT value, blind FROM customer_identifier").fetch_all(c).await).unwrap();
    let plain: Vec<(String, String, String, String, String)> = read!(db, c => sqlx::query_as(
        "SELECT bank_reference, segments, language, city, since FROM customer").fetch_all(c).await)
    .unwrap();
    assert_eq!(profiles.len(), 18);
    let stored: Vec<&[u8]> = profiles
        .iter()
        .flat_map(|(name, index, birth)| [name.as_slice(), index, birth])
        .chain(identifiers.iter().flat_map(|(value, blind)| [value.as_slice(), blind]))
        .chain(plain.iter().flat_map(|row| [&row.0, &row.1, &row.2, &row.3, &row.4]).map(String::as_bytes))
        .collect();
    let bank: serde_json::Value = serde_json::from_str(fakes::BANK).unwrap();
    let thief = other_vault(&scene.house.runtime).await;
    for customer in bank.as_array().unwrap() {
        let name = (serde_json::json!("name"), customer["name"].as_str().unwrap());
        let card = serde_json::json!("card");
        let identifiers = customer["identifiers"].as_array().unwrap().iter();
        let cards = customer["products"].as_array().unwrap().iter();
        let values = identifiers
            .map(|one| (one["kind"].clone(), one["value"].as_str().unwrap()))
            .chain(
                cards.filter(|one| one["kind"] != "account").map(|one| (card.clone(), one["number"].as_str().unwrap())),
            )
            .chain([name]);
        for (kind, value) in values {
            assert!(!stored.iter().any(|bytes| contains(bytes, value.as_bytes())), "{value} lies in clear");
            let guess = thief.blind(serde_json::from_value(kind).unwrap(), value);
            assert!(!stored.iter().any(|bytes| *bytes == guess), "{value} was found without the key");
        }
        let birth = customer["birth"].as_str().unwrap();
        assert!(!stored.iter().any(|bytes| contains(bytes, birth.as_bytes())), "{birth} lies in clear");
    }
}

/// A vault with keys of its own, as somebody has who stole the rows but not the root key.
async fn other_vault(runtime: &Runtime) -> Vault {
    let root = RootKey::generate(&warmline_base::SeededEntropy::from_number(1_000));
    let entropy = Arc::new(warmline_base::SeededEntropy::from_number(1_001));
    let fresh = warmline_testkit::TestDatabase::fresh().await;
    warmline_db::migrate(&fresh.db, &[warmline_runtime::SCHEMA], runtime.now()).await.unwrap();
    Vault::open(&fresh.db, Arc::new(SoftwareVault::new(&root, &[])), entropy, runtime.now()).await.unwrap()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_customer_cannot_use_the_staff_side() {
    let scene = Scene::open().await;
    let contact = scene.contact(IdentityLevel::V4);
    let actor = Actor::Customer { interaction: contact, customer: Some(scene.ruotong) };
    let ctx = Ctx::new(Arc::clone(&scene.house.runtime), actor);
    assert!(scene.customers.profile(&ctx, scene.ruotong, Some(contact), None).await.is_err());
    assert!(scene.customers.reveal(&ctx, scene.ruotong, reveal("mobile", Some(contact), None)).await.is_err());
}

/// T25: every use case with every role, decided as the policy says for somebody without any ground.
#[tokio::test]
async fn no_role_reaches_a_customer_without_a_ground_except_those_who_see_the_whole_centre() {
    let scene = Scene::open().await;
    for role in Role::ALL.iter().filter(|role| **role != Role::Customer) {
        let ctx = scene.house.staff("S900", *role).ctx();
        let seen = scene.customers.profile(&ctx, scene.ruotong, None, None).await.is_ok();
        assert_eq!(seen, matches!(role, Role::Supervisor | Role::Auditor), "{role}");
        let other = AgentId(Uuid::from_u128(77));
        let foreign = scene.others.contact(other, Some(scene.ruotong), IdentityLevel::V2);
        let revealed = scene.customers.reveal(&ctx, scene.ruotong, reveal("mobile", Some(foreign), None)).await;
        assert!(revealed.is_err(), "{role} revealed on a colleague's contact");
    }
}

#[tokio::test]
async fn every_route_of_the_room_is_there() {
    let api = warmline_customers::routes(Scene::open().await.customers).into_openapi();
    let paths: Vec<&str> = api.paths.paths.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "/api/customers/find",
            "/api/customers/{id}",
            "/api/customers/{id}/consents/{purpose}",
            "/api/customers/{id}/match",
            "/api/customers/{id}/reveal",
        ]
    );
}

#[tokio::test]
async fn a_looked_after_customer_belongs_to_the_managers_branch_and_shows_the_manager() {
    let others = Arc::<Others>::default();
    others.agents.lock().unwrap().push(AgentCard {
        id: AgentId(Uuid::from_u128(20)),
        work_number: "S020".into(),
        alias: "云山 1020号".into(),
        roles: vec![Role::BranchManager],
        team: None,
        team_name: None,
        department: None,
        site: "B011".into(),
        skills: vec![],
        chat_limit: 3,
        enabled: true,
    });
    let (house, customers) = loaded_with(Arc::clone(&others)).await;
    let looked_after = customers.by_bank_reference("C015").await.unwrap().unwrap();
    assert_eq!((looked_after.branch.as_deref(), looked_after.senior), (Some("B011"), true));
    let manager = house.staff("S020", Role::BranchManager).site("B011").ctx();
    let page = customers.profile(&manager, looked_after.id, None, None).await.unwrap();
    assert_eq!(page.manager.map(|manager| manager.work_number).as_deref(), Some("S020"));
    let other = customers.by_bank_reference("C001").await.unwrap().unwrap();
    assert_eq!(customers.profile(&manager, other.id, None, None).await.unwrap_err().code, "WL-NOT-FOUND");
}

#[tokio::test]
async fn three_wrong_keys_lock_a_day_and_a_right_one_takes_them_back() {
    let scene = Scene::open().await;
    let demo: serde_json::Value = serde_json::from_str(fakes::BANK).unwrap();
    let person = demo.as_array().unwrap().iter().find(|one| one["code"] == "C008").unwrap();
    let right = person["demo_keys"]["query_password"].as_str().unwrap().to_owned();
    let check =
        async |keys: &str| scene.customers.check(scene.ruotong, KeyedProof::QueryPassword, Keyed::new(keys)).await;
    assert_eq!(scene.customers.may_ask(scene.ruotong, KeyedProof::QueryPassword).await.unwrap(), 6);
    assert_eq!(scene.customers.may_ask(scene.ruotong, KeyedProof::Otp).await.unwrap(), 8, "the bank says how many");
    assert!(!check("1").await.unwrap() && !check("2").await.unwrap());
    assert!(check(&right).await.unwrap());
    for _ in 0..3 {
        assert!(!check("3").await.unwrap());
    }
    assert_eq!(check(&right).await.unwrap_err().code, "WL-IDENTITY-LOCKED");
    assert_eq!(scene.customers.may_ask(scene.ruotong, KeyedProof::Otp).await.unwrap_err().code, "WL-IDENTITY-LOCKED");
    scene.house.clock.advance(Millis::minutes(24 * 60 + 1));
    assert!(check(&right).await.unwrap());
}
