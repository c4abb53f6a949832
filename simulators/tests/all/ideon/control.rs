//! The control routes of a simulator that runs alone.

use reqwest::Method;
use serde_json::{Value, json};
use simulators::ideon::{Account, Ideon};

use crate::ideon::support::Sim;

async fn call(sim: &Sim, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let request = sim.request(method, &format!("/_simulator{path}")).body(body.to_string());
    let answer = sim.send(request).await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn each_control_route_does_what_it_says() {
    let sim = Sim::start().await;
    let it = sim.enrolled("kaiser").await;
    sim.makes(&format!("/groups/{}/hooks", it.group), &json!({})).await;
    let post = async |path: &str, body: Value| call(&sim, Method::POST, path, &body).await;
    let get = async |path: &str| call(&sim, Method::GET, path, &Value::Null).await.1;
    let known = get("/credentials").await;
    assert_eq!(known["unprivileged"], sim.tenant.api_key(Account::Unprivileged));
    assert_eq!(post("/failure", json!({"calls": 1, "status": 502})).await.0, 200);
    assert_eq!(sim.get("/groups").await.status, 502);
    assert_eq!(post("/limit", json!({"calls": 1, "retry_after_s": 9})).await.0, 200);
    assert_eq!(sim.get("/groups").await.header("retry-after"), Some("9"));
    let period = json!({"coverage_period_id": it.period});
    let with = |more: Value| {
        let mut body = period.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    assert_eq!(post("/period-state", with(json!({"state": "test"}))).await.0, 200);
    let problem = with(json!({"member_id": it.child, "severity": "failure", "parameter": "birth_date"}));
    let (status, told) = post("/open-problem", problem).await;
    assert_eq!((status, told["error_id"].is_string()), (200, true));
    let (_, told) = post("/run-census", period.clone()).await;
    let census = format!("/census_requests/{}", told["census_request_id"].as_str().unwrap());
    assert_eq!(sim.reads(&census).await["census_request"]["status"], "pending");
    let asked = with(json!({"qualifying_life_event_id": it.event}));
    assert!(post("/require-document", asked).await.1["supporting_document_id"].is_string());
    assert_eq!(post("/transmit", period.clone()).await.0, 200);
    let path = format!("/coverage_periods/{}/plan_availability_requests", it.period);
    let made = sim.makes(&path, &json!({"product_line": "medical"})).await;
    let request = made["plan_availability_request"]["id"].clone();
    let fails = json!({"plan_availability_request_id": request});
    assert_eq!(post("/fail-availability", fails).await.0, 200);
    let hook = json!({"url": "http://127.0.0.1:9/", "headers": {"x-agreed": "yes"}});
    assert_eq!(post("/hook-to", hook).await.0, 200);
    assert_eq!(get("/events").await["events"].as_array().unwrap().len(), 2);
    assert_eq!(get("/deliveries").await["deliveries"], json!([]));
    for (path, body) in [
        ("/period-state", with(json!({"state": "live"}))),
        ("/period-state", json!({"coverage_period_id": it.group, "state": "test"})),
        ("/open-problem", with(json!({"severity": "failure", "parameter": "shoe_size"}))),
        ("/open-problem", with(json!({"severity": "bad", "parameter": "gender"}))),
        ("/open-problem", with(json!({"severity": "info", "parameter": "gender", "member_id": it.group}))),
        ("/run-census", json!({"coverage_period_id": it.group})),
        ("/require-document", with(json!({"qualifying_life_event_id": it.group}))),
        ("/transmit", json!({})),
        ("/fail-availability", json!({"plan_availability_request_id": it.group})),
        ("/hook-to", json!({"url": "nowhere"})),
        ("/hook-to", json!({"url": "http://127.0.0.1:9/", "headers": {"x": 1}})),
        ("/failure", json!({"calls": 1, "status": 404})),
        ("/limit", json!({"calls": 1, "retry_after_s": "soon"})),
    ] {
        let (status, told) = post(path, body).await;
        assert_eq!((status, told["message"].is_string()), (400, true), "{path} {told}");
    }
}

#[tokio::test]
async fn the_faults_and_the_routes_are_listed() {
    let sim = Sim::start().await;
    let (_, faults) = call(&sim, Method::GET, "/faults", &Value::Null).await;
    assert_eq!(faults["faults"].as_array().unwrap().len(), Ideon::faults().len());
    let fault = json!({"name": "no-credentials-needed"});
    assert_eq!(call(&sim, Method::PUT, "/fault", &fault).await.0, 200);
    assert_eq!(sim.send(sim.request(Method::GET, "/groups")).await.status, 200);
    let (status, told) = call(&sim, Method::PUT, "/fault", &json!({"name": "no-credential-needed"})).await;
    assert!(status == 400 && told["message"].as_str().unwrap().contains("`no-credentials-needed`"), "{told}");
    let (_, routes) = call(&sim, Method::GET, "/", &Value::Null).await;
    assert_eq!(routes["routes"].as_array().unwrap().len(), 18);
}
