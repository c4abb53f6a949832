//! The control routes of a simulator that runs alone, and the tenants beside each other.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use simulators::osigu::{Account, Osigu};

use crate::osigu::support::{MOCK, OTP, PRODUCTS, REQUESTS, Sim, medication};

async fn call(sim: &Sim, method: Method, path: &str, body: &str) -> (u16, Value) {
    let answer = sim.send(sim.request(method, &format!("/_simulator{path}")).body(body.to_owned())).await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn each_control_route_does_what_it_says() {
    let sim = Sim::start().await;
    let post = async |path: &str, body: Value| call(&sim, Method::POST, path, &body.to_string()).await;
    let (_, known) = call(&sim, Method::GET, "/credentials", "").await;
    assert_eq!(known["main"]["client_secret"], sim.tenant.credentials(Account::Main).client_secret);
    assert_eq!(known["webhook_secret"], sim.tenant.webhook_secret());

    sim.token().await;
    assert_eq!(post("/failure", json!({"calls": 1, "status": 502})).await.0, 200);
    assert_eq!(sim.get("/v1/sponsors").await.status, 502);
    assert_eq!(post("/failure", json!({"calls": 1, "status": 500, "token": true})).await.0, 200);
    let token = async || sim.ask_token(&sim.tenant.credentials(Account::Main)).await.status;
    assert_eq!([token().await, token().await], [500, 200]);
    assert_eq!(post("/limit", json!({"calls": 1, "retry_after_s": 9})).await.0, 200);
    assert_eq!(sim.get("/v1/sponsors").await.header("retry-after"), Some("9"));
    assert_eq!(post("/limit", json!({"calls": 1, "token": true})).await.0, 200);
    assert_eq!([token().await, token().await], [429, 200]);

    let (beneficiary, code) = sim.authorized(MOCK).await;
    assert_eq!(post("/update-authorization", json!({"code": code})).await.0, 200);
    assert_eq!(post("/void-authorization", json!({"code": code})).await.0, 200);
    assert_eq!(post("/void-authorization", json!({"code": code})).await.0, 400);
    let body = json!({"beneficiary_id": beneficiary, "sponsor_slug": OTP, "channel": "SMS"});
    let otp_id = sim.does(201, "/v1/otp/send", &body).await.text("otp_id");
    let (_, told) = post("/otp-code", json!({"otp_id": otp_id})).await;
    assert_eq!(told["code"].as_str(), sim.tenant.otp_code(&otp_id).as_deref());
    assert_eq!(post("/bounce-mail", json!({"calls": 1})).await.0, 200);
    assert_eq!(call(&sim, Method::GET, "/deliveries", "").await.1, json!({"deliveries": []}));
    assert_eq!(post("/redeliver", json!({"event_id": "evt_nobody"})).await.0, 400);

    assert_eq!(post("/wipe", json!({})).await.0, 200);
    assert_ne!(sim.beneficiary(1).await, beneficiary);
    assert_eq!(post("/revoke-tokens", json!({})).await.0, 200);
    assert_eq!(sim.get("/v1/sponsors").await.status, 401);
    let (status, fault) = call(&sim, Method::PUT, "/fault", r#"{"name": "accepts-no-token"}"#).await;
    assert_eq!((status, &fault["fault"]), (200, &json!("accepts-no-token")));
    assert_eq!(sim.send(sim.request(Method::GET, "/v1/sponsors")).await.status, 200);
    let (_, now) = call(&sim, Method::PUT, "/clock", r#"{"now": "2027-03-01T00:00:00Z"}"#).await;
    assert_eq!(now["now"], "2027-03-01T00:00:00Z");
    assert_eq!(post("/reset", json!({})).await.0, 200);
    assert_eq!(sim.tenant.seen().len(), 0);
    assert_eq!(sim.send(sim.request(Method::GET, "/v1/sponsors")).await.status, 401);
}

#[tokio::test]
async fn what_is_due_happens_when_the_clock_is_set() {
    let sim = Sim::start().await;
    let id = sim.initiate(&medication(&sim.beneficiary(1).await, "sponsor-async-sandbox")).await;
    sim.complete(&id).await;
    call(&sim, Method::PUT, "/clock", r#"{"now": "2026-06-25T14:00:31Z"}"#).await;
    assert_eq!(sim.reads(&format!("{REQUESTS}/{id}")).await["status"], "COMPLETED");
}

#[tokio::test]
async fn the_lists_name_every_route_and_fault() {
    let sim = Sim::start().await;
    let (_, faults) = call(&sim, Method::GET, "/faults", "").await;
    assert_eq!(faults["faults"].as_array().unwrap().len(), Osigu::faults().len());
    let (_, routes) = call(&sim, Method::GET, "/", "").await;
    for route in routes["routes"].as_array().unwrap() {
        let path = route["path"].as_str().unwrap().strip_prefix("/_simulator").unwrap();
        let method = route["method"].as_str().unwrap().parse().unwrap();
        let (status, _) = call(&sim, method, path, "{}").await;
        assert!(matches!(status, 200 | 400), "{path} {status}");
    }
}

#[rstest]
#[case("POST", "/failure", r#"{"calls": 1, "status": 404}"#, "`status`: wants a number from 500 to 599")]
#[case("POST", "/failure", r#"{"status": 500}"#, "`calls`: wants a number of calls")]
#[case(
    "POST",
    "/limit",
    r#"{"calls": 1, "retry_after_s": -1}"#,
    "`retry_after_s`: wants a number of seconds"
)]
#[case("POST", "/limit", r#"{"calls": 1, "token": 1}"#, "`token`: wants true or false")]
#[case("POST", "/settle", r#"{"settlement_id": "x", "outcome": "lost"}"#, "`outcome`: wants paid, rejected")]
#[case("POST", "/otp-code", r#"{"otp_id": "x"}"#, "no OTP has the otp_id `x`")]
#[case("POST", "/otp-code", r#"{"otp": "x"}"#, "unknown member `otp` (known: otp_id)")]
#[case("PUT", "/fault", r#"{"name": "forms-emty"}"#, "did you mean `forms-empty`")]
#[tokio::test]
async fn a_bad_control_call_says_what_is_wrong(
    #[case] method: Method,
    #[case] path: &str,
    #[case] body: &str,
    #[case] message: &str,
) {
    let sim = Sim::start().await;
    let (status, answer) = call(&sim, method, path, body).await;
    assert_eq!(status, 400);
    assert!(answer["message"].as_str().unwrap().contains(message), "{answer}");
}

#[tokio::test]
async fn tenants_share_neither_data_nor_tokens_nor_limits_nor_faults() {
    let sim = Sim::start().await;
    let clock = std::sync::Arc::new(sim.clock.clone());
    let other = sim.osigu.tenant("other", clock);
    sim.does(201, PRODUCTS, &json!({"product_code": "LAB-TSH"})).await;
    sim.tenant.set_fault(Some("error-is-200")).unwrap();
    let (name, value) = other.header();
    let to_other = |token: &str| {
        let request = sim.client.get(format!("{}{PRODUCTS}?query=LAB-TSH", sim.osigu.base_url()));
        request.header(name, value).bearer_auth(token)
    };
    let crossed = to_other(&sim.token().await).send().await.unwrap();
    assert_eq!(crossed.status(), 401);
    assert_eq!(other.seen().len(), 1);
    assert!(sim.tenant.seen().iter().all(|seen| seen.status != 401));
}
