//! Keys, tokens, accounts and the limit.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use simulators::ideon::{Account, RateLimit, Settings};

use crate::ideon::support::Sim;

async fn token(sim: &Sim, account: Account) -> String {
    let answer = sim.send(sim.of(account, Method::POST, "/auth/token")).await;
    answer.body["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_is_a_jwt_of_its_account_and_good_for_a_day() {
    let sim = Sim::start().await;
    let (group, _) = sim.group().await;
    let token = token(&sim, Account::Main).await;
    let part = |at: usize| -> Value {
        let part = token.split('.').nth(at).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    assert_eq!(part(0), json!({"alg": "HS256"}));
    assert_eq!(part(1), json!({"account_id": 11, "exp": 1_782_482_400}));
    let path = format!("/groups/{group}");
    let read = || sim.send(sim.request(Method::GET, &path).bearer_auth(&token));
    assert_eq!(read().await.status, 200);
    sim.pass(24 * 3600 - 1).await;
    assert_eq!(read().await.status, 200);
    sim.pass(1).await;
    let answer = read().await;
    assert_eq!((answer.status, answer.errors()[0].0), (401, "unauthorized"));
    assert_eq!(sim.get(&path).await.status, 200, "the key goes on");
}

#[tokio::test]
async fn what_is_shown_has_to_be_good_and_of_one_account() {
    let sim = Sim::start().await;
    let (main, other) = (token(&sim, Account::Main).await, token(&sim, Account::Other).await);
    let both = |key: &str, token: &str| {
        sim.send(sim.request(Method::GET, "/groups").header("Vericred-Api-Key", key).bearer_auth(token))
    };
    let key = sim.tenant.api_key(Account::Main);
    assert_eq!(both(&key, &main).await.status, 200);
    assert_eq!(both(&key, &other).await.status, 401);
    assert_eq!(both("unknown", &main).await.status, 401);
    assert_eq!(both(&key, "unknown").await.status, 401);
    let fetch = sim.request(Method::POST, "/auth/token").bearer_auth(&main);
    assert_eq!(sim.send(fetch).await.status, 201);
}

#[tokio::test]
async fn accounts_and_tenants_do_not_see_each_other() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    let of_other = |path: &str| sim.send(sim.of(Account::Other, Method::GET, path));
    assert_eq!(of_other("/groups").await.body, json!([]));
    assert_eq!(of_other(&format!("/subscribers/{}", it.subscriber)).await.status, 404);
    let tenant = sim.ideon.tenant("another", std::sync::Arc::new(sim.clock.clone()));
    assert_ne!(tenant.api_key(Account::Main), sim.tenant.api_key(Account::Main));
    let url = format!("{}/groups", sim.ideon.base_url());
    let read = |key: String| {
        sim.client
            .get(&url)
            .header(tenant.header().0, tenant.header().1)
            .header("Vericred-Api-Key", key)
            .send()
    };
    assert_eq!(read(sim.tenant.api_key(Account::Main)).await.unwrap().status(), 401);
    let answer: Value = read(tenant.api_key(Account::Main)).await.unwrap().json().await.unwrap();
    assert_eq!(answer, json!([]));
}

#[tokio::test]
async fn so_many_calls_in_five_minutes_are_answered_and_each_account_counts_apart() {
    let mut settings = Settings::default();
    settings.rate_limit = RateLimit { calls: 3, ..settings.rate_limit };
    let sim = Sim::with(settings).await;
    for _ in 0..2 {
        assert_eq!(sim.get("/groups").await.status, 200);
    }
    sim.pass(100).await;
    assert_eq!(sim.get("/groups").await.status, 200);
    let answer = sim.get("/groups").await;
    assert_eq!((answer.status, answer.errors()[0].0), (429, "rate_limit_exceeded"));
    assert_eq!(answer.header("retry-after"), Some("200"));
    let other = || sim.send(sim.of(Account::Other, Method::GET, "/groups"));
    assert_eq!(other().await.status, 200);
    sim.pass(199).await;
    assert_eq!(sim.get("/groups").await.status, 429);
    sim.pass(1).await;
    assert_eq!(sim.get("/groups").await.status, 200);
    assert_eq!(Settings::default().rate_limit.calls, 1500);
}

#[tokio::test]
async fn a_tester_lets_calls_fail() {
    let sim = Sim::start().await;
    sim.tenant.fail_next(2, 503);
    assert_eq!(sim.send(sim.of(Account::Main, Method::POST, "/auth/token")).await.status, 201);
    assert_eq!([sim.get("/groups").await.status, sim.get("/groups").await.status], [503, 503]);
    sim.tenant.limit_next(1, Some(7));
    let answer = sim.get("/groups").await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("7")));
    sim.tenant.fail_tokens_next(1, 500);
    assert_eq!(sim.get("/groups").await.status, 200);
    assert_eq!(sim.send(sim.of(Account::Main, Method::POST, "/auth/token")).await.status, 500);
}
