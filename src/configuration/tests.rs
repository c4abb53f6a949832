use evidence::{ExitCode, Vendor};
use rstest::rstest;
use secrecy::ExposeSecret;
use steps::{Profile, Target};

use super::{choose::Chosen, *};

const KNOWN: Known = Known {
    operations: |vendor| match vendor {
        Vendor::Oscar => vec!["create-membership".to_owned(), "get-balance".to_owned()],
        _ => Vec::new(),
    },
    derived: || vec![("retry-trigger", "`triggers.retry`")],
};

const FULL: &str = r#"
[profiles.oscar-staging]
vendor = "oscar"
base_url = "https://ichra-api-staging.hioscar.com:444"
client_certificate = { file = "certs/acme.staging.vendors.external.pem" }
client_key = { env = "OSCAR_CLIENT_KEY" }
timeout = "45s"
time_scale = 0.5
proxy = "http://proxy.example.com:3128"
limits = { jobs = 4, general = "50/min" }
ssn_range = { first = "666-00-0001", last = "666-99-9999" }
triggers.retry = { header = "X-Fault", value = "retry" }
overrides.paths.create-membership = "/ichra-api/v2/memberships"
overrides.members."enrollees[].ssn" = "social_security_number"

[profiles.osigu-sandbox]
vendor = "osigu"
base_url = "https://sandbox.osigu.com"
client_id = { env = "OSIGU_CLIENT_ID" }
client_secret = { env = "OSIGU_CLIENT_SECRET" }
capabilities = ["webhooks", "async-sponsor"]
limits = { general = "50/min", token = "1500/5min", jobs = 5 }
webhook_listen = "127.0.0.1:9000"
webhook_url = "https://hooks.example.com/osigu"
[profiles.osigu-sandbox.fixtures]
sponsor = "sponsor-sandbox"
active_beneficiary = { document_type = "CC", document_number = "1000000001" }

[profiles.ideon-staging]
vendor = "ideon"
base_url = "https://enrollments.staging.ideonapi.com"
api_key = { env = "IDEON_API_KEY" }
"#;

fn parse(source: &str) -> Result<File, Failure> {
    File::parse("covenant.toml".to_owned(), PathBuf::new(), source, KNOWN)
}

fn oscar(rest: &str) -> Result<File, Failure> {
    parse(&format!("[profiles.p]\nvendor = \"oscar\"\nbase_url = \"https://127.0.0.1:1\"\n{rest}\n"))
}

fn profiles(file: &File, vendors: &[Vendor], names: &[&str]) -> Result<Vec<String>, Failure> {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let wish = Wish { vendors, profiles: &names, in_suite: &[Vendor::Oscar, Vendor::Osigu] };
    let chosen = choose(&wish, Some(file))?;
    Ok(chosen
        .iter()
        .map(|chosen| match chosen {
            Chosen::Mock(vendor) => format!("{vendor}=mock"),
            Chosen::Entry(entry) => format!("{}={}", entry.entry.vendor, entry.entry.name),
        })
        .collect())
}

#[test]
fn the_example_of_the_design_is_accepted() {
    let file = parse(FULL).unwrap();
    assert_eq!(file.names().collect::<Vec<_>>(), ["mock", "oscar-staging", "osigu-sandbox", "ideon-staging"]);
}

