//! The seven operations as the guide uses them, and the state between them.

use rstest::rstest;
use serde_json::{Value, json};
use simulators::{Binder, Settings};
use time::macros::datetime;

use crate::oscar::support::*;

#[tokio::test]
async fn the_health_check_welcomes() {
    let sim = Sim::start().await;
    let response = sim.client.get(sim.url("/")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(response.text().await.unwrap(), "Welcome to Oscar's ICHRA API!");
    let head = sim.client.head(sim.url("/")).send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.text().await.unwrap()), (200, String::new()));
}

#[tokio::test]
async fn a_creation_gives_ids_of_the_documented_form() {
    let sim = Sim::start().await;
    let people = [person(2, "CHILD"), holder(1), person(3, "SPOUSE")];
    let answer = sim.ok(CREATE, &creation(&people)).await;
    let stem = answer["oscar_id"].as_str().unwrap().strip_suffix("-01").unwrap().to_owned();
    assert!(stem.len() == 11 && stem.starts_with("OSC"), "{stem}");
    assert_eq!(answer["application_id"].as_str().unwrap().len(), 36);
    let ids: Vec<_> =
        answer["enrollees"].as_array().unwrap().iter().map(|one| one["oscar_id"].clone()).collect();
    assert_eq!(ids, [json!(format!("{stem}-02")), json!(format!("{stem}-01")), json!(format!("{stem}-03"))]);
    assert_eq!(answer["enrollees"][0]["external_member_id"], "m-2");
}

#[tokio::test]
async fn any_members_id_shows_the_whole_family_as_enrolled() {
    let sim = Sim::start().await;
    let answer = sim.ok(CREATE, &creation(&[holder(1), person(2, "CHILD")])).await;
    for one in answer["enrollees"].as_array().unwrap() {
        let family = sim.memberships(one["oscar_id"].as_str().unwrap()).await;
        assert_eq!(family.len(), 2);
        assert_eq!(
            family[0],
            json!({
                "member_info": {
                    "first_name": "Test1", "last_name": "Person", "email": "person1@example.com",
                    "date_of_birth": "1990-01-31", "oscar_id": answer["oscar_id"], "family_role": "POLICY_HOLDER",
                },
                "eligibility_info": {
                    "effectuation_status": "EFFECTUATED", "coverage_start": "2026-07-01",
                    "coverage_end": "2026-12-31", "payment_status": "PAID",
                },
            })
        );
        assert_eq!(family[1]["member_info"]["family_role"], "CHILD");
    }
    let flat = sim.ok(GET, &json!({"oscar_id": answer["oscar_id"]})).await;
    assert_eq!(flat["memberships"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_requested_coverage_end_is_kept() {
    let sim = Sim::start().await;
    let body = but(&creation(&[holder(1)]), "/enrollees/0/coverage_end", &json!("2026-11-30"));
    let id = sim.ok(CREATE, &body).await["oscar_id"].as_str().unwrap().to_owned();
    assert_eq!(sim.memberships(&id).await[0]["eligibility_info"]["coverage_end"], "2026-11-30");
}

#[tokio::test]
async fn an_update_that_lists_the_dependent_only_adds_it() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let answer = sim.ok(UPDATE, &update(&id, &[person(2, "CHILD")])).await;
    let child = id.replace("-01", "-02");
    assert_eq!(answer["oscar_id"], json!(id));
    assert_eq!(answer["enrollees"].as_array().unwrap().len(), 1);
    assert_eq!(answer["enrollees"][0]["oscar_id"], json!(child));
    let family = sim.memberships(&child).await;
    let ids: Vec<_> = family.iter().map(|one| one["member_info"]["oscar_id"].as_str().unwrap()).collect();
    assert_eq!(ids, [id, child]);
}

#[tokio::test]
async fn an_update_may_list_everyone_and_the_holder_without_id_is_recognised() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let answer = sim.ok(UPDATE, &update(&id, &[holder(1), person(2, "SPOUSE")])).await;
    let ids: Vec<_> =
        answer["enrollees"].as_array().unwrap().iter().map(|one| one["oscar_id"].clone()).collect();
    assert_eq!(ids, [json!(id), json!(id.replace("-01", "-02"))]);
    assert_eq!(sim.memberships(&id).await.len(), 2);
}

#[tokio::test]
async fn a_change_of_data_is_read_back() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let change = json!({"oscar_id": id, "email": "new@example.com", "coverage_start": "2026-08-01"});
    sim.ok(UPDATE, &update(&id, &[change, person(2, "CHILD")])).await;
    let family = sim.memberships(&id).await;
    assert_eq!(family[0]["member_info"]["email"], "new@example.com");
    assert_eq!(family[0]["member_info"]["first_name"], "Test1");
    assert_eq!(family[0]["eligibility_info"]["coverage_start"], "2026-08-01");
}

