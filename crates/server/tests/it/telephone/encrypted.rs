//! A call whose signalling goes by TLS and whose sound by SRTP, with a telephone that is not ours.

use warmline_testkit::certificate;

use super::interop::keys_for_a_person;
use super::reaching::{AGENT, CUSTOMER, state_is};
use super::{colleague, open_as};
use crate::stories::until;
use crate::support::{Baresip, Kind};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_whose_telephone_insists_on_encryption_talks_keys_and_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let Some((certificate, key)) = certificate(folder.path(), 30) else { return };
    let file = folder.path().join("telephone.toml");
    let text = format!(
        "[tls]\nlisten = \"127.0.0.1:0\"\ncertificate = \"{}\"\nkey = \"{}\"\n",
        certificate.display(),
        key.display()
    );
    std::fs::write(&file, text).unwrap();
    let (house, _) = open_as(20, |config| config.telephone = Some(file.clone())).await;
    let address = house.house.telephone.tls_address().expect("TLS is listened for");
    let (desk, agent) = colleague(&house, "S001", AGENT).await;
    let kind = Kind { account: ";regint=0;mediaenc=srtp-mand", config: "module srtp.so\n" };
    let Some(customer) = Baresip::plug_in(address, "13900000001", CUSTOMER, kind).await else { return };
    customer.order("dial", &format!("sip:90588@{address};transport=tls")).await;
    let supervisor = house.staff("S005").await;
    let id = keys_for_a_person(&supervisor, &customer).await;
    customer.hears(AGENT).await;
    agent.hears(CUSTOMER).await;
    customer.order("hold", "").await;
    until("the agent hears no customer who holds", || async { (agent.level(CUSTOMER) < 300.0).then_some(()) }).await;
    customer.order("resume", "").await;
    agent.hears(CUSTOMER).await;
    customer.order("hangup", "").await;
    state_is(&desk.staff, &id, "wrap_up").await;
}
