#![allow(missing_docs, clippy::all, unused)]
use clock::*;
use serde_json::json;
use simulators::*;
use std::{sync::Arc, time::Instant};
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let oscar = Oscar::start(Options::default()).await.unwrap();
    let t = oscar.tenant("b", Arc::new(VirtualClock::new(time::macros::datetime!(2026-06-15 12:00 UTC))));
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let url = format!("{}/ichra-api/v1/payments/get-balance", oscar.base_url());
    for conc in [1usize, 8, 64] {
        let n = 4096;
        let s = Instant::now();
        let mut v = vec![];
        for _ in 0..conc {
            let (c, u) = (client.clone(), url.clone());
            v.push(tokio::spawn(async move {
                for _ in 0..n / conc {
                    let r = c
                        .post(&u)
                        .header("x-covenant-tenant", "b")
                        .json(&json!({"oscar_id":"OSC1"}))
                        .send()
                        .await
                        .unwrap();
                    r.bytes().await.unwrap();
                }
            }));
        }
        for h in v {
            h.await.unwrap();
        }
        println!("front conc {conc}: {:.1} us/request", s.elapsed().as_secs_f64() * 1e6 / n as f64);
    }
    let server = wiremock::MockServer::builder().disable_request_recording().start().await;
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(wiremock::ResponseTemplate::new(400).set_body_json(json!({"a":"b"})))
        .mount(&server)
        .await;
    let url = server.uri();
    for conc in [1usize, 8, 64] {
        let n = 4096;
        let s = Instant::now();
        let mut v = vec![];
        for _ in 0..conc {
            let (c, u) = (client.clone(), url.clone());
            v.push(tokio::spawn(async move {
                for _ in 0..n / conc {
                    let r = c
                        .post(&u)
                        .header("x-covenant-tenant", "b")
                        .json(&json!({"oscar_id":"OSC1"}))
                        .send()
                        .await
                        .unwrap();
                    r.bytes().await.unwrap();
                }
            }));
        }
        for h in v {
            h.await.unwrap();
        }
        println!("wiremock conc {conc}: {:.1} us/request", s.elapsed().as_secs_f64() * 1e6 / n as f64);
    }
    std::mem::forget(server);
}
