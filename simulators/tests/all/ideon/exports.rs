//! The 834 and the CSV of a coverage period.

use crate::ideon::support::{Sim, event, subscriber};

fn segments(text: &str) -> Vec<Vec<&str>> {
    text.split('~').map(str::trim).filter(|it| !it.is_empty()).map(|it| it.split('*').collect()).collect()
}

#[tokio::test]
async fn the_834_has_an_envelope_that_adds_up_and_every_member() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    let answer = sim.get(&format!("/coverage_periods/{}.834", it.period)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain")));
    let segments = segments(&answer.text);
    let names: Vec<_> = segments.iter().map(|segment| segment[0]).collect();
    assert_eq!(names[..4], ["ISA", "GS", "ST", "BGN"]);
    assert_eq!(names[names.len() - 3..], ["SE", "GE", "IEA"]);
    assert_eq!(answer.text.split('~').next().unwrap().len(), 105, "ISA has a fixed length");
    let find = |name: &str| segments.iter().find(|segment| segment[0] == name).unwrap();
    assert_eq!(find("SE")[1], (names.len() - 4).to_string());
    assert_eq!(
        (find("SE")[2], find("GE")[2], find("IEA")[2]),
        (find("ST")[2], find("GS")[6], find("ISA")[13])
    );
    let all =
        |name: &str| segments.iter().filter(|it| it[0] == name).map(|it| it.join("*")).collect::<Vec<_>>();
    assert_eq!(all("INS"), ["INS*Y*18*030*XN*A***FT", "INS*N*19*030*XN*A"]);
    assert_eq!(all("NM1")[0], "NM1*IL*1*Smith*Jo****34*900010001");
    assert_eq!(all("HD"), [format!("HD*030**HLT*{}", it.plan), format!("HD*030**HLT*{}", it.plan)]);
    assert_eq!(all("DTP").iter().filter(|date| *date == "DTP*348*D8*20260701").count(), 2);
    assert_eq!(all("DMG"), ["DMG*D8*19800101*F", "DMG*D8*20150505*M"]);
}

#[tokio::test]
async fn separators_inside_a_value_do_not_break_the_834() {
    let sim = Sim::start().await;
    let (group, place) = sim.group().await;
    let period = sim.period(&group, "cigna").await;
    let mut body = subscriber(&place);
    body["subscriber"]["last_name"] = "O*Neil~X".into();
    let made = sim.makes(&format!("/groups/{group}/subscribers"), &body).await;
    let path = format!("/subscribers/{}/qualifying_life_events", made["subscriber"]["id"].as_str().unwrap());
    sim.makes(&path, &event(&period, "a plan")).await;
    let answer = sim.get(&format!("/coverage_periods/{period}.834")).await;
    assert!(answer.text.contains("NM1*IL*1*O Neil X*Jo*"), "{}", answer.text);
}

#[tokio::test]
async fn the_csv_has_a_head_and_a_row_a_member_and_election() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    let answer = sim.get(&format!("/coverage_periods/{}.csv", it.period)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain")));
    let rows: Vec<_> = answer.text.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0].split(',').count(), 15);
    assert!(rows[1].starts_with(&format!("{},{},subscriber,", it.period, it.subscriber)), "{}", rows[1]);
    assert!(rows[2].contains(",Sam,\"Smith, Jr.\",2015-05-05,male,900010002,medical,"), "{}", rows[2]);
    let empty = sim.period(&it.group, "beam").await;
    assert_eq!(sim.get(&format!("/coverage_periods/{empty}.csv")).await.text.lines().count(), 1);
}