#[tokio::test]
async fn no_op_leaves_a_person_as_is() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let listed = json!({"oscar_id": id, "change_type": "NO_OP", "email": "other@example.com"});
    let answer = sim.ok(UPDATE, &update(&id, &[listed])).await;
    assert_eq!(answer["enrollees"][0]["oscar_id"], json!(id));
    assert_eq!(sim.memberships(&id).await[0]["member_info"]["email"], "person1@example.com");
}

#[tokio::test]
async fn a_balance_adds_up_and_echoes_the_premium() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    assert_eq!(
        sim.ok(BALANCE, &json!({"oscar_id": id})).await,
        json!({
            "oscar_id": id, "overdue_balance": 0.0, "upcoming_due_balance": 329.32, "credit_amount": 0.0,
            "overall_balance_amount": 329.32, "monthly_premium": 329.32, "upcoming_due_date": "2026-08-01",
        })
    );
    let later = sim.ok(BALANCE, &json!({"oscar_id": id, "as_of_date": "2026-09-15"})).await;
    assert_eq!(later["overdue_balance"], 658.64);
    assert_eq!(later["overall_balance_amount"], 987.96);
}

#[tokio::test]
async fn time_makes_a_balance_overdue_and_a_payment_clears_it() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    sim.clock.set(datetime!(2026-08-02 00:00 UTC));
    assert_eq!(sim.ok(BALANCE, &json!({"oscar_id": id})).await["overdue_balance"], 329.32);
    assert_eq!(sim.memberships(&id).await[0]["eligibility_info"]["payment_status"], "UNPAID");
    assert!(sim.tenant.pay(&id, 40_000));
    let paid = sim.ok(BALANCE, &json!({"oscar_id": id})).await;
    assert_eq!((&paid["overdue_balance"], &paid["credit_amount"]), (&json!(0.0), &json!(70.68)));
    assert_eq!(paid["overall_balance_amount"], 258.64);
    assert_eq!(sim.memberships(&id).await[0]["eligibility_info"]["payment_status"], "PAID");
    assert!(!sim.tenant.pay("OSC00000000-01", 1));
}

#[tokio::test]
async fn a_new_total_premium_comes_with_an_update() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let mut body = update(&id, &[person(2, "CHILD")]);
    body["policy_info"] = json!({"monthly_premium": 500});
    sim.ok(UPDATE, &body).await;
    let balance = sim.ok(BALANCE, &json!({"oscar_id": id})).await;
    assert_eq!(
        (&balance["monthly_premium"], &balance["upcoming_due_balance"]),
        (&json!(500.0), &json!(500.0))
    );
}

#[tokio::test]
async fn a_preference_is_none_then_set_then_replaced() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let ask = json!({"oscar_id": id});
    assert_eq!(sim.ok(PREFERENCES, &ask).await, json!({"payment_preferences": []}));
    let set = sim.ok(UPSERT, &preference(&id)).await;
    assert_eq!((&set["is_autopay_enabled"], &set["payment_method_owner"]), (&json!(true), &json!("VENDOR")));
    let off = json!({"oscar_id": id, "is_autopay_enabled": false, "payment_method_owner": "MEMBER"});
    let replaced = sim.ok(UPSERT, &off).await;
    assert_eq!(replaced["payment_preference_id"], set["payment_preference_id"]);
    assert_eq!(
        sim.ok(PREFERENCES, &ask).await,
        json!({"payment_preferences": [{
            "payment_preference_id": set["payment_preference_id"],
            "is_autopay_enabled": false,
            "payment_method_owner": "MEMBER",
        }]})
    );
}

