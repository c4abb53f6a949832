//! Tokens, scopes, limits, and what a tester asks to fail.

use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use simulators::osigu::{Account, Environment, Settings, settings};

use crate::osigu::support::{DISPENSATIONS, MOCK, PRODUCTS, REQUESTS, START, Sim, TOKEN, form, medication};

const GRANT: &str = "grant_type=client_credentials";

#[tokio::test]
async fn credentials_belong_by_http_basic_and_not_in_the_body() {
    let sim = Sim::start().await;
    let known = sim.tenant.credentials(Account::Main);
    let body = format!("{GRANT}&client_id={}&client_secret={}", known.client_id, known.client_secret);
    let typed = |request: reqwest::RequestBuilder| {
        request.header("content-type", "application/x-www-form-urlencoded").body(body.clone())
    };
    for request in [
        typed(sim.request(Method::POST, TOKEN)),
        typed(sim.request(Method::POST, TOKEN).basic_auth(&known.client_id, Some(&known.client_secret))),
        form(sim.request(Method::POST, TOKEN), GRANT),
        form(sim.request(Method::POST, TOKEN).basic_auth(&known.client_id, Some("wrong")), GRANT),
        form(sim.request(Method::POST, TOKEN).bearer_auth("anything"), GRANT),
    ] {
        let answer = sim.send(request).await;
        assert_eq!(
            (answer.status, &answer.body["error"]),
            (401, &json!("invalid_client")),
            "{}",
            answer.text
        );
    }
}

#[rstest]
#[case("grant_type=password", 400, "unsupported_grant_type")]
#[case("", 400, "invalid_request")]
#[case("scope=arc%3Aread", 400, "invalid_request")]
#[tokio::test]
async fn another_grant_is_refused(#[case] body: &'static str, #[case] status: u16, #[case] error: &str) {
    let sim = Sim::start().await;
    let known = sim.tenant.credentials(Account::Main);
    let request = sim.request(Method::POST, TOKEN).basic_auth(known.client_id, Some(known.client_secret));
    let answer = sim.send(form(request, body)).await;
    assert_eq!((answer.status, &answer.body["error"]), (status, &json!(error)));
}

#[rstest]
#[case(true, 200)]
#[case(false, 400)]
#[tokio::test]
async fn a_grant_in_the_query_string_is_a_matter_of_the_settings(
    #[case] tolerated: bool,
    #[case] status: u16,
) {
    let sim = Sim::with(Settings { grant_type_in_query: tolerated, ..Settings::default() }).await;
    let known = sim.tenant.credentials(Account::Main);
    let request = sim.request(Method::POST, &format!("{TOKEN}?{GRANT}"));
    let request = request.basic_auth(known.client_id, Some(known.client_secret));
    assert_eq!(sim.send(request).await.status, status);
}

#[tokio::test]
async fn environments_have_credentials_and_secrets_of_their_own() {
    let sandbox = Sim::start().await;
    let settings = Settings { environment: Environment::Production, ..Settings::default() };
    let production = Sim::with(settings).await;
    let crossed = sandbox.ask_token(&production.tenant.credentials(Account::Main)).await;
    assert_eq!(crossed.status, 401);
    let crossed = production.ask_token(&sandbox.tenant.credentials(Account::Main)).await;
    assert_eq!(crossed.status, 401);
    assert_ne!(sandbox.tenant.webhook_secret(), production.tenant.webhook_secret());
    assert_eq!(production.ask_token(&production.tenant.credentials(Account::Main)).await.status, 200);
}

#[tokio::test]
async fn a_token_lasts_an_hour_on_the_tenants_clock() {
    let sim = Sim::start().await;
    sim.reads("/v1/sponsors").await;
    sim.pass(3599).await;
    sim.reads("/v1/sponsors").await;
    sim.pass(1).await;
    let answer = sim.get("/v1/sponsors").await;
    assert_eq!((answer.status, &answer.body["error_code"]), (401, &json!("071-401")));
    sim.forget_token();
    sim.reads("/v1/sponsors").await;
}

