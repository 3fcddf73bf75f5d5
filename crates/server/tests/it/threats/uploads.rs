//! T15: files are what their content is, never run, and have limits.

use serde_json::json;

use crate::support::TestHouse;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t15_what_may_carry_code_is_refused_or_held() {
    let house = TestHouse::open().await;
    let visitor = house.visitor().await;
    let png = b"\x89PNG\r\n\x1a\n....".to_vec();
    let polyglot = [png.as_slice(), b"<script>alert(1)</script>"].concat();
    for (name, bytes, state) in [
        ("截图.png", png.clone(), "ready"),
        ("../../etc/cron.d/x.png", png.clone(), "ready"),
        ("合同.pdf", b"%PDF-1.7 /JavaScript".to_vec(), "quarantined"),
        ("宏.docx", b"PK\x03\x04....word/vbaProject.bin".to_vec(), "quarantined"),
        ("图.png", polyglot, "quarantined"),
    ] {
        let stored = visitor.upload(name, bytes).await.expect(201);
        assert_eq!(stored["state"], state, "{name}");
        let kept = stored["name"].as_str().unwrap();
        assert!(!kept.contains('/') && !kept.contains(".."), "{kept}");
        let fetched = visitor.get(&format!("attachments/{}", stored["id"].as_str().unwrap())).await;
        if state == "quarantined" {
            fetched.refused(409, "WL-FILE-QUARANTINED");
        } else {
            assert!(fetched.header("content-disposition").starts_with("attachment"));
            assert_eq!(fetched.header("content-security-policy"), "sandbox; default-src 'none'");
            assert_eq!(
                (fetched.header("content-type"), fetched.header("x-content-type-options")),
                ("image/png", "nosniff")
            );
        }
    }
    for (name, bytes) in [
        ("照片.png", b"<svg onload=alert(1)>".to_vec()),
        ("照片.jpg", b"MZ\x90\x00\x03".to_vec()),
        ("页面.txt", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("炸弹.zip", b"PK\x03\x04........".to_vec()),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /".to_vec()),
    ] {
        visitor.upload(name, bytes).await.refused(422, "WL-FILE-KIND");
    }
    visitor.upload("空.txt", Vec::new()).await.refused(422, "WL-FILE-EMPTY");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t15_size_and_number_have_limits() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S002").await;
    let mut visitor = house.visitor().await;
    let large = vec![b'a'; 10 * 1024 * 1024 + 1];
    visitor.upload("大.txt", large.clone()).await.refused(413, "WL-BLOB-TOO-LARGE");
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    desk.staff.upload(&visitor.interaction, "大.txt", large).await.refused(413, "WL-BLOB-TOO-LARGE");
    let file = visitor.upload("说明.txt", b"hello".to_vec()).await.expect(201);
    let ids = vec![file["id"].clone(); 6];
    let frame = json!({"type": "message", "id": uuid::Uuid::from_u128(9), "text": "六个", "attachments": ids});
    visitor.send(frame).await;
    let refused = visitor.socket.wait_for("a refusal", |frame| frame["type"] == "refused").await;
    assert_eq!(refused["code"], "WL-MESSAGE-ATTACHMENTS");
    // The agent gets the customer's file as a download too.
    visitor.say_with(json!({"type": "message", "text": "一个", "attachments": [file["id"]]})).await;
    let fetched = desk.staff.get(&format!("/api/attachments/{}", file["id"].as_str().unwrap())).await;
    assert_eq!((fetched.status, fetched.text.as_str()), (200, "hello"));
    assert!(fetched.header("content-disposition").starts_with("attachment"));
    let policy = fetched.header("content-security-policy");
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
}
