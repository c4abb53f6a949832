//! Phrases about patients and prescriptions.

use cucumber::{given, then, when};
use evidence::{Level, synthetic};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::{calls, fixtures};
use crate::{
    Call, Claim, Stop, World,
    words::{UnknownWord, find},
};

/// What the steps about prescriptions remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    patient: Option<Patient>,
    /// How many people were made up so far.
    people: u32,
    /// What the prescription was to hold that phrases speak of.
    prescribed: Option<Value>,
}

/// Somebody who is registered as a patient.
#[derive(Clone, Debug)]
struct Patient {
    id: String,
    document_number: String,
}

/// A document number that nobody has: ten digits that begin with a 9.
fn fresh_number(world: &mut World) -> String {
    loop {
        world.osigu.prescribing.people += 1;
        let nth = world.osigu.prescribing.people;
        let (run, scenario) = world.seeds();
        // Nine digits that depend on run and scenario; a 9 before them makes ten, which is no social security number.
        let number = format!("9{}", synthetic::ssn(run, scenario, nth));
        if world.claim(vec![number.clone()]) {
            world.hide(&number, &format!("{{{{document:{nth}}}}}"));
            return number;
        }
    }
}

/// Somebody who does not exist, with a document number.
fn person(document_number: &str) -> Value {
    json!({
        "first_name": "Ana",
        "last_name": "López",
        "document_type": "CC",
        "document_number": document_number,
        "date_of_birth": "1990-04-11",
    })
}

fn creation(document_number: &str) -> Call {
    Call::to("create-patient").with(person(document_number))
}

/// The call that registers somebody whom nobody registered before.
pub(super) fn new_patient(world: &mut World) -> Call {
    let number = fresh_number(world);
    creation(&number)
}

fn lookup(document_number: &str) -> Call {
    Call::to("find-patient").query("document_number", document_number)
}

/// The call that looks somebody up who is registered. Whether one who is not is an empty list or a 404 is open.
pub(super) async fn known_lookup(world: &mut World) -> Result<Call, Stop> {
    patient(world).await?;
    let patient = known_patient(world)?;
    Ok(lookup(&patient.document_number))
}

async fn create(world: &mut World, document_number: String) -> Result<usize, Stop> {
    let index = calls::send(world, creation(&document_number)).await?;
    let id = calls::text(&world.body(index).unwrap_or_default(), "patient_id");
    if world.is_accepted(index) && !id.is_empty() {
        world.osigu.prescribing.patient = Some(Patient { id, document_number });
    }
    Ok(index)
}

fn known_patient(world: &mut World) -> Result<Patient, Stop> {
    let known = world.osigu.prescribing.patient.clone();
    known.ok_or_else(|| world.blocked("no `patient_id` is known, so nothing can be prescribed"))
}

/// The active beneficiary as a patient: registered already, or now.
pub(super) async fn patient(world: &mut World) -> Result<(), Stop> {
    if world.osigu.beneficiary.is_none() {
        calls::find(world, "active_beneficiary").await?;
    }
    let form = fixtures::form(world, "active_beneficiary")?;
    let number = match form["document_number"].as_str() {
        Some(number) => number.to_owned(),
        None => fresh_number(world),
    };
    // The patients of a sandbox outlive a run.
    if !world.is_simulator() && is_registered(world, &number).await? {
        return Ok(());
    }
    let index = create(world, number.clone()).await?;
    // Another scenario may have been first meanwhile.
    if !world.is_simulator() && world.status(index) == Some(409) && is_registered(world, &number).await? {
        return Ok(());
    }
    world.set_up(index)
}

/// Looks a patient up, whom phrases then speak of.
async fn is_registered(world: &mut World, number: &str) -> Result<bool, Stop> {
    let index = calls::send(world, lookup(number).expecting(&[404])).await?;
    let body = world.body(index).unwrap_or_default();
    let id = schemas::find_somewhere(&body, "patient_id").and_then(|(_, id)| id.as_str()).map(str::to_owned);
    let Some(id) = id.filter(|_| world.is_accepted(index)) else { return Ok(false) };
    world.osigu.prescribing.patient = Some(Patient { id, document_number: number.to_owned() });
    Ok(true)
}

/// Somebody whom prescriptions are for.
#[given(expr = "a patient")]
async fn a_patient(world: &mut World) -> Result<(), Stop> {
    patient(world).await
}

/// Somebody whom nobody registered before becomes a patient.
#[given(expr = "a new patient")]
async fn a_new_patient(world: &mut World) -> Result<(), Stop> {
    let number = fresh_number(world);
    let index = create(world, number).await?;
    world.set_up(index)
}

/// The same person is registered once more.
#[when(expr = "the same patient is created again")]
async fn the_same_patient_again(world: &mut World) -> Result<(), Stop> {
    let patient = known_patient(world)?;
    let index = world.send(creation(&patient.document_number)).await?;
    world.last = Some(index);
    Ok(())
}

/// What is wrong with a new patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "patient_defect",
    regex = "without a first name|without a document number|with a date of birth that is no date"
)]
pub(crate) enum PatientDefect {
    Nameless,
    Numberless,
    Dateless,
}

