//! Feature files that tests write.

/// A feature of Oscar that holds these scenarios, and nothing wrong of its own.
pub fn feature(scenarios: &[String]) -> String {
    let mut text =
        String::from("@oscar\nFeature: Planted\n  A feature that is there for the program's own tests.\n");
    for scenario in scenarios {
        text.push('\n');
        text.push_str(scenario);
    }
    text
}

/// A scenario about the vendor with this id and these steps; its title is its id.
pub fn scenario(id: &str, steps: &[&str]) -> String {
    tagged(id, "", steps)
}

/// The same with more tags.
pub fn tagged(id: &str, tags: &str, steps: &[&str]) -> String {
    let mut text = format!("  @id:{id} @clause:OSC-5 @happy-path @vendor {tags}\n").replace(" \n", "\n");
    text.push_str(&format!("  Scenario: The planted {id} holds\n"));
    for step in steps {
        text.push_str(&format!("    {step}\n"));
    }
    text
}

/// A scenario that passes on an honest simulator.
pub fn green(id: &str) -> String {
    scenario(id, &["When the connection is checked", "Then the call succeeds"])
}

/// A scenario that fails on an honest simulator.
pub fn red(id: &str) -> String {
    scenario(
        id,
        &["Given an enrolled member", "When the balance is read", "Then the monthly premium is \"1.00\""],
    )
}
