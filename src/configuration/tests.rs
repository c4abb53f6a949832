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

const OSIGU_CLIENT: &str = "client_id = { env = \"ID\" }\nclient_secret = { env = \"SECRET\" }";

fn osigu(rest: &str) -> Result<File, Failure> {
    let base = "vendor = \"osigu\"\nbase_url = \"https://sandbox.osigu.com\"";
    parse(&format!("[profiles.p]\n{base}\n{OSIGU_CLIENT}\n{rest}\n"))
}

/// The one profile of a file of Osigu's; each secret is the name of its variable in small letters.
fn resolved_osigu(file: &File) -> Resolved {
    let names: Vec<_> = file.names().filter(|name| *name != MOCK).map(str::to_owned).take(1).collect();
    let wish = Wish { vendors: &[], profiles: &names, in_suite: &[Vendor::Osigu] };
    resolve(&choose(&wish, Some(file)).unwrap(), &|name| Some(name.to_lowercase())).unwrap()
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
#[case(
    "overrides.paths.get-balance = \"/v2/{member}/balance\"",
    "has braces that nothing fills: a place in the path is one of those of get-balance (known:"
)]
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

#[rstest]
#[case(
    "webhook_listen = \"127.0.0.1:8099\"",
    "of no use without `profiles.p.webhook_url`: give both or neither"
)]
#[case("webhook_url = \"https://hooks.example.com\"", "of no use without `profiles.p.webhook_listen`")]
#[case("webhook_listen = \"8099\"\nwebhook_url = \"https://hooks.example.com\"", "such as 127.0.0.1:8099")]
#[case("webhook_listen = \"127.0.0.1:0\"\nwebhook_url = \"https://hooks.example.com\"", "and a port")]
#[case(
    "webhook_listen = 8099\nwebhook_url = \"https://hooks.example.com\"",
    "must be text in quotes, not a number"
)]
#[case(
    "webhook_listen = \"127.0.0.1:1\"\nwebhook_url = \"hooks.example.com\"",
    "`profiles.p.webhook_url` is not a URL"
)]
#[case(
    "webhook_listen = \"127.0.0.1:1\"\nwebhook_url = \"ftp://hooks.example.com\"",
    "has to begin with https://"
)]
#[case(
    "webhook_listen = \"127.0.0.1:1\"\nwebhook_url = \"https://hooks.example.com/?a=b\"",
    "take out what begins with ?"
)]
#[case("limits = { token = \"fast\" }", "`profiles.p.limits.token`: `fast` is not a rate")]
#[case("limits = { tokens = \"10/min\" }", "did you mean `token`?")]
#[case("read_only_client_id = { env = \"A\" }", "of no use without `profiles.p.read_only_client_secret`")]
#[case("fixtures.sponser = \"x\"", "did you mean `sponsor`?")]
#[case("fixtures.sponsor = 3", "`profiles.p.fixtures.sponsor` must be text in quotes, not a number")]
#[case(
    "fixtures.product = { code = \"x\" }",
    "`profiles.p.fixtures.product` must be text in quotes, not a table"
)]
#[case("fixtures.rejected_product = \" \"", "`profiles.p.fixtures.rejected_product` is empty")]
#[case(
    "fixtures.active_beneficiary = \"1000000001\"",
    "`profiles.p.fixtures.active_beneficiary` must be a table of the search form's fields, such as { document_type = \"CC\", \
     document_number = \"1000000001\" }, not text"
)]
#[case("fixtures.family_holder = {}", "`profiles.p.fixtures.family_holder` is empty")]
#[case(
    "fixtures.expired_beneficiary = { document_number = 1000000007 }",
    "`profiles.p.fixtures.expired_beneficiary.document_number` must be text in quotes, not a number"
)]
fn a_mistake_in_a_profile_of_osigu_is_told_with_its_shape(#[case] rest: &str, #[case] expected: &str) {
    let failure = osigu(rest).unwrap_err();
    assert_eq!(failure.code, ExitCode::Usage, "{failure}");
    assert!(failure.to_string().contains(expected), "{failure}");
    assert_eq!(failure.lines.len(), 1, "{failure}");
}