const PATIENT_DEFECTS: [(&str, PatientDefect); 3] = [
    ("without a first name", PatientDefect::Nameless),
    ("without a document number", PatientDefect::Numberless),
    ("with a date of birth that is no date", PatientDefect::Dateless),
];

impl std::str::FromStr for PatientDefect {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&PATIENT_DEFECTS, word)
    }
}

/// Somebody is registered with a defect, which has to be refused.
#[when(expr = "a patient is created {patient_defect}")]
async fn a_defective_patient(world: &mut World, defect: PatientDefect) -> Result<(), Stop> {
    let number = fresh_number(world);
    let mut body = person(&number);
    match defect {
        PatientDefect::Nameless => without(&mut body, "first_name"),
        PatientDefect::Numberless => without(&mut body, "document_number"),
        PatientDefect::Dateless => body["date_of_birth"] = json!("11th of April"),
    }
    let index = world.send(Call::to("create-patient").with(body).invalid()).await?;
    world.last = Some(index);
    Ok(())
}

fn without(body: &mut Value, member: &str) {
    if let Some(members) = body.as_object_mut() {
        members.shift_remove(member);
    }
}

/// Looks the patient up.
#[when(expr = "the patient is looked up by document number")]
async fn the_patient_is_looked_up(world: &mut World) -> Result<(), Stop> {
    let patient = known_patient(world)?;
    calls::send(world, lookup(&patient.document_number)).await.map(|_| ())
}

/// Looks up somebody whom nobody registered.
#[when(expr = "an unknown document number is looked up")]
async fn nobody_is_looked_up(world: &mut World) -> Result<(), Stop> {
    let number = fresh_number(world);
    let index = world.send(lookup(&number).expecting(&[404])).await?;
    world.last = Some(index);
    Ok(())
}

/// The answer has the patient's id somewhere: how it lists patients is not documented.
#[then(expr = "the patient is found")]
async fn the_patient_is_found(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let id = known_patient(world)?.id;
    if body.to_string().contains(&format!("\"{id}\"")) {
        return Ok(());
    }
    let message = format!("the answer does not have the patient {id}, who was registered under this number");
    world.report(Claim::about(index, "patient-not-found", Level::Inferred, id, body.to_string(), message))
}

/// The answer has no patient at all: an empty list, or 404.
#[then(expr = "no patient is found")]
async fn no_patient_is_found(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    if world.status(index) == Some(404) {
        return Ok(());
    }
    let (index, body) = world.answer()?;
    let Some((pointer, found)) =
        schemas::find_somewhere(&body, "patient_id").map(|(at, id)| (at, id.to_string()))
    else {
        return Ok(());
    };
    let message = "a number that nobody was registered under has a patient";
    let claim = Claim::about(index, "patient-of-nobody", Level::Inferred, "nobody", found, message);
    world.report(claim.at(pointer))
}

/// A version of `createPrescription`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "rx_version", regex = r"v1\.1|v1|v2")]
pub(crate) enum Version {
    V1,
    V11,
    V2,
}

const VERSIONS: [(&str, Version); 3] = [("v1", Version::V1), ("v1.1", Version::V11), ("v2", Version::V2)];

impl std::str::FromStr for Version {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&VERSIONS, word)
    }
}

impl Version {
    const fn operation(self) -> &'static str {
        match self {
            Self::V1 => "create-prescription",
            Self::V11 => "create-prescription-v1-1",
            Self::V2 => "create-prescription-v2",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V11 => "v1.1",
            Self::V2 => "v2",
        }
    }
}

/// What a version wants to be told.
fn prescription(world: &mut World, version: Version) -> Result<Value, Stop> {
    let patient = known_patient(world)?;
    let product = fixtures::text(world, "product")?;
    let mut body = json!({
        "patient_id": patient.id,
        "diagnoses": [{"diagnosis_code": calls::DIAGNOSIS}],
        "medications": [{"product_code": product, "quantity": 30, "posology": "1 tablet every 8h", "duration_days": 10}],
    });
    if version != Version::V1 {
        let now = world.now().replace_nanosecond(0).unwrap_or_else(|_| world.now());
        body["patient_consent"] =
            json!({"accepted": true, "accepted_at": now.format(&Rfc3339).unwrap_or_default()});
    }
    if version == Version::V2 {
        // What is hashed, and how it is signed, is documented nowhere.
        body["signed_hash"] = json!("5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02");
    }
    Ok(body)
}

async fn prescribe(world: &mut World, version: Version) -> Result<usize, Stop> {
    let body = prescription(world, version)?;
    world.osigu.prescribing.prescribed = Some(body.clone());
    let index = calls::send(world, Call::to(version.operation()).with(body)).await?;
    if world.is_accepted(index) {
        let code = calls::text(&world.body(index).unwrap_or_default(), "prescription_code");
        world.osigu.code = Some(code).filter(|code| !code.is_empty());
    }
    Ok(index)
}

