//! The control routes of a simulator that runs alone.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use simulators::Oscar;

use crate::oscar::support::*;

async fn call(sim: &Sim, method: Method, path: &str, body: &str, tenant: &str) -> (u16, Value) {
    let request = sim.client.request(method, sim.url(path)).header("x-covenant-tenant", tenant);
    let response = request.body(body.to_owned()).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn each_control_route_does_what_it_says_for_its_tenant_only() {
    let sim = Sim::start().await;
    let post = async |path: &str, body: &str| call(&sim, Method::POST, path, body, "test").await;
    let put = async |path: &str, body: &str| call(&sim, Method::PUT, path, body, "test").await;
    let id = sim.enroll(1).await;
    let ask = json!({"oscar_id": id});

    assert_eq!(post("/_simulator/pending", r#"{"calls": 1}"#).await.0, 200);
    assert_eq!(sim.post(GET, &ask).await.0, 503);
    assert_eq!(post("/_simulator/pending", &json!({"calls": 1, "oscar_id": id}).to_string()).await.0, 200);
    assert_eq!(sim.post(GET, &ask).await.0, 503);
    assert_eq!(post("/_simulator/internal-error", r#"{"calls": 1}"#).await.0, 200);
    assert_eq!(sim.post(GET, &ask).await.0, 500);
    assert_eq!(sim.post(GET, &ask).await.0, 200);

    assert_eq!(put("/_simulator/fault", r#"{"name": "get-without-memberships"}"#).await.0, 200);
    assert_eq!(sim.post(GET, &ask).await.1, json!({}));
    assert_eq!(put("/_simulator/fault", r#"{"name": null}"#).await.0, 200);
    assert_eq!(sim.memberships(&id).await.len(), 1);

    let (_, now) = put("/_simulator/clock", r#"{"now": "2026-09-15T00:00:00+02:00"}"#).await;
    assert_eq!(now["now"], "2026-09-14T22:00:00Z");
    assert_eq!(sim.ok(BALANCE, &ask).await["overdue_balance"], 658.64);
    let body = json!({"oscar_id": id, "amount": "658.64"}).to_string();
    assert_eq!(post("/_simulator/payment", &body).await.0, 200);
    assert_eq!(sim.ok(BALANCE, &ask).await["overdue_balance"], 0.0);

    let (_, log) = call(&sim, Method::GET, "/_simulator/requests", "", "test").await;
    assert_eq!(log["requests"].as_array().unwrap().len(), sim.tenant.seen().len());
    assert_eq!(log["requests"][0]["path"], CREATE);
    let (_, log) = call(&sim, Method::GET, "/_simulator/requests", "", "other").await;
    assert_eq!(log, json!({"requests": []}));

    assert_eq!(post("/_simulator/reset", "").await.0, 200);
    assert_eq!(sim.post(GET, &ask).await.0, 400);
    assert_eq!(sim.tenant.seen().len(), 1);
    assert_eq!(sim.tenant.seen()[0].at, START);
}

#[tokio::test]
async fn the_lists_name_every_route_and_fault() {
    let sim = Sim::start().await;
    let (_, faults) = call(&sim, Method::GET, "/_simulator/faults", "", "test").await;
    assert_eq!(faults["faults"].as_array().unwrap().len(), Oscar::faults().len());
    let (status, routes) = call(&sim, Method::GET, "/_simulator/", "", "test").await;
    assert_eq!((status, routes["routes"].as_array().unwrap().len()), (200, 9));
    for route in routes["routes"].as_array().unwrap() {
        let (method, path) = (route["method"].as_str().unwrap(), route["path"].as_str().unwrap());
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let (status, _) = call(&sim, method, path, "", "test").await;
        assert!(status == 200 || status == 400, "{path} {status}");
    }
}

#[rstest]
#[case("POST", "/_simulator/pending", "", 400, "not JSON")]
#[case("POST", "/_simulator/pending", "[]", 400, "JSON object")]
#[case("POST", "/_simulator/pending", r#"{"calls": -1}"#, 400, "calls")]
#[case("POST", "/_simulator/pending", r#"{"calls": 1, "member": 2}"#, 400, "unknown member `member`")]
#[case("POST", "/_simulator/pending", r#"{"calls": 1, "oscar_id": "OSC00000000-01"}"#, 400, "nobody has")]
#[case("POST", "/_simulator/payment", r#"{"oscar_id": "OSC00000000-01", "amount": "x"}"#, 400, "amount")]
#[case(
    "PUT",
    "/_simulator/fault",
    r#"{"name": "get-without-membership"}"#,
    400,
    "did you mean `get-without-memberships`"
)]
#[case("PUT", "/_simulator/fault", "{}", 400, "`name` is required")]
#[case("PUT", "/_simulator/clock", r#"{"now": "tomorrow"}"#, 400, "2026-11-02T08:00:00Z")]
#[case("GET", "/_simulator/pending", "", 405, "POST")]
#[case("GET", "/_simulator/nothing", "", 404, "known: GET /_simulator/")]
#[tokio::test]
async fn a_bad_control_call_is_explained(
    #[case] method: &str,
    #[case] path: &str,
    #[case] body: &str,
    #[case] status: u16,
    #[case] says: &str,
) {
    let sim = Sim::start().await;
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let (got, answer) = call(&sim, method, path, body, "test").await;
    let message = answer["message"].as_str().unwrap();
    assert!(got == status && message.contains(says), "{got} {message}");
}

#[tokio::test]
async fn requests_without_a_tenant_share_the_default_one() {
    let sim = Sim::start().await;
    let put = sim.client.put(sim.url("/_simulator/clock")).body(r#"{"now": "2026-11-05T08:00:00Z"}"#);
    assert_eq!(put.send().await.unwrap().status(), 200);
    let body = but(&creation(&[holder(1)]), "/qle_info", &Value::Null);
    let created = sim.client.post(sim.url(CREATE)).json(&body).send().await.unwrap();
    assert_eq!(created.status(), 200, "the default tenant's clock stands in Open Enrollment");
    assert!(sim.tenant.seen().is_empty());
}