#[tokio::test]
async fn a_dependents_id_reaches_the_familys_balance_and_preference() {
    let sim = Sim::start().await;
    let answer = sim.ok(CREATE, &creation(&[holder(1), person(2, "CHILD")])).await;
    let child = answer["enrollees"][1]["oscar_id"].as_str().unwrap();
    sim.ok(UPSERT, &preference(child)).await;
    let asked = sim.ok(PREFERENCES, &json!({"oscar_id": answer["oscar_id"]})).await;
    assert_eq!(asked["payment_preferences"].as_array().unwrap().len(), 1);
    assert_eq!(sim.ok(BALANCE, &json!({"oscar_id": child})).await["oscar_id"], answer["oscar_id"]);
}

#[tokio::test]
async fn without_auto_effectuation_autopay_or_a_payment_effectuates() {
    let sim = Sim::with(Settings { auto_effectuate: false, ..Settings::default() }).await;
    let (first, second) = (sim.enroll(1).await, sim.enroll(2).await);
    let status =
        async |id: &str| sim.memberships(id).await[0]["eligibility_info"]["effectuation_status"].clone();
    assert_eq!(
        (status(&first).await, status(&second).await),
        (json!("UNEFFECTUATED"), json!("UNEFFECTUATED"))
    );
    sim.ok(UPSERT, &preference(&first)).await;
    assert!(sim.tenant.pay(&second, 32_932));
    assert_eq!((status(&first).await, status(&second).await), (json!("EFFECTUATED"), json!("EFFECTUATED")));
    sim.ok(UPDATE, &update(&first, &[person(3, "CHILD")])).await;
    assert_eq!(sim.memberships(&first).await[1]["eligibility_info"]["effectuation_status"], "EFFECTUATED");
}

#[tokio::test]
async fn an_open_binder_falls_due_on_the_coverage_start() {
    let sim = Sim::with(Settings { binder: Binder::Open, ..Settings::default() }).await;
    let id = sim.enroll(1).await;
    assert_eq!(sim.ok(BALANCE, &json!({"oscar_id": id})).await["upcoming_due_date"], "2026-07-01");
}

fn ending(id: &str, change: &str, end: &str) -> Value {
    json!({"oscar_id": id, "change_type": change, "coverage_end": end})
}

