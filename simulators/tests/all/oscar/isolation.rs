//! Tenants do not see each other, replays find the same ids, and servers are replaced under load.

use std::sync::Arc;

use clock::{SharedClock, VirtualClock};
use serde_json::json;
use simulators::{ClientCertificate, Settings};

use crate::oscar::support::*;

#[tokio::test]
async fn a_tenant_does_not_see_anothers_members_requests_or_faults() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let other = sim.oscar.tenant("other", Arc::new(VirtualClock::new(START)) as SharedClock);
    other.set_fault(Some("create-without-oscar-id")).unwrap();
    other.pend_next(5);
    let (name, value) = other.header();
    let ask = json!({"oscar_id": id});
    let response = sim.client.post(sim.url(GET)).header(name, value).json(&ask).send().await.unwrap();
    assert_eq!(response.status(), 503);
    other.pend_next(0);
    let response = sim.client.post(sim.url(GET)).header(name, value).json(&ask).send().await.unwrap();
    assert_eq!(response.status(), 400, "another tenant's id is unknown");
    sim.memberships(&id).await;
    assert_eq!((sim.tenant.seen().len(), other.seen().len()), (2, 2));
    sim.enroll(2).await;
}

#[tokio::test]
async fn what_arrived_is_remembered_as_it_was_sent() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    sim.post(GET, &json!({"oscar_id": "OSC00000000-01"})).await;
    let seen = sim.tenant.seen();
    assert_eq!(seen.iter().map(|one| (one.order, one.status)).collect::<Vec<_>>(), [(1, 200), (2, 400)]);
    assert_eq!((seen[1].method.as_str(), seen[1].path.as_str(), seen[1].at), ("POST", GET, START));
    assert_eq!(seen[1].body, r#"{"oscar_id":"OSC00000000-01"}"#);
    assert_eq!(seen[1].client_certificate, ClientCertificate::NoTls);
    assert!(seen[1].headers.contains(&("content-type".to_owned(), "application/json".to_owned())));
    assert!(seen.iter().all(|one| one.headers.iter().all(|(name, _)| !name.starts_with("x-covenant-front"))));
    sim.tenant.reset();
    assert!(sim.tenant.seen().is_empty());
    assert_eq!(sim.enroll(1).await, id, "a reset starts the ids again");
}

#[tokio::test]
async fn a_dropped_tenant_leaves_nothing_and_a_new_one_has_the_same_ids() {
    let sim = Sim::start().await;
    let enroll = async |tenant: &simulators::Tenant| {
        let (name, value) = tenant.header();
        let request = sim.client.post(sim.url(CREATE)).header(name, value).json(&creation(&[holder(1)]));
        request.send().await.unwrap().text().await.unwrap()
    };
    let clock = || Arc::new(VirtualClock::new(START)) as SharedClock;
    let first = sim.oscar.tenant("again", clock());
    let answer = enroll(&first).await;
    drop(first);
    let second = sim.oscar.tenant("again", clock());
    assert!(second.seen().is_empty());
    assert_eq!(enroll(&second).await, answer);
    let other = sim.oscar.tenant("else", clock());
    assert_ne!(enroll(&other).await, answer);
}

#[tokio::test]
async fn a_tenant_may_follow_other_settings() {
    let sim = Sim::start().await;
    let clock = Arc::new(VirtualClock::new(START)) as SharedClock;
    let other = sim.oscar.tenant_with("lenient", clock, Settings::reading("created-is-201").unwrap());
    let (name, value) = other.header();
    let request = sim.client.post(sim.url(CREATE)).header(name, value).json(&creation(&[holder(1)]));
    assert_eq!(request.send().await.unwrap().status(), 201);
    sim.enroll(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_are_replaced_under_load_and_no_request_is_lost() {
    const TASKS: u32 = 20;
    const CALLS: u32 = 150;
    let sim = Arc::new(Sim::start().await);
    let id = sim.enroll(1).await;
    let mut tasks = Vec::new();
    for _ in 0..TASKS {
        let (sim, id) = (Arc::clone(&sim), id.clone());
        tasks.push(tokio::spawn(async move {
            for _ in 0..CALLS {
                assert_eq!(sim.memberships(&id).await.len(), 1);
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let seen = sim.tenant.seen();
    assert_eq!(seen.len(), (TASKS * CALLS + 1) as usize);
    assert!(seen.iter().zip(1..).all(|(one, order)| one.order == order));
    assert!(sim.oscar.servers_started() >= 3, "{}", sim.oscar.servers_started());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn simulators_start_and_end_side_by_side_without_hanging() {
    let mut tasks = Vec::new();
    for number in 0..40 {
        tasks.push(tokio::spawn(async move {
            let sim = Sim::start().await;
            sim.enroll(number).await;
            if number % 2 == 0 {
                sim.oscar.shutdown().await;
            }
        }));
    }
    let all = async {
        for task in tasks {
            task.await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), all).await.unwrap();
}
