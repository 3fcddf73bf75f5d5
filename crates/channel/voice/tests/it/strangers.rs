//! What an address nobody knows may do, and what it learns.

use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use warmline_base::Millis;
use warmline_testkit::KeptLog;
use warmline_voice::edge::{DialPlan, EdgeEvent, EdgeSettings, SipEdge};

use crate::raw::Raw;
use crate::support::{Side, settings};

/// The answer without what differs by chance: tags, nonces, lengths of time.
fn shape(answer: &str) -> String {
    answer
        .lines()
        .filter(|line| !["Via", "From", "To", "Call-ID", "CSeq"].iter().any(|name| line.starts_with(name)))
        .map(|line| line.split("nonce=").next().unwrap_or_default().to_owned() + "\n")
        .collect()
}

#[tokio::test]
async fn a_scanner_gets_the_same_answer_for_every_extension() {
    let bank = Side::open(settings()).await;
    let mut scanner = Raw::to(bank.address()).await;
    for method in ["REGISTER", "INVITE"] {
        let real = shape(&scanner.ask(method, "8001", "").await.unwrap());
        assert!(real.starts_with("SIP/2.0 401"), "{real}");
        for user in ["8002", "admin", "90588", "x'--"] {
            assert_eq!(shape(&scanner.ask(method, user, "").await.unwrap()), real);
        }
        let challenge = scanner.ask(method, "8001", "").await.unwrap();
        let wrong = Raw::authorization(&challenge, method, "8001", "plum");
        let nobody = Raw::authorization(&challenge, method, "8002", "plum");
        let wrong = shape(&scanner.ask(method, "8001", &wrong).await.unwrap());
        assert_eq!(shape(&scanner.ask(method, "8002", &nobody).await.unwrap()), wrong);
        assert_eq!(wrong, real);
    }
    assert!(scanner.ask("OPTIONS", "nobody", "").await.unwrap().starts_with("SIP/2.0 200"));
    assert!(scanner.ask("SUBSCRIBE", "8001", "").await.unwrap().starts_with("SIP/2.0 405"));
    assert_eq!(bank.edge.legs(), 0);
}

#[tokio::test]
async fn a_guesser_is_not_answered_any_more() {
    let bank = Side::open(settings()).await;
    let mut guesser = Raw::to(bank.address()).await;
    for _ in 0..5 {
        let challenge = guesser.ask("REGISTER", "8001", "").await.unwrap();
        guesser.ask("REGISTER", "8001", &Raw::authorization(&challenge, "REGISTER", "8001", "plum")).await.unwrap();
    }
    assert_eq!(guesser.ask("OPTIONS", "8001", "").await, None);
    bank.clock.advance(Millis::minutes(6));
    assert!(guesser.ask("OPTIONS", "8001", "").await.is_some());
}

#[tokio::test]
async fn an_account_guessed_from_many_addresses_is_locked_for_others_but_not_for_the_phone_itself() {
    let mut bank = Side::open(settings()).await;
    let mut phone = Raw::to(bank.address()).await;
    let proven = async |from: &mut Raw, password: &str| {
        bank.clock.advance(Millis::seconds(1));
        let challenge = from.ask("REGISTER", "8001", "").await.expect("an answer");
        let proof = Raw::authorization(&challenge, "REGISTER", "8001", password) + "Expires: 120\r\n";
        from.ask("REGISTER", "8001", &proof).await.expect("an answer").starts_with("SIP/2.0 200")
    };
    // Four guesses from one address are forgiven; it takes many addresses.
    for machine in 2..10 {
        let mut guesser = Raw::between(&format!("127.0.0.{machine}"), bank.address()).await;
        for _ in 0..4 {
            assert!(!proven(&mut guesser, "plum").await);
        }
    }
    let mut other = Raw::between("127.0.0.20", bank.address()).await;
    assert!(!proven(&mut other, "apricot").await, "locked, whoever asks");
    assert!(!proven(&mut phone, "apricot").await, "the phone too, for it stands nowhere yet");
    bank.clock.advance(Millis::minutes(11));
    assert!(proven(&mut phone, "apricot").await);
    for machine in 2..10 {
        let mut guesser = Raw::between(&format!("127.0.0.{machine}"), bank.address()).await;
        for _ in 0..4 {
            assert!(!proven(&mut guesser, "plum").await);
        }
    }
    assert!(proven(&mut phone, "apricot").await, "where it is registered it goes on");
    assert!(matches!(bank.next().await, EdgeEvent::Phone { reachable: true, .. }));
}

