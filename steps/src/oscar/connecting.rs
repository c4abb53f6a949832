//! Phrases about the connection.

use cucumber::{then, when};
use evidence::Level;

use super::{
    calls,
    words::{Operation, Presented},
};
use crate::{Certificate, Claim, Stop, World};

/// What the health check says, by the guide's first step.
const WELCOME: &str = "Welcome to Oscar's ICHRA API!";

/// Calls the health check with the registered certificate.
#[when(expr = "the connection is checked")]
async fn the_connection_is_checked(world: &mut World) -> Result<(), Stop> {
    calls::valid(world, Operation::HealthCheck, |_| Ok(None)).await?;
    Ok(())
}

/// The health check succeeded and says the words of the guide, as text or as a JSON string.
#[then(expr = "Oscar answers with its welcome")]
async fn oscar_answers_with_its_welcome(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    world.expect_success(index)?;
    let body =
        world.exchanges()[index].response().map(|response| response.body.text.clone()).unwrap_or_default();
    if body.trim().trim_matches('"') == WELCOME {
        return Ok(());
    }
    let said = crate::world::shorten(&body);
    let message = format!("the health check says something else than its welcome: {said}");
    world.report(Claim::about(index, "welcome", Level::Documented, WELCOME, said, message).of(&["OSC-5"]))
}

/// Sends what was accepted before, now under another certificate, or none. A creation or an addition is about new people.
#[when(expr = "the same request is sent with {certificate}")]
async fn sent_with_certificate(world: &mut World, certificate: Presented) -> Result<(), Stop> {
    let operation = super::refusing::control(world)?;
    let draft = calls::draft(world, operation)?;
    let body = calls::body(world, operation, &draft)?;
    let index = world.send(calls::under(certificate.0, operation, body)).await?;
    world.last = Some(index);
    world.oscar.presented = Some(certificate.0);
    Ok(())
}

/// The call met a 401, or its TLS handshake was refused.
#[then(expr = "the certificate is refused")]
async fn the_certificate_is_refused(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    let Some(status) = world.status(index) else {
        // No answer: the world let only a handshake pass that was refused for the client's certificate.
        return Ok(());
    };
    // The guide names 401 only. Without a certificate TLS is not mutual, which is documented; that other certificates are
    // refused follows from what the guide says of a 401.
    let is_absent = world.oscar.presented == Some(Certificate::None);
    let level = match status {
        401 => return Ok(()),
        200..=299 if is_absent => Level::Documented,
        _ => Level::Inferred,
    };
    let operation = world.exchanges()[index].operation.clone().unwrap_or_default();
    let message = format!("{operation} answered {status} to a client whose certificate is not to be trusted");
    let expected = "401, or a refused TLS handshake";
    let claim = Claim::about(index, "certificate-not-refused", level, expected, status.to_string(), message);
    world.report(claim.of(if is_absent { &["OSC-3"] } else { &["OSC-6"] }))
}
