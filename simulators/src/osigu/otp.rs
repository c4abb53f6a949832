//! One-time codes (2.2).

use serde_json::json;
use time::OffsetDateTime;

use super::{errors::Refusal, faults::Rule, fields::Problems, service::Call, state::Book};
use crate::http::Response;

/// A one-time code that was sent.
pub(super) struct Otp {
    id: String,
    code: String,
    beneficiary_id: String,
    sponsor_slug: String,
    expires_at: OffsetDateTime,
    wrong_attempts: u32,
    /// What it was exchanged for, and until when that is valid.
    token: Option<(String, OffsetDateTime)>,
}

impl Book {
    pub(super) fn send_otp(&mut self, call: &Call) -> Result<Response, Refusal> {
        let mut problems = Problems::default();
        let beneficiary_id = problems.text(call.body, "", "beneficiary_id");
        let sponsor_slug = problems.text(call.body, "", "sponsor_slug");
        let channel = problems.one_of(call.body, "", "channel", &["SMS", "EMAIL"]);
        problems.result()?;
        self.sponsor(&sponsor_slug)?;
        self.beneficiary(&beneficiary_id)?;
        let id = self.id("otp");
        let digits = self.bytes(&id)[..4].iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        let lifetime = self.settings.otp_lifetime;
        let mut otp = Otp {
            id: id.clone(),
            code: format!("{:06}", digits % 1_000_000),
            beneficiary_id,
            sponsor_slug,
            expires_at: call.now + lifetime,
            wrong_attempts: 0,
            token: None,
        };
        if self.has(Rule::OtpNeverExpires) {
            otp.expires_at += time::Duration::days(365);
        }
        self.otps.push(otp);
        let destination = match (channel.as_str(), self.has(Rule::OtpUnmasked)) {
            ("SMS", false) => "+57 300 *** ** 42",
            ("SMS", true) => "+57 300 555 01 42",
            (_, false) => "m***@example.com",
            (_, true) => "maria@example.com",
        };
        let body = json!({
            "otp_id": id,
            "channel": channel,
            "expires_in": lifetime.as_secs(),
            "masked_destination": destination,
        });
        Ok(Response::json(self.settings.statuses.send_otp, body))
    }

    pub(super) fn validate_otp(&mut self, call: &Call) -> Result<Response, Refusal> {
        let mut problems = Problems::default();
        let id = problems.text(call.body, "", "otp_id");
        let code = problems.text(call.body, "", "code");
        problems.result()?;
        let (any, most) = (self.has(Rule::AnyOtp), self.settings.otp_attempts_max);
        let lifetime = self.settings.otp_lifetime;
        let token = self.id("otpv");
        let refused = || Refusal::new(422, "the code is wrong or has expired");
        let otp = self.otps.iter_mut().find(|otp| otp.id == id).ok_or_else(refused)?;
        let locked = most.is_some_and(|most| otp.wrong_attempts >= most);
        if otp.code != code && !any {
            otp.wrong_attempts += 1;
            return Err(refused());
        }
        if locked || call.now >= otp.expires_at || otp.token.is_some() {
            return Err(refused());
        }
        let until = call.now + lifetime;
        otp.token = Some((token.clone(), until));
        Ok(Response::json(200, json!({"otp_verification_token": token, "expires_in": lifetime.as_secs()})))
    }

    /// Whether a code of this beneficiary and sponsor was exchanged for a token that is still valid: any, or this one.
    pub(super) fn is_verified(
        &self,
        beneficiary_id: &str,
        sponsor_slug: &str,
        token: Option<&str>,
        now: OffsetDateTime,
    ) -> bool {
        let valid = |otp: &Otp| {
            otp.token
                .as_ref()
                .is_some_and(|(value, until)| now < *until && token.is_none_or(|it| it == value))
        };
        let anybody = self.has(Rule::OtpOfAnybody);
        self.otps.iter().any(|otp| {
            (anybody || otp.beneficiary_id == beneficiary_id && otp.sponsor_slug == sponsor_slug)
                && valid(otp)
        })
    }

    /// What the beneficiary reads on the phone.
    pub(super) fn otp_code(&self, id: &str) -> Option<String> {
        self.otps.iter().find(|otp| otp.id == id).map(|otp| otp.code.clone())
    }
}