#[tokio::test]
async fn revoked_missing_and_unknown_tokens_are_401() {
    let sim = Sim::start().await;
    let token = sim.token().await;
    for request in [
        sim.request(Method::GET, "/v1/sponsors"),
        sim.request(Method::GET, "/v1/sponsors").bearer_auth("made-up"),
        sim.request(Method::GET, "/v1/sponsors").header("authorization", format!("Basic {token}")),
    ] {
        assert_eq!(sim.send(request).await.status, 401);
    }
    sim.reads("/v1/sponsors").await;
    sim.tenant.revoke_tokens();
    assert_eq!(sim.get("/v1/sponsors").await.status, 401);
}

#[tokio::test]
async fn a_token_that_may_only_read_writes_nothing() {
    let sim = Sim::start().await;
    let answer = sim.ask_token(&sim.tenant.credentials(Account::ReadOnly)).await;
    assert_eq!(answer.body["scope"], "arc:read dispensing:read ehr:read");
    let token = answer.text("access_token");
    let read = sim.send(sim.request(Method::GET, PRODUCTS).bearer_auth(&token)).await;
    assert_eq!(read.status, 200);
    for path in [
        REQUESTS,
        DISPENSATIONS,
        PRODUCTS,
        "/ehr/v1/patients",
        "/arc/v1/outpatient-care-claim",
        "/v3/settlements",
    ] {
        let request = sim.request(Method::POST, path).bearer_auth(&token).json(&json!({}));
        let answer = sim.send(request).await;
        assert_eq!((answer.status, &answer.body["error_code"]), (403, &json!("071-403")), "{path}");
    }
    let search = sim.request(Method::POST, &format!("/v1/sponsors/{MOCK}/search")).bearer_auth(&token);
    let search = search.json(&json!({"member_id": "M-000001"}));
    assert_eq!(sim.send(search).await.status, 200, "a search needs a token only");
}

