//! Files and transcripts: nothing a visitor sent ever runs.

use reqwest::multipart::{Form, Part};
use uuid::Uuid;
use warmline_contract::{AttachmentView, Reception};
use warmline_webchat::Limits;

use crate::house::{Door, code};

fn form(name: &str, bytes: Vec<u8>) -> Form {
    Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()))
}

async fn upload(door: &Door, token: &str, form: Form) -> reqwest::Response {
    door.http.post(door.url("attachments")).bearer_auth(token).multipart(form).send().await.unwrap()
}

/// T15, the door's half.
#[tokio::test]
async fn a_file_comes_back_as_a_download_to_its_own_conversation_only() {
    let door = Door::open().await;
    let (token, _) = door.anyone().await;
    let (other, _) = door.anyone().await;
    let reply = upload(&door, &token, form("吞卡.html", b"<script>alert(1)</script>".to_vec())).await;
    assert_eq!(reply.status(), 201);
    let view: AttachmentView = reply.json().await.unwrap();
    let path = door.url(&format!("attachments/{}", view.id));
    let reply = door.http.get(&path).bearer_auth(&token).send().await.unwrap();
    let header = |name: &str| reply.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"__.html\"; filename*=UTF-8''%E5%90%9E%E5%8D%A1.html"
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(reply.bytes().await.unwrap(), "<script>alert(1)</script>");
    let stolen = door.http.get(&path).bearer_auth(&other).send().await.unwrap();
    assert_eq!(code(stolen).await, (404, "WL-NOT-FOUND".into()));
    assert_eq!(door.http.get(&path).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn files_have_a_largest_size_and_number() {
    let door = Door::with(Limits { files_per_conversation: 2, ..Limits::default() }).await;
    let (token, _) = door.anyone().await;
    let whole = upload(&door, &token, form("a.png", vec![1; 10 * 1024 * 1024])).await;
    assert_eq!(whole.status(), 201);
    let large = upload(&door, &token, form("a.png", vec![1; 11 * 1024 * 1024])).await;
    assert_eq!(code(large).await, (413, "WL-BLOB-TOO-LARGE".into()));
    let third = upload(&door, &token, form("a.png", vec![1])).await;
    assert_eq!(code(third).await, (429, "WL-CHAT-FILES".into()));
    let (token, _) = door.anyone().await;
    let wrong = upload(&door, &token, Form::new().text("other", "x")).await;
    assert_eq!(code(wrong).await, (422, "WL-CHAT-UPLOAD-FORM".into()));
}

/// T13: the transcript shows hostile text and runs none of it.
#[tokio::test]
async fn a_transcript_is_inert() {
    let door = Door::open().await;
    let (token, id) = door.anyone().await;
    let text = "</dd><script>alert('x')</script>&<img src=x onerror=\"y\">";
    door.fake.say(id, Uuid::from_u128(1), text.into(), vec![]).await.unwrap();
    let reply = door.http.post(door.url("transcript")).bearer_auth(&token).send().await.unwrap();
    assert!(reply.headers()["content-security-policy"].to_str().unwrap().starts_with("sandbox; default-src 'none'"));
    assert!(reply.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; "));
    let page = reply.text().await.unwrap();
    assert!(page.contains(
        "&lt;/dd&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&lt;img src=x onerror=&quot;y&quot;&gt;"
    ));
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    assert!(page.contains(" 09:00:00 · 客户</dt>"), "{page}");
}