#[rstest]
#[case("", "`profiles.p.client_id` and `profiles.p.client_secret` are missing")]
#[case(
    "client_id = { env = \"A\" }",
    "`profiles.p.client_id` is of no use without `profiles.p.client_secret`"
)]
#[case(
    "client_secret = { env = \"A\" }",
    "`profiles.p.client_secret` is of no use without `profiles.p.client_id`"
)]
fn osigu_answers_nobody_without_credentials(#[case] rest: &str, #[case] expected: &str) {
    let base = "vendor = \"osigu\"\nbase_url = \"https://sandbox.osigu.com\"";
    let failure = parse(&format!("[profiles.p]\n{base}\n{rest}\n")).unwrap_err();
    assert_eq!((failure.code, failure.lines.len()), (ExitCode::Usage, 1), "{failure}");
    assert!(failure.to_string().contains(expected), "{failure}");
}

#[test]
fn a_profile_of_osigu_is_resolved_with_its_clients_and_its_inbox() {
    let file = osigu(
        r#"
        read_only_client_id = { env = "READER" }
        read_only_client_secret = { env = "READER_SECRET" }
        webhook_secret = { env = "WEBHOOK_SECRET" }
        webhook_listen = "0.0.0.0:8099"
        webhook_url = "https://hooks.example.com/covenant"
        fixtures.sponsor = "sponsor-sandbox"
        fixtures.family_holder = { document_type = "CC", document_number = "1000000003" }
        "#,
    );
    let Resolved { profiles, secrets } = resolved_osigu(&file.unwrap());
    let [Profile { target: Target::Remote(remote), fixtures, .. }] = profiles.as_slice() else {
        panic!("one remote profile expected")
    };
    let shown = |client: &Option<steps::ClientCredentials>| {
        let client = client.as_ref().unwrap();
        (client.id.expose_secret().to_owned(), client.secret.expose_secret().to_owned())
    };
    assert_eq!(shown(&remote.client), ("id".to_owned(), "secret".to_owned()));
    assert_eq!(shown(&remote.read_only_client), ("reader".to_owned(), "reader_secret".to_owned()));
    assert_eq!(remote.webhook_secret.as_ref().unwrap().expose_secret(), "webhook_secret");
    let inbox = remote.webhook_inbox.as_ref().unwrap();
    assert_eq!(inbox.listen, "0.0.0.0:8099".parse().unwrap());
    assert_eq!(inbox.url.as_str(), "https://hooks.example.com/covenant");
    assert_eq!(fixtures["sponsor"], "sponsor-sandbox");
    assert_eq!(fixtures["family_holder"]["document_number"], "1000000003");
    let names: Vec<_> = secrets.iter().map(|(name, _)| name.as_str()).collect();
    let all =
        ["client_id", "client_secret", "read_only_client_id", "read_only_client_secret", "webhook_secret"];
    assert_eq!(names, all, "all of them are kept out of reports");
}

#[test]
fn what_a_profile_of_osigu_leaves_out_is_absent() {
    let resolved = resolved_osigu(&osigu("").unwrap());
    let [Profile { target: Target::Remote(remote), fixtures, .. }] = resolved.profiles.as_slice() else {
        panic!("one remote profile expected")
    };
    assert!(
        remote.read_only_client.is_none()
            && remote.webhook_secret.is_none()
            && remote.webhook_inbox.is_none()
    );
    assert!(fixtures.is_empty());
}

#[rstest]
#[case::documented("", Some("50/min"), Some("10/min"))]
#[case::one_of_them("limits = { jobs = 5, token = \"5/min\" }", Some("50/min"), Some("5/min"))]
#[case::lifted(
    "limits = { general = \"1500/5min\", token = \"100/min\" }",
    Some("1500/5min"),
    Some("100/min")
)]
fn a_sandbox_has_the_documented_limits_unless_the_profile_says_others(
    #[case] rest: &str,
    #[case] general: Option<&str>,
    #[case] token: Option<&str>,
) {
    let resolved = resolved_osigu(&osigu(rest).unwrap());
    let limits = resolved.profiles[0].limits;
    let shown = |limit: Option<wire::RateLimit>| limit.map(|limit| limit.to_string());
    assert_eq!((shown(limits.general).as_deref(), shown(limits.token).as_deref()), (general, token));
}