#[test]
fn a_profile_is_resolved_with_all_that_it_says() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("certs")).unwrap();
    let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    std::fs::write(directory.path().join("certs/acme.staging.vendors.external.pem"), certificate).unwrap();
    let file = File::parse("covenant.toml".to_owned(), directory.path().to_owned(), FULL, KNOWN).unwrap();
    let names = ["oscar-staging".to_owned()];
    let wish = Wish { vendors: &[], profiles: &names, in_suite: &[Vendor::Oscar] };
    let key = "-----BEGIN PRIVATE KEY-----\nBBBBBBBB\n-----END PRIVATE KEY-----\n";
    let resolved = resolve(&choose(&wish, Some(&file)).unwrap(), &|name| {
        (name == "OSCAR_CLIENT_KEY").then(|| key.to_owned())
    })
    .unwrap();
    let [
        Profile {
            target: Target::Remote(remote), jobs, timeout, time_scale, paths, triggers, overrides, ..
        },
    ] = resolved.profiles.as_slice()
    else {
        panic!("one remote profile expected")
    };
    assert_eq!(remote.base_url.as_str(), "https://ichra-api-staging.hioscar.com:444/");
    let identity = remote.identity.as_ref().unwrap();
    assert_eq!((identity.certificate_pem.as_str(), identity.key_pem.expose_secret()), (certificate, key));
    assert_eq!((*jobs, timeout.as_secs()), (Some(4), 45));
    assert!((time_scale - 0.5).abs() < f64::EPSILON);
    assert_eq!(paths["create-membership"], "/ichra-api/v2/memberships");
    assert_eq!(triggers["retry"].header, "X-Fault");
    assert_eq!(overrides.name_of("enrollees[].ssn"), Some("social_security_number"));
    assert_eq!(resolved.secrets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["client_key"]);
}

#[rstest]
#[case("client_certifcate = { file = \"a\" }", "did you mean `client_certificate`?")]
#[case("api_key = { env = \"X\" }", "unknown key `profiles.p.api_key`")]
#[case(
    "limits = { job = 3 }",
    "unknown key `profiles.p.limits.job` (known: jobs, general); did you mean `jobs`?"
)]
#[case("limits = { jobs = 0 }", "must be a number above zero")]
#[case("limits = { jobs = 2.5 }", "must be a whole number")]
#[case("limits = { general = \"fast\" }", "`profiles.p.limits.general`: `fast` is not a rate")]
#[case("timeout = \"30\"", "is not a duration")]
#[case("timeout = 30", "`profiles.p.timeout` must be text in quotes, not a number")]
#[case("time_scale = -1", "must be a number above zero")]
#[case("capabilities = [\"retry-trigger\"]", "it is given by `triggers.retry`")]
#[case("capabilities = [\"webhooks\"]", "capability `webhooks` is not known for oscar (known: none)")]
#[case("fixtures = { sponsor = 1 }", "unknown key `profiles.p.fixtures.sponsor` (known: none)")]
#[case("overrides.paths.create-membershp = \"/x\"", "did you mean `create-membership`?")]
#[case("overrides.paths.get-balance = \"x\"", "must be a path below the base URL")]
#[case("overrides.paths.get-balance = \"//example.com/x\"", "must be a path below the base URL")]
#[case("overrides.paths.get-balance = \"/\\\\example.com/x\"", "must be a path below the base URL")]
#[case("overrides.paths.get-balance = \"https://example.com/x\"", "must be a path below the base URL")]
#[case("overrides.members.\"enrollees[].snn\" = \"x\"", "did you mean `enrollees[].ssn`?")]
#[case("triggers.retri = { header = \"a\", value = \"b\" }", "did you mean `retry`?")]
#[case("triggers.retry = { header = \"a b\", value = \"b\" }", "is not the name of a header")]
#[case("triggers.retry = { header = \"a\" }", "needs both header and value")]
#[case("ssn_range = { first = \"1\", last = \"2\" }", "nine digits")]
#[case("client_key = { env = \"A\" }", "of no use without `profiles.p.client_certificate`")]
#[case(
    "client_certificate = \"certs/a.pem\"\nclient_key = { env = \"A\" }",
    "names the place of the certificate"
)]
#[case(
    "client_key = { env = \"A\", file = \"b\" }\nclient_certificate = { env = \"C\" }",
    "names both places"
)]
#[case("client_key = { enw = \"A\" }\nclient_certificate = { env = \"C\" }", "did you mean `env`?")]
#[case("proxy = \"proxy:3128\"", "is not the address of a proxy")]
fn a_mistake_is_told_with_its_place_and_a_remedy(#[case] rest: &str, #[case] expected: &str) {
    let failure = oscar(rest).unwrap_err();
    assert_eq!(failure.code, ExitCode::Usage, "{failure}");
    assert!(failure.to_string().contains(expected), "{failure}");
    assert!(failure.lines[0].starts_with("covenant.toml:"), "{failure}");
}