#[tokio::test]
async fn a_scanner_that_says_so_hears_nothing_and_no_stranger_has_us_call_anybody() {
    let bank = Side::open(EdgeSettings { dial_plan: DialPlan::parse("1XXXXXXXXXX").unwrap(), ..settings() }).await;
    let mut scanner = Raw::to(bank.address()).await;
    assert_eq!(scanner.ask("OPTIONS", "100", "User-Agent: friendly-scanner\r\n").await, None);
    let outside = "Refer-To: <sip:13900000001@bank>\r\n";
    for (method, extra, status) in [
        ("REFER", outside, "405"),
        ("INVITE", outside, "401"),
        ("INVITE", "Replaces: a;to-tag=b;from-tag=c\r\n", "401"),
    ] {
        let answer = scanner.ask(method, "13900000001", extra).await.unwrap();
        assert!(answer.starts_with(&format!("SIP/2.0 {status}")), "{answer}");
    }
    assert_eq!(bank.edge.legs(), 0);
}

#[tokio::test]
async fn a_phone_with_its_password_can_be_rung_until_it_says_good_bye() {
    let mut bank = Side::open(settings()).await;
    let mut phone = Raw::to(bank.address()).await;
    let challenge = phone.ask("REGISTER", "8001", "").await.unwrap();
    let short = Raw::authorization(&challenge, "REGISTER", "8001", "apricot") + "Expires: 10\r\n";
    assert!(phone.ask("REGISTER", "8001", &short).await.unwrap().starts_with("SIP/2.0 423"));
    for (expires, reachable) in [(120, true), (0, false)] {
        bank.clock.advance(Millis::seconds(1));
        let challenge = phone.ask("REGISTER", "8001", "").await.unwrap();
        let proof = Raw::authorization(&challenge, "REGISTER", "8001", "apricot");
        let answer = phone.ask("REGISTER", "8001", &format!("{proof}Expires: {expires}\r\n")).await.unwrap();
        assert!(answer.starts_with("SIP/2.0 200"), "{answer}");
        assert_eq!(answer.contains(";expires=120"), reachable, "{answer}");
        assert_eq!(bank.edge.is_reachable("8001"), reachable);
        assert!(matches!(bank.next().await, EdgeEvent::Phone { reachable: told, .. } if told == reachable));
        let again = phone.ask("REGISTER", "8001", &proof).await.unwrap();
        assert!(again.contains("stale=true"), "a proof heard on the wire proves nothing again");
    }
}

#[test]
fn no_message_reaches_the_log_however_much_is_asked_of_it() {
    let kept = KeptLog::default();
    let everything =
        tracing_subscriber::fmt::layer().with_writer(kept.clone()).with_filter(filter_fn(warmline_voice::quiet));
    let _everywhere = tracing::subscriber::set_default(tracing_subscriber::registry().with(everything));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let bank = Side::open(settings()).await;
        let mut caller = Raw::to(bank.address()).await;
        caller.ask("INVITE", "13900000001", "Subject: 6222020000000001\r\n").await.unwrap();
        caller.socket.send_to(b"INVITE sip:13900000001 nonsense\r\n\r\n", bank.address()).await.unwrap();
        caller.ask("OPTIONS", "13900000001", "").await.unwrap();
        tracing::info!("the log is kept");
    });
    let log = String::from_utf8(kept.bytes()).unwrap();
    assert!(log.contains("the log is kept"));
    for word in ["13900000001", "6222020000000001", "INVITE sip", "CSeq"] {
        assert!(!log.contains(word), "{word} in: {log}");
    }
}
