mod support;
use support::Covenant;
#[test]
fn x() {
    let ran = Covenant::new().args(["run", "oscar"]).run();
    ran.assert_code(0);
    println!("{:?}", ran.last_line());
    assert_eq!(ran.record().summary.outcomes.failed, 0);
}