#[rstest]
#[case(
    "[profile.a]\nvendor = \"oscar\"",
    "unknown key `profile` (known: profiles); did you mean `profiles`?"
)]
#[case("[profiles.a]\nvendor = \"oskar\"\nbase_url = \"https://a.example\"", "did you mean `oscar`?")]
#[case("[profiles.a]\nbase_url = \"https://a.example\"", "`profiles.a.vendor` is missing")]
#[case("[profiles.a]\nvendor = \"oscar\"", "`profiles.a.base_url` is missing")]
#[case("[profiles.a]\nvendor = \"oscar\"\nbase_url = \"a.example\"", "is not a URL")]
#[case("[profiles.a]\nvendor = \"oscar\"\nbase_url = \"ftp://a.example\"", "has to begin with https://")]
#[case(
    "[profiles.a]\nvendor = \"oscar\"\nbase_url = \"https://a.example?x=1\"",
    "take out what begins with ?"
)]
#[case("[profiles.mock]\nvendor = \"oscar\"", "`profiles.mock` cannot be configured")]
#[case("profiles = 3", "`profiles` must be a table, not a number")]
#[case("[profiles.a", "this is not TOML")]
fn a_file_that_is_wrong_as_a_whole_says_why(#[case] source: &str, #[case] expected: &str) {
    let failure = parse(source).unwrap_err();
    assert_eq!(failure.code, ExitCode::Usage, "{failure}");
    assert!(failure.to_string().contains(expected), "{failure}");
}

#[test]
fn everything_wrong_is_told_at_once_with_lines() {
    let failure = oscar("timeout = \"x\"\ntime_scale = 0\nfoo = 1").unwrap_err();
    let places: Vec<_> = failure.lines.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(places, ["covenant.toml:4", "covenant.toml:5", "covenant.toml:6"]);
}

#[rstest]
#[case("client_certificate = { env = \"A\" }\nclient_key = \"hunter2hunter2\"")]
#[case("client_certificate = { env = \"A\" }\nclient_key = [\"hunter2hunter2\"]")]
#[case(
    "client_certificate = { env = \"A\" }\nclient_key = \"\"\"-----BEGIN PRIVATE KEY-----\nhunter2hunter2\"\"\""
)]
#[case("# -----BEGIN RSA PRIVATE KEY-----\n# hunter2hunter2")]
#[case("foo = \"-----BEGIN EC PRIVATE KEY-----\\nhunter2hunter2\"")]
#[case("proxy = \"http://ann:hunter2hunter2@proxy.example.com:3128\"")]
#[case("# http://ann:hunter2hunter2@proxy.example.com:3128")]
#[case("broken = = \"-----BEGIN PRIVATE KEY-----hunter2hunter2")]
#[case("base_ulr = \"https://ann:hunter2hunter2@127.0.0.1\"")]
fn a_literal_secret_is_refused_and_never_echoed(#[case] rest: &str) {
    let failure = oscar(rest).unwrap_err();
    assert_eq!(failure.code, ExitCode::Safety, "{failure}");
    assert!(!failure.to_string().contains("hunter2"), "{failure}");
}

#[test]
fn a_broken_line_with_a_secret_is_not_shown() {
    let failure = oscar("client_key = { env = hunter2hunter2").unwrap_err();
    assert_eq!(failure.code, ExitCode::Usage);
    assert!(!failure.to_string().contains("hunter2"), "{failure}");
}

#[rstest]
#[case("base_url = \"https://ichra-api.hioscar.com:444\"")]
#[case("base_url = \"https://ICHRA-API.hioscar.com./ichra-api\"")]
#[case("base_url = \"ichra-api.hioscar.com\"")]
#[case("base_url = \"http://10.0.0.1:8080\"")]
#[case("base_url = \"https://ann@127.0.0.1:8080\"")]
#[case("base_url = \"https://127.0.0.1\"\noverrides.paths.get-balance = \"https://ichra-api.hioscar.com/x\"")]
#[case("base_url = \"https://127.0.0.1\"\noverrides.paths.get-balance = \"//Ichra-Api.hioscar.com./x\"")]
fn production_and_clear_text_are_refused_in_any_profile(#[case] rest: &str) {
    let failure = parse(&format!("[profiles.p]\nvendor = \"oscar\"\n{rest}\n")).unwrap_err();
    assert_eq!(failure.code, ExitCode::Safety, "{failure}");
}