#[test]
fn a_vendor_without_documented_limits_has_those_of_the_profile_alone() {
    for (rest, expected) in [("", None), ("limits = { general = \"50/min\" }", Some("50/min"))] {
        let file = oscar(rest).unwrap();
        let wish = Wish { vendors: &[], profiles: &["p".to_owned()], in_suite: &[Vendor::Oscar] };
        let resolved = resolve(&choose(&wish, Some(&file)).unwrap(), &|_| None).unwrap();
        let limits = resolved.profiles[0].limits;
        assert_eq!(limits.general.map(|limit| limit.to_string()).as_deref(), expected);
        assert_eq!(limits.token, None);
    }
    assert_eq!(Profile::mock(Vendor::Osigu).limits, steps::Limits::default(), "nobody counts on a simulator");
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

#[rstest]
#[case("https://api.osigu.com", "https://hooks.example.com", "the production host `api.osigu.com`")]
#[case("https://API.osigu.com.:8443/v1", "https://hooks.example.com", "the production host `api.osigu.com`")]
#[case(
    "https://sandbox.osigu.com",
    "https://api.osigu.com/hooks",
    "`profiles.p.webhook_url` names the production host"
)]
#[case(
    "https://sandbox.osigu.com",
    "http://hooks.example.com",
    "`profiles.p.webhook_url`: http to another machine"
)]
#[case("https://sandbox.osigu.com", "https://ann@hooks.example.com", "carries a user name")]
fn osigu_is_called_and_calls_back_outside_of_production_and_not_in_clear(
    #[case] base: &str,
    #[case] webhook: &str,
    #[case] expected: &str,
) {
    let rest = format!("webhook_listen = \"127.0.0.1:8099\"\nwebhook_url = \"{webhook}\"");
    let source = format!("[profiles.p]\nvendor = \"osigu\"\nbase_url = \"{base}\"\n{OSIGU_CLIENT}\n{rest}\n");
    let failure = parse(&source).unwrap_err();
    assert_eq!(failure.code, ExitCode::Safety, "{failure}");
    assert!(failure.to_string().contains(expected), "{failure}");
}

#[test]
fn loopback_is_an_ordinary_target_without_tls() {
    assert!(parse("[profiles.p]\nvendor = \"oscar\"\nbase_url = \"http://localhost:8080\"").is_ok());
    assert!(osigu("webhook_listen = \"127.0.0.1:8099\"\nwebhook_url = \"http://127.0.0.1:8099\"").is_ok());
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

const IDEON: &str = "vendor = \"ideon\"\nbase_url = \"https://enrollments.staging.ideonapi.com\"";

#[test]
fn a_profile_of_ideon_has_its_keys_and_its_fixtures() {
    let rest = "api_key = { env = \"MAIN\" }\nother_account_api_key = { env = \"OTHER\" }\n\
                webhook_listen = \"127.0.0.1:8099\"\nwebhook_url = \"https://hooks.example.com/ideon\"\n\
                fixtures.group = \"a37ecd06\"\ncapabilities = [\"bulk-writes\"]";
    let file = parse(&format!("[profiles.p]\n{IDEON}\n{rest}\n")).unwrap();
    let wish = Wish { vendors: &[], profiles: &["p".to_owned()], in_suite: &[Vendor::Ideon] };
    let resolved = resolve(&choose(&wish, Some(&file)).unwrap(), &|name| Some(name.to_lowercase())).unwrap();
    let [Profile { target: Target::Remote(remote), fixtures, capabilities, .. }] =
        resolved.profiles.as_slice()
    else {
        panic!("one remote profile");
    };
    assert_eq!(remote.api_key.as_ref().unwrap().expose_secret(), "main");
    assert_eq!(remote.other_account_api_key.as_ref().unwrap().expose_secret(), "other");
    assert!(remote.unprivileged_api_key.is_none() && remote.webhook_inbox.is_some());
    assert_eq!((fixtures["group"].as_str(), capabilities.len()), (Some("a37ecd06"), 1));
    let secrets: Vec<_> = resolved.secrets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(secrets, ["api_key", "other_account_api_key"]);
}

#[rstest]
#[case("", "`profiles.p.api_key` is missing: ideon answers nobody without it")]
#[case("api_key = { env = \"MAIN\" }\nfixtures.group = 7", "`profiles.p.fixtures.group` must be")]
#[case("api_key = { env = \"MAIN\" }\nfixtures.member = \"a\"", "fixtures.member")]
#[case("api_key = { env = \"MAIN\" }\nwebhook_url = \"https://a.example.com\"", "webhook_listen")]
fn a_profile_of_ideon_that_cannot_work_is_refused(#[case] rest: &str, #[case] expected: &str) {
    let failure = parse(&format!("[profiles.p]\n{IDEON}\n{rest}\n")).unwrap_err();
    assert_eq!(failure.code, ExitCode::Usage, "{failure}");
    assert!(failure.to_string().contains(expected), "{failure}");
}

#[test]
fn a_missing_file_says_what_to_create() {
    let failure = File::read(Path::new("nowhere/covenant.toml"), KNOWN).unwrap_err();
    assert_eq!(failure.code, ExitCode::Usage);
    assert!(failure.to_string().contains("create it with a section [profiles.NAME]"), "{failure}");
}