#[tokio::test]
async fn cover_is_cancelled_reinstated_terminated_and_shown_so() {
    let sim = Sim::with(Settings::reading("terminations").unwrap()).await;
    let answer = sim.ok(CREATE, &creation(&[holder(1), person(2, "CHILD")])).await;
    let id = answer["oscar_id"].as_str().unwrap();
    let shown = async || {
        let family = sim.memberships(id).await;
        let word = |one: &Value, name: &str| one["eligibility_info"][name].as_str().unwrap().to_owned();
        family
            .iter()
            .map(|one| (word(one, "effectuation_status"), word(one, "coverage_end")))
            .collect::<Vec<_>>()
    };
    let is = |status: &str, end: &str| (status.to_owned(), end.to_owned());

    // The policy holder's cancellation is the whole family's.
    sim.ok(UPDATE, &update(id, &[ending(id, "CANCELLATION", "2026-07-01")])).await;
    assert_eq!(shown().await, [is("CANCELLED", "2026-07-01"), is("CANCELLED", "2026-07-01")]);
    assert_eq!(sim.ok(BALANCE, &json!({"oscar_id": id})).await["overall_balance_amount"], 0.0);

    let back = [json!({"oscar_id": id, "change_type": "REINSTATEMENT"})];
    sim.ok(UPDATE, &update(id, &back)).await;
    assert_eq!(shown().await, [is("REINSTATED", "2026-12-31"), is("CANCELLED", "2026-07-01")]);

    // Re-enrolled with the original start, the child keeps its id and has two spans.
    sim.ok(UPDATE, &update(id, &[person(2, "CHILD")])).await;
    let family = sim.memberships(id).await;
    assert_eq!(family.len(), 3);
    assert_eq!(family[1]["member_info"]["oscar_id"], family[2]["member_info"]["oscar_id"]);
    assert_eq!(family[2]["eligibility_info"]["effectuation_status"], "EFFECTUATED");

    sim.clock.set(datetime!(2026-08-15 00:00 UTC));
    let (code, field) = sim.refused(UPDATE, &update(id, &[ending(id, "CANCELLATION", "2026-07-01")])).await;
    assert_eq!((code.as_str(), field), ("INVALID_FIELD_VALUE", json!("enrollees[0].change_type")));
    sim.ok(UPDATE, &update(id, &[ending(id, "TERMINATION", "2026-08-31")])).await;
    assert_eq!(shown().await[0], is("TERMINATED", "2026-08-31"));
    assert_eq!(shown().await[2], is("TERMINATED", "2026-08-31"));

    // Who is no longer covered may be enrolled anew.
    let again = sim.ok(CREATE, &creation(&[holder(1)])).await;
    assert_ne!(again["oscar_id"], answer["oscar_id"]);
}

#[tokio::test]
async fn overlapping_cover_ends_only_if_asked() {
    let sim = Sim::start().await;
    let old = sim.enroll(1).await;
    let body = creation(&[holder(1)]);
    assert_eq!(sim.refused(CREATE, &body).await.0, "EXISTING_MEMBERSHIP");
    let body = but(&body, "/policy_info/cancel_overlapping_eligibility", &json!(true));
    let body = but(&body, "/enrollees/0/coverage_start", &json!("2026-09-01"));
    sim.ok(CREATE, &body).await;
    let ended = &sim.memberships(&old).await[0]["eligibility_info"];
    assert_eq!(
        (&ended["effectuation_status"], &ended["coverage_end"]),
        (&json!("TERMINATED"), &json!("2026-08-31"))
    );
}

#[rstest]
#[case::path("/ichra-api/v1/memberships/get", "POST", 404)]
#[case::dots("/ichra-api/v1/payments/../memberships/get-membership", "POST", 404)]
#[case::get_of_an_operation(GET, "GET", 405)]
#[case::post_of_the_health_check("/", "POST", 405)]
#[tokio::test]
async fn what_is_no_operation_gets_a_generic_error(
    #[case] path: &str,
    #[case] method: &str,
    #[case] status: u16,
) {
    let sim = Sim::start().await;
    let text =
        format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    let answer = crate::oscar::transport::raw(&sim, text.as_bytes()).await;
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    assert!(answer.contains("\"message\""), "{answer}");
    assert_eq!(answer.contains("allow: "), status == 405);
}

#[tokio::test]
async fn another_media_type_is_refused() {
    let sim = Sim::start().await;
    let request = sim.client.post(sim.url(GET)).body("{}");
    assert_eq!(request.send().await.unwrap().status(), 415);
    let request = sim.client.post(sim.url(GET)).header("content-type", "text/xml").body("{}");
    assert_eq!(request.send().await.unwrap().status(), 415);
    let request =
        sim.client.post(sim.url(GET)).header("content-type", "Application/JSON; charset=utf-8").body("{}");
    assert_eq!(request.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn the_date_header_follows_the_tenants_clock() {
    let sim = Sim::start().await;
    let (name, value) = sim.tenant.header();
    let response = sim.client.get(sim.url("/")).header(name, value).send().await.unwrap();
    assert_eq!(response.headers()["date"], "Mon, 15 Jun 2026 12:00:00 GMT");
}
