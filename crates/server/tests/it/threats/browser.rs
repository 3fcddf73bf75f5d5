//! T12, T13, T16: what other sites and hostile texts can do in a browser.

use reqwest::Method;
use serde_json::json;
use warmline_server::demo::page::PASSWORD;

use crate::support::{Answer, TestHouse};

/// Texts that run somewhere if anybody ever writes them into a page, a header, a query or a format.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "\"><script>alert(1)</script>",
    "javascript:alert(1)",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "'; DROP TABLE event; --",
    "\u{202e}gnp.exe",
    "</textarea><script>alert(1)</script>",
    "\u{2028}\u{2029}\\u0000",
    "<a href=\"//evil.example\">点我</a>",
    "http://169.254.169.254/latest/meta-data/",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t12_another_site_changes_nothing() {
    let house = TestHouse::open().await;
    let staff = house.staff("S001").await;
    let own = format!("http://{}", house.address);
    let put = |origin: Option<&str>, csrf: Option<&str>| {
        let mut request = house.http.put(house.url("/api/me/presence")).header("cookie", &staff.cookie);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if let Some(csrf) = csrf {
            request = request.header("x-warmline-csrf", csrf);
        }
        request.json(&json!({"state": "not_ready", "reason": "break"}))
    };
    Answer::of(put(Some(&own), None)).await.refused(403, "WL-CSRF");
    Answer::of(put(Some(&own), Some("forged"))).await.refused(403, "WL-CSRF");
    let other = house.staff("S002").await;
    Answer::of(put(Some(&own), Some(&other.csrf))).await.refused(403, "WL-CSRF");
    for origin in ["https://evil.example", "null", "http://127.0.0.1", &format!("{own}.evil.example")] {
        Answer::of(put(Some(origin), Some(&staff.csrf))).await.refused(403, "WL-ORIGIN");
    }
    Answer::of(put(None, Some(&staff.csrf)).header("sec-fetch-site", "cross-site")).await.refused(403, "WL-ORIGIN");
    assert_eq!(Answer::of(put(Some(&own), Some(&staff.csrf))).await.status, 200);
    // A form, which needs no script to be sent from elsewhere, is no way in either.
    let form = house
        .http
        .post(house.url("/api/cases"))
        .header("cookie", &staff.cookie)
        .header("origin", "https://evil.example");
    let form = form.header("content-type", "application/x-www-form-urlencoded").body("title=x");
    Answer::of(form).await.refused(403, "WL-ORIGIN");
    // Nobody is signed in from elsewhere, and nobody else's page is told what it may read.
    let sign_in = json!({"work_number": "S001", "password": PASSWORD});
    let foreign = house.http.post(house.url("/api/sign-in")).header("origin", "https://evil.example").json(&sign_in);
    Answer::of(foreign).await.refused(403, "WL-ORIGIN");
    let read = Answer::of(staff.request(Method::GET, "/api/me").header("origin", "https://evil.example")).await;
    assert_eq!(read.header("access-control-allow-origin"), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t12_cookies_are_closed_to_scripts_and_to_other_sites() {
    let house = TestHouse::with(|config| config.public_url = Some("https://desk.bank.example".into())).await;
    let first = json!({"work_number": "S001", "password": PASSWORD});
    let answer = Answer::of(house.http.post(house.url("/api/sign-in")).json(&first)).await;
    let cookie = answer.header("set-cookie");
    for word in ["HttpOnly", "SameSite=Strict", "Secure"] {
        assert!(cookie.contains(word), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t13_hostile_texts_stay_texts() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S002").await;
    let mut visitor = house.visitor().await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    let id = visitor.interaction.clone();
    for text in HOSTILE {
        visitor.say(text).await;
        desk.say(&id, text, None).await;
        let note = json!({"text": text, "mentions": []});
        desk.staff.post(&format!("/api/interactions/{id}/notes"), note).await.good();
        let case = json!({"title": text, "need": text, "kind": "service", "priority": 5, "department": "D07", "task_title": text});
        assert_eq!(desk.staff.post("/api/cases", case).await.expect(201)["title"], *text);
    }
    let answer = desk.staff.get(&format!("/api/interactions/{id}/events")).await;
    assert_eq!(
        (answer.header("content-type"), answer.header("x-content-type-options")),
        ("application/json", "nosniff")
    );
    let events = answer.good();
    for name in ["interaction.message", "interaction.note"] {
        let said: Vec<&str> = events["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["name"] == name)
            .filter_map(|event| event["body"]["text"].as_str())
            .collect();
        assert!(HOSTILE.iter().all(|text| said.contains(text)), "{name}: {said:?}");
    }
    // A transcript is the one page made of customers' words: escaped, and nothing in it may run.
    let page = visitor.post("transcript", json!({})).await;
    assert!(page.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert!(page.header("content-disposition").starts_with("attachment"));
    for sign in ["<script", "<img", "<svg/", "<iframe", "<a href"] {
        assert!(!page.text.contains(sign), "{sign}");
    }
    assert!(page.text.contains("&lt;script&gt;"));
    // A hostile name of a colleague is refused or shown as data, never as a page.
    let search = desk.staff.get("/api/cases?view=all&q=%3Cscript%3E").await;
    assert_eq!(search.header("content-type"), "application/json");
}

/// What an editor pastes is cleaned when it is stored, so every reader gets it clean.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t13_an_articles_html_is_cleaned() {
    let house = TestHouse::open().await;
    let editor = house.staff("S012").await;
    let body = "<p onclick=alert(1)>正文<script>alert(1)</script><img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">链接</a><iframe src=//evil.example></iframe></p><style>*{}</style>";
    let draft = json!({"title": "<script>alert(1)</script>", "answer_short": "测试。", "answer_customer": "测试。", "body_html": body,
        "axes": {"product": "账户", "scenario": "查询", "compliance": []}, "effective_from": "2026-01-01T00:00:00Z"});
    let stored = editor.post("/api/knowledge/articles", draft).await.good();
    let clean = stored["body_html"].as_str().expect("a body");
    assert!(clean.contains("正文"));
    for sign in ["script", "onclick", "onerror", "javascript:", "iframe", "style", "<img"] {
        assert!(!clean.contains(sign), "{sign} in {clean}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t13_every_page_has_a_policy_without_inline_code() {
    let house = TestHouse::open().await;
    let pages = [
        "/",
        "/chat",
        "/widget",
        "/docs/",
        "/demo",
        "/cases/anything",
        "/docs/errors/WL-CSRF",
        "/api/me",
        "/healthz",
        "/nothing.js",
    ];
    for path in pages {
        let answer = house.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let framed = path == "/widget";
        assert_eq!(policy.contains("frame-ancestors 'none'"), !framed, "{path}: {policy}");
        let inline = answer.header("content-type").starts_with("text/html") && answer.text.contains("<script>");
        assert!(!inline, "{path} holds inline code");
    }
}

/// T16: nobody follows a link in a message. A server that the link points to hears nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t16_a_link_in_a_message_is_never_fetched() {
    let house = TestHouse::open().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let link = format!("http://{}/preview.png", listener.local_addr().unwrap());
    let mut desk = house.desk("S002").await;
    let mut visitor = house.visitor().await;
    visitor.say(&format!("看这个 {link} 转人工")).await;
    desk.take(&visitor.interaction).await;
    visitor.say(&format!("![x]({link})")).await;
    desk.say(&visitor.interaction, &format!("<{link}>"), None).await;
    let heard = visitor.hears("the link as text", |event| event["by"]["kind"] == "agent").await;
    assert_eq!(heard["body"]["text"], format!("<{link}>"));
    desk.staff.get(&format!("/api/interactions/{}/suggestions", visitor.interaction)).await.good();
    let fetched = tokio::time::timeout(std::time::Duration::from_millis(500), listener.accept()).await;
    assert!(fetched.is_err(), "somebody fetched {link}");
}
