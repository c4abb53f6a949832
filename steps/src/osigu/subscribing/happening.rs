//! What sets events off, so that there is something to deliver.

use std::time::Duration;

use cucumber::when;
use serde_json::json;

use crate::{
    Call, Stop, World,
    osigu::{
        authorizing::Products, awaiting, calls, dispensing, fixtures, prescribing, settling, words::Sponsor,
    },
    words::{UnknownWord, find},
};

/// What sets an event off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "happening",
    regex = "the asynchronous sponsor approves a request|the asynchronous sponsor rejects a request|\
             the sponsor extends an authorization|the sponsor voids an authorization|\
             the provider voids an authorization|an authorization expires|a dispensation is started|\
             a dispensation is completed|a dispensation is voided|a dispensation runs out of time|\
             a prescription is issued|the email of a prescription is delivered|the email of a prescription bounces|\
             the sponsor pays a batch|the sponsor rejects a batch|the sponsor accepts a part of a batch"
)]
pub(crate) enum Happening {
    SponsorApproves,
    SponsorRejects,
    SponsorExtends,
    SponsorVoids,
    ProviderVoids,
    Expires,
    DispensationStarts,
    DispensationCompletes,
    DispensationIsVoided,
    DispensationTimesOut,
    PrescriptionIssued,
    MailTaken,
    MailBounces,
    BatchPaid,
    BatchRejected,
    BatchPartlyAccepted,
}

const HAPPENINGS: [(&str, Happening); 16] = [
    ("the asynchronous sponsor approves a request", Happening::SponsorApproves),
    ("the asynchronous sponsor rejects a request", Happening::SponsorRejects),
    ("the sponsor extends an authorization", Happening::SponsorExtends),
    ("the sponsor voids an authorization", Happening::SponsorVoids),
    ("the provider voids an authorization", Happening::ProviderVoids),
    ("an authorization expires", Happening::Expires),
    ("a dispensation is started", Happening::DispensationStarts),
    ("a dispensation is completed", Happening::DispensationCompletes),
    ("a dispensation is voided", Happening::DispensationIsVoided),
    ("a dispensation runs out of time", Happening::DispensationTimesOut),
    ("a prescription is issued", Happening::PrescriptionIssued),
    ("the email of a prescription is delivered", Happening::MailTaken),
    ("the email of a prescription bounces", Happening::MailBounces),
    ("the sponsor pays a batch", Happening::BatchPaid),
    ("the sponsor rejects a batch", Happening::BatchRejected),
    ("the sponsor accepts a part of a batch", Happening::BatchPartlyAccepted),
];

impl std::str::FromStr for Happening {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&HAPPENINGS, word)
    }
}

/// Brings it about.
#[when(expr = "it happens that {happening}")]
async fn it_happens(world: &mut World, happening: Happening) -> Result<(), Stop> {
    let about = match happening {
        Happening::SponsorApproves => requested(awaiting::ask(world, Products::Medication).await?.id),
        Happening::SponsorRejects => requested(awaiting::ask(world, Products::Rejected).await?.id),
        Happening::SponsorExtends
        | Happening::SponsorVoids
        | Happening::ProviderVoids
        | Happening::Expires => authorization(world, happening).await?,
        Happening::DispensationStarts
        | Happening::DispensationCompletes
        | Happening::DispensationIsVoided
        | Happening::DispensationTimesOut => dispensation(world, happening).await?,
        Happening::PrescriptionIssued | Happening::MailTaken | Happening::MailBounces => {
            if happening == Happening::MailBounces {
                world.osigu_tenant()?.mail_bounces_next(1);
            }
            ("prescription_code", prescribing::issue(world).await?)
        }
        Happening::BatchPaid | Happening::BatchRejected | Happening::BatchPartlyAccepted => {
            let outcome = match happening {
                Happening::BatchPaid => settling::Outcome::Paid,
                Happening::BatchRejected => settling::Outcome::Rejected,
                _ => settling::Outcome::PartlyAccepted,
            };
            ("settlement_id", settling::settled(world, outcome).await?)
        }
    };
    world.osigu.subscribing.about = Some(about);
    Ok(())
}

fn requested(id: String) -> (&'static str, String) {
    ("authorization_request_id", id)
}

/// An authorization of the mock sponsor, and what becomes of it.
async fn authorization(world: &mut World, happening: Happening) -> Result<(&'static str, String), Stop> {
    let code = approve(world).await?;
    let is_told = match happening {
        Happening::SponsorExtends => world.osigu_tenant()?.emit_authorization_updated(&code),
        Happening::SponsorVoids => world.osigu_tenant()?.emit_authorization_voided_by_sponsor(&code),
        Happening::Expires => {
            world.osigu_tenant()?;
            world.clock()?.sleep(Duration::from_secs(31 * 86_400)).await;
            true
        }
        _ => {
            let call = Call::to("void-authorization")
                .at("authorizationCode", code.as_str())
                .with(json!({"reason": "ordered by mistake"}));
            calls::set_up(world, call).await?;
            true
        }
    };
    if !is_told {
        return Err(world.blocked("the simulator does not know the authorization that it approved"));
    }
    Ok(("authorization_code", code))
}

/// Lets the mock sponsor approve a medication, and gives its code.
async fn approve(world: &mut World) -> Result<String, Stop> {
    let lines = Products::Medication.lines(world).await?;
    let sponsor = fixtures::text(world, Sponsor::Mock.fixture())?;
    calls::authorize(world, &sponsor, lines).await?;
    calls::code(world)
}

/// A dispensation of such a code, and what becomes of it.
async fn dispensation(world: &mut World, happening: Happening) -> Result<(&'static str, String), Stop> {
    approve(world).await?;
    let started = calls::start_dispensation(world).await?;
    world.set_up(started)?;
    let id = calls::dispensation(world)?;
    match happening {
        Happening::DispensationCompletes => {
            let index = dispensing::complete(world).await?;
            world.set_up(index)?;
        }
        Happening::DispensationIsVoided => {
            let call = Call::to("void-dispensation").at("dispensationId", id.as_str());
            calls::set_up(world, call).await?;
        }
        Happening::DispensationTimesOut => {
            world.osigu_tenant()?;
            world.clock()?.sleep(Duration::from_secs(16 * 60)).await;
        }
        _ => {}
    }
    Ok(("dispensation_id", id))
}