#[tokio::test]
async fn the_eleventh_token_request_of_a_minute_is_429_whatever_the_secret() {
    let sim = Sim::start().await;
    let known = sim.tenant.credentials(Account::Main);
    let mut wrong = known.clone();
    wrong.client_secret = "wrong".to_owned();
    for number in 0..10 {
        let answer = sim.ask_token(if number % 2 == 0 { &known } else { &wrong }).await;
        assert_eq!(answer.status, if number % 2 == 0 { 200 } else { 401 });
        assert_eq!(answer.header("x-ratelimit-limit"), Some("10"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some((9 - number).to_string().as_str()));
        sim.pass(1).await;
    }
    let over = sim.ask_token(&known).await;
    assert_eq!((over.status, &over.body["error_code"]), (429, &json!("071-429")));
    assert_eq!(over.header("retry-after"), Some("50"));
    assert_eq!(sim.ask_token(&sim.tenant.credentials(Account::ReadOnly)).await.status, 200);
    sim.pass(49).await;
    assert_eq!(sim.ask_token(&known).await.status, 429);
    sim.pass(1).await;
    assert_eq!(sim.ask_token(&known).await.status, 200);
}

#[tokio::test]
async fn the_fifty_first_request_of_a_minute_is_429_and_tokens_are_counted_apart() {
    let sim = Sim::start().await;
    for _ in 0..50 {
        sim.reads("/v1/sponsors").await;
    }
    let over = sim.get("/v1/sponsors").await;
    assert_eq!((over.status, over.header("retry-after")), (429, Some("60")));
    assert_eq!(over.header("x-ratelimit-remaining"), Some("0"));
    let reader = sim.token_of(Account::ReadOnly).await;
    let request = sim.request(Method::GET, "/v1/sponsors").bearer_auth(reader);
    assert_eq!(sim.send(request).await.status, 200, "another client has a count of its own");
    sim.pass(60).await;
    sim.reads("/v1/sponsors").await;
}

#[tokio::test]
async fn without_limit_headers_a_429_says_nothing_more() {
    let limits = settings::Limits { headers: false, general_per_minute: 1, ..Settings::default().limits };
    let sim = Sim::with(Settings { limits, ..Settings::default() }).await;
    assert!(sim.get("/v1/sponsors").await.header("x-ratelimit-limit").is_none());
    let over = sim.get("/v1/sponsors").await;
    assert_eq!((over.status, over.header("retry-after")), (429, None));
}

#[tokio::test]
async fn failures_and_limits_come_as_often_as_asked_for() {
    let sim = Sim::start().await;
    sim.token().await;
    sim.tenant.fail_next(2, 503);
    sim.tenant.limit_next(1, Some(7));
    let statuses = async || sim.get("/v1/sponsors").await.status;
    assert_eq!(
        [statuses().await, statuses().await, statuses().await, statuses().await],
        [503, 503, 429, 200]
    );
    sim.tenant.limit_next(1, Some(7));
    assert_eq!(sim.get("/v1/sponsors").await.header("retry-after"), Some("7"));
    sim.tenant.limit_next(1, None);
    assert_eq!(sim.get("/v1/sponsors").await.header("retry-after"), None);
    let known = sim.tenant.credentials(Account::Main);
    sim.tenant.fail_tokens_next(1, 500);
    sim.tenant.limit_tokens_next(1, Some(3));
    sim.reads("/v1/sponsors").await;
    let statuses = async || sim.ask_token(&known).await.status;
    assert_eq!([statuses().await, statuses().await, statuses().await], [500, 429, 200]);
}

#[tokio::test]
async fn a_wipe_seeds_other_ids_and_leaves_tokens_alone() {
    let sim = Sim::start().await;
    let before = sim.beneficiary(1).await;
    let request = sim.initiate(&medication(&before, MOCK)).await;
    sim.does(201, PRODUCTS, &json!({"product_code": "LAB-TSH"})).await;
    sim.tenant.wipe();
    let after = sim.beneficiary(1).await;
    assert_ne!(before, after);
    assert_eq!(sim.get(&format!("{REQUESTS}/{request}")).await.status, 404);
    assert_eq!(sim.post(REQUESTS, &medication(&before, MOCK)).await.status, 404);
    assert_eq!(sim.reads(&format!("{PRODUCTS}?query=LAB-TSH")).await["page"]["total_elements"], 0);
    let again = sim.initiate(&medication(&after, MOCK)).await;
    assert_ne!(request, again);
    sim.tenant.wipe();
    assert!(![before, after].contains(&sim.beneficiary(1).await));
}

#[tokio::test]
async fn a_wipe_forgets_what_was_under_way() {
    let sim = Sim::start().await;
    let id = sim.initiate(&medication(&sim.beneficiary(1).await, "sponsor-async-sandbox")).await;
    sim.complete(&id).await;
    sim.tenant.wipe();
    sim.pass(60).await;
    assert_eq!(sim.get(&format!("{REQUESTS}/{id}")).await.status, 404);
}

#[tokio::test]
async fn a_reset_is_a_new_start_and_ids_depend_on_the_name_alone() {
    let (one, two) = (Sim::named("a", Settings::default()).await, Sim::named("b", Settings::default()).await);
    let first = one.beneficiary(1).await;
    assert_ne!(first, two.beneficiary(1).await);
    assert_ne!(one.tenant.credentials(Account::Main), two.tenant.credentials(Account::Main));
    one.pass(5).await;
    one.tenant.reset();
    assert_eq!(one.get("/v1/sponsors").await.status, 401, "its tokens are gone");
    one.forget_token();
    assert_eq!(one.beneficiary(1).await, first);
    let seen = one.tenant.seen();
    assert_eq!(seen.iter().map(|seen| seen.status).collect::<Vec<_>>(), [401, 200, 200]);
    assert_eq!(seen[1].path, TOKEN);
    assert!(seen[1].at > START, "the tenant's clock goes on");
}

#[tokio::test]
async fn a_write_under_the_same_key_is_carried_out_once() {
    let sim = Sim::start().await;
    let body = medication(&sim.beneficiary(1).await, MOCK);
    let write = async |body: &serde_json::Value| {
        let request = sim.request(Method::POST, REQUESTS).bearer_auth(sim.token().await);
        sim.send(request.header("idempotency-key", "c0ffee").json(body)).await
    };
    let first = write(&body).await;
    sim.pass(60).await;
    assert_eq!(write(&body).await.body, first.body);
    let other = write(&medication(&sim.beneficiary(2).await, MOCK)).await;
    assert_eq!((other.status, &other.body["error_code"]), (409, &json!("071-409-idempotency-mismatch")));
    sim.pass(24 * 3600 - 61).await;
    sim.forget_token();
    assert_eq!(write(&body).await.body, first.body, "it is remembered for a day");
    sim.pass(1).await;
    assert_ne!(write(&body).await.text("authorization_request_id"), first.text("authorization_request_id"));
}