/// Issues a prescription for the active beneficiary, and gives its code.
pub(super) async fn issue(world: &mut World) -> Result<String, Stop> {
    patient(world).await?;
    let index = prescribe(world, Version::V1).await?;
    world.set_up(index)?;
    calls::code(world)
}

/// A prescription whose code can be dispensed.
#[given(expr = "an issued prescription")]
async fn an_issued_prescription(world: &mut World) -> Result<(), Stop> {
    issue(world).await.map(|_| ())
}

/// Issues a prescription for the patient.
#[given(expr = "a {rx_version} prescription that Osigu accepts")]
#[when(expr = "a {rx_version} prescription is created")]
async fn a_prescription_is_created(world: &mut World, version: Version) -> Result<(), Stop> {
    let index = prescribe(world, version).await?;
    world.expect_success(index)
}

/// The prescription is one of this version, and issued.
#[then(expr = "the prescription is issued as {rx_version}")]
async fn it_is_issued_as(world: &mut World, version: Version) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    for (member, wanted) in [("version", version.word()), ("status", "PRESCRIPTION_ISSUED")] {
        let found = calls::text(&body, member);
        if found != wanted {
            let message =
                format!("`{member}` of the prescription is `{found}`, where it has to be `{wanted}`");
            let claim = Claim::about(index, "prescription-issued", Level::Inferred, wanted, found, message);
            world.report(claim.at(format!("/{member}")))?;
        }
    }
    if world.osigu.code.is_some() {
        return Ok(());
    }
    let message = "the prescription has no code for a pharmacy to scan";
    let claim = Claim::about(index, "prescription-without-code", Level::Inferred, "a code", "none", message);
    world.report(claim.at("/prescription_code"))
}

/// The answer shows the patient, the diagnosis and the medications that were sent.
#[then(expr = "the prescription shows what was prescribed")]
async fn it_shows_what_was_prescribed(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let sent = world.osigu.prescribing.prescribed.clone();
    let sent = calls::need(world, "a prescription", sent)?;
    let checks = [
        ("/patient/patient_id", &sent["patient_id"]),
        ("/diagnoses/0/diagnosis_code", &sent["diagnoses"][0]["diagnosis_code"]),
        ("/medications/0/product_code", &sent["medications"][0]["product_code"]),
        ("/medications/0/quantity", &sent["medications"][0]["quantity"]),
        ("/medications/0/posology", &sent["medications"][0]["posology"]),
    ];
    for (pointer, wanted) in checks {
        let found = body.pointer(pointer).cloned().unwrap_or_default();
        if found != *wanted {
            let message = format!("the prescription shows {found} at {pointer}, and {wanted} was sent");
            let (wanted, found) = (wanted.to_string(), found.to_string());
            let claim = Claim::about(index, "prescription-content", Level::Inferred, wanted, found, message);
            world.report(claim.at(pointer))?;
        }
    }
    Ok(())
}

/// What is wrong with a prescription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "rx_defect",
    regex = "without the patient's consent|with a consent that the patient refused|without the signed hash|\
             for an unknown patient|of an unregistered medication|without a diagnosis|without medications|\
             with a quantity of zero"
)]
pub(crate) enum Defect {
    NoConsent,
    RefusedConsent,
    NoHash,
    UnknownPatient,
    Unregistered,
    NoDiagnosis,
    NoMedications,
    ZeroQuantity,
}

const DEFECTS: [(&str, Defect); 8] = [
    ("without the patient's consent", Defect::NoConsent),
    ("with a consent that the patient refused", Defect::RefusedConsent),
    ("without the signed hash", Defect::NoHash),
    ("for an unknown patient", Defect::UnknownPatient),
    ("of an unregistered medication", Defect::Unregistered),
    ("without a diagnosis", Defect::NoDiagnosis),
    ("without medications", Defect::NoMedications),
    ("with a quantity of zero", Defect::ZeroQuantity),
];

impl std::str::FromStr for Defect {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&DEFECTS, word)
    }
}

/// Sends a prescription with one defect, which has to be refused.
#[when(expr = "a {rx_version} prescription is created {rx_defect}")]
async fn a_defective_prescription(world: &mut World, version: Version, defect: Defect) -> Result<(), Stop> {
    let mut body = prescription(world, version)?;
    match defect {
        Defect::NoConsent => without(&mut body, "patient_consent"),
        Defect::RefusedConsent => body["patient_consent"]["accepted"] = json!(false),
        Defect::NoHash => without(&mut body, "signed_hash"),
        Defect::UnknownPatient => body["patient_id"] = json!("pat_00000000000000000000000000"),
        Defect::Unregistered => {
            body["medications"][0]["product_code"] = json!(fixtures::text(world, "unregistered_product")?);
        }
        Defect::NoDiagnosis => without(&mut body, "diagnoses"),
        Defect::NoMedications => without(&mut body, "medications"),
        Defect::ZeroQuantity => body["medications"][0]["quantity"] = json!(0),
    }
    let index = world.send(Call::to(version.operation()).with(body).invalid()).await?;
    world.last = Some(index);
    Ok(())
}