#[test]
fn loopback_is_an_ordinary_target_without_tls() {
    assert!(parse("[profiles.p]\nvendor = \"oscar\"\nbase_url = \"http://localhost:8080\"").is_ok());
}

#[test]
fn all_missing_secrets_of_all_chosen_profiles_are_named_at_once() {
    let file = parse(FULL).unwrap();
    let names = ["oscar-staging".to_owned(), "osigu-sandbox".to_owned()];
    let wish = Wish { vendors: &[], profiles: &names, in_suite: &[Vendor::Oscar, Vendor::Osigu] };
    let failure = resolve(&choose(&wish, Some(&file)).unwrap(), &|_| Some(" ".to_owned())).unwrap_err();
    assert_eq!(failure.code, ExitCode::Usage);
    for name in [
        "certs/acme.staging.vendors.external.pem",
        "OSCAR_CLIENT_KEY",
        "OSIGU_CLIENT_ID",
        "OSIGU_CLIENT_SECRET",
    ] {
        assert!(failure.to_string().contains(name), "{name} is not named:\n{failure}");
    }
    assert!(!failure.to_string().contains("IDEON"), "a profile that was not chosen is asked for:\n{failure}");
}

#[rstest]
#[case(&[], &[], &["oscar=mock", "osigu=mock"])]
#[case(&[Vendor::Oscar], &[], &["oscar=mock"])]
#[case(&[], &["oscar-staging"], &["oscar=oscar-staging"])]
#[case(&[], &["oscar-staging", "mock"], &["oscar=oscar-staging", "osigu=mock"])]
#[case(&[Vendor::Oscar, Vendor::Osigu], &["osigu-sandbox", "mock"], &["oscar=mock", "osigu=osigu-sandbox"])]
#[case(&[Vendor::Oscar], &["oscar-staging", "oscar-staging"], &["oscar=oscar-staging"])]
fn every_vendor_of_the_run_gets_its_profile(
    #[case] vendors: &[Vendor],
    #[case] names: &[&str],
    #[case] expected: &[&str],
) {
    assert_eq!(profiles(&parse(FULL).unwrap(), vendors, names).unwrap(), expected);
}

#[rstest]
#[case(&[], &["stagin"], "did you mean `oscar-staging`?")]
#[case(&[], &["ideon-staging"], "the suite has no features for ideon")]
#[case(&[Vendor::Ideon], &[], "the suite has no features for ideon")]
#[case(&[Vendor::Osigu], &["oscar-staging"], "the run is limited to osigu")]
#[case(&[Vendor::Oscar, Vendor::Osigu], &["oscar-staging"], "no profile is named for osigu")]
#[case(&[Vendor::Oscar], &["oscar-staging", "mock"], "left without a vendor")]
fn vendors_and_profiles_must_agree(
    #[case] vendors: &[Vendor],
    #[case] names: &[&str],
    #[case] expected: &str,
) {
    let failure = profiles(&parse(FULL).unwrap(), vendors, names).unwrap_err();
    assert_eq!(failure.code, ExitCode::Usage);
    assert!(failure.to_string().contains(expected), "{failure}");
}

#[test]
fn two_profiles_of_one_vendor_are_refused() {
    let source = format!("{FULL}\n[profiles.other]\nvendor = \"oscar\"\nbase_url = \"https://127.0.0.1\"\n");
    let failure = profiles(&parse(&source).unwrap(), &[], &["oscar-staging", "other"]).unwrap_err();
    assert!(failure.to_string().contains("are both of oscar"), "{failure}");
}

#[test]
fn a_missing_file_says_what_to_create() {
    let failure = File::read(Path::new("nowhere/covenant.toml"), KNOWN).unwrap_err();
    assert_eq!(failure.code, ExitCode::Usage);
    assert!(failure.to_string().contains("create it with a section [profiles.NAME]"), "{failure}");
}
