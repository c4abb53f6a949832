//! Who may call: keys, tokens of a day, the limit of 1500 calls in five minutes, failures that a tester asked for
//! (dossier 1.2, 1.4).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use super::{
    errors::{KEY_HEADER, Kind, Problem, Refusal},
    faults::Rule,
    operations::Operation,
    service::Outcome,
    state::Book,
    tenant::Account,
};
use crate::{
    http::{Request, Response},
    limits::{Bucket, Window},
    mac::hmac_sha256,
    values::milliseconds,
};

/// Calls that a tester wants to see fail, or limited.
#[derive(Clone, Copy, Default)]
struct Obstacle {
    calls: u32,
    status: u16,
    retry_after_s: Option<u32>,
}

impl Obstacle {
    /// Meets one call, if any is left to meet.
    const fn met(&mut self) -> bool {
        let met = self.calls > 0;
        if met {
            self.calls -= 1;
        }
        met
    }
}

/// Keys, limits and triggers of one tenant.
pub(super) struct Access {
    keys: [String; 3],
    secret: [u8; 32],
    buckets: [Bucket; 3],
    /// When the latest token of each account ends.
    latest: [i64; 3],
    failing: Obstacle,
    failing_tokens: Obstacle,
    limited: Obstacle,
}

impl Access {
    pub(super) fn new(tenant: &str) -> Self {
        let bytes = |what: &str| -> [u8; 32] { Sha256::digest(format!("{tenant}\nideon {what}")).into() };
        let key = |account: Account| {
            let hex: String =
                bytes(account.as_str())[..16].iter().map(|byte| format!("{byte:02x}")).collect();
            format!("key-{}-{hex}", account.as_str())
        };
        Self {
            keys: Account::ALL.map(key),
            secret: bytes("token secret"),
            buckets: Default::default(),
            latest: [0; 3],
            failing: Obstacle::default(),
            failing_tokens: Obstacle::default(),
            limited: Obstacle::default(),
        }
    }

    pub(super) fn key(&self, account: Account) -> &str {
        &self.keys[account as usize]
    }

    pub(super) const fn fail_next(&mut self, calls: u32, status: u16) {
        self.failing = Obstacle { calls, status, retry_after_s: None };
    }

    pub(super) const fn fail_tokens_next(&mut self, calls: u32, status: u16) {
        self.failing_tokens = Obstacle { calls, status, retry_after_s: None };
    }

    pub(super) const fn limit_next(&mut self, calls: u32, retry_after_s: Option<u32>) {
        self.limited = Obstacle { calls, status: 429, retry_after_s };
    }

    /// A JWT signed HS256 with the claims of the documented example.
    fn sign(&self, account: Account, expires_at: OffsetDateTime) -> String {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = json!({"account_id": account.number(), "exp": expires_at.unix_timestamp()});
        let signed = format!("{}.{}", part(json!({"alg": "HS256"})), part(claims));
        let mac = hmac_sha256(&self.secret, &[signed.as_bytes()]);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    /// The account and the end of a token that was signed here.
    fn read(&self, token: &str) -> Option<(Account, i64)> {
        let (signed, mac) = token.rsplit_once('.')?;
        if URL_SAFE_NO_PAD.decode(mac).ok()? != hmac_sha256(&self.secret, &[signed.as_bytes()]) {
            return None;
        }
        let claims = URL_SAFE_NO_PAD.decode(signed.split_once('.')?.1).ok()?;
        let claims: Value = serde_json::from_slice(&claims).ok()?;
        let account = claims["account_id"].as_u64()?;
        let account = Account::ALL.into_iter().find(|known| known.number() == account)?;
        Some((account, claims["exp"].as_i64()?))
    }
}

impl Book {
    /// A failure or limit that a tester asked for, if this call meets one.
    pub(super) fn obstacle(&mut self, operation: Option<Operation>) -> Option<Refusal> {
        if operation == Some(Operation::CreateAToken) {
            let failing = &mut self.access.failing_tokens;
            return failing.met().then(|| Refusal::of_status(self.access.failing_tokens.status));
        }
        if self.access.failing.met() {
            return Some(Refusal::of_status(self.access.failing.status));
        }
        if self.access.limited.met() {
            let mut refusal = Refusal::of_status(429);
            let seconds = self.access.limited.retry_after_s;
            refusal.headers.extend(seconds.map(|seconds| ("retry-after", seconds.to_string())));
            return Some(refusal);
        }
        None
    }

    /// Whose request it is; it counts for that account's limit.
    pub(super) fn admit(
        &mut self,
        request: &Request,
        operation: Option<Operation>,
        now: OffsetDateTime,
    ) -> Result<Account, Refusal> {
        let is_open = operation == Some(Operation::Rsppost) && !self.settings.rsp_needs_key;
        let account = match self.authenticate(request, now) {
            Ok(account) => account,
            Err(_) if is_open || self.has(Rule::NoCredentialsNeeded) => Account::Main,
            Err(refusal) => return Err(refusal),
        };
        self.limit(account, now)?;
        let forbids = operation.is_none_or(Operation::may_forbid)
            || (operation == Some(Operation::ListGroups) && self.settings.list_groups_forbids);
        // Where no resource is named there is none to look at first.
        let is_first =
            self.settings.forbidden_first || operation.is_some_and(|it| !it.path().contains("{id}"));
        if account == Account::Unprivileged && forbids && is_first && !self.has(Rule::PermissionNotEnforced) {
            return Err(Refusal::forbidden());
        }
        Ok(account)
    }

    fn authenticate(&self, request: &Request, now: OffsetDateTime) -> Result<Account, Refusal> {
        let unknown = || Refusal::unauthorized("API key not recognized");
        let key = request.header("vericred-api-key");
        let bearer = request.header("authorization").and_then(|value| value.split_once(' '));
        let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|it| it.1.trim());
        let by_key = key.map(|key| {
            let known = Account::ALL.into_iter().find(|account| self.access.key(*account) == key.trim());
            match known {
                None if self.has(Rule::AnyKey) => Ok(Account::Main),
                Some(_) if self.has(Rule::KeysRefused) => Err(unknown()),
                known => known.ok_or_else(unknown),
            }
        });
        let by_token = bearer.map(|token| {
            if self.has(Rule::TokensRefused) {
                return Err(unknown());
            }
            match self.access.read(token) {
                None if self.has(Rule::AnyToken) => Ok(Account::Main),
                None => Err(unknown()),
                Some((account, ends))
                    if ends < self.access.latest[account as usize] && self.has(Rule::NewTokenEndsOthers) =>
                {
                    Err(unknown())
                }
                Some((account, ends)) if now.unix_timestamp() < ends || self.has(Rule::TokenNeverExpires) => {
                    let other = self.has(Rule::TokenOfOtherAccount);
                    Ok(if other { Account::Other } else { account })
                }
                Some(_) => Err(Refusal::unauthorized("the token has expired")),
            }
        });
        // Whatever is shown has to be good; that both may be shown is assumed.
        match (by_key, by_token) {
            (None, None) => Err(Refusal::unauthorized("API key or token is required")),
            (Some(account), None) | (None, Some(account)) => account,
            (Some(by_key), Some(by_token)) => {
                let account = by_key?;
                if by_token? == account { Ok(account) } else { Err(unknown()) }
            }
        }
    }

    fn limit(&mut self, account: Account, now: OffsetDateTime) -> Result<(), Refusal> {
        let mut limit = self.settings.rate_limit.calls;
        if self.has(Rule::NoRateLimit) {
            return Ok(());
        }
        if self.has(Rule::RateLimitHalved) {
            limit /= 2;
        }
        let span = Duration::seconds_f64(self.settings.rate_limit.window.as_secs_f64());
        let bucket = &mut self.access.buckets[account as usize];
        let Err(left) = bucket.take(limit, span, Window::Sliding, now) else { return Ok(()) };
        let message = format!("more than {limit} calls");
        let mut refusal = Refusal::new(429, Problem::new(Kind::RateLimit, KEY_HEADER, message));
        if self.settings.rate_limit.retry_after {
            refusal.headers.push(("retry-after", left.reset_s.to_string()));
        }
        Err(refusal)
    }

    /// `create-a-token`. That a token may fetch another one is assumed.
    pub(super) fn create_a_token(&mut self, account: Account, now: OffsetDateTime) -> Outcome {
        let mut life = Duration::seconds_f64(self.settings.token_life.as_secs_f64());
        if self.has(Rule::TokenLivesAnHour) {
            life = Duration::hours(1);
        } else if self.has(Rule::TokenLivesTwoDays) {
            life = Duration::days(2);
        }
        let now = now.replace_nanosecond(0).unwrap_or(now);
        let expires_at = now.saturating_add(life);
        let signed_for =
            if self.has(Rule::TokenEndsEarly) { now.saturating_add(life / 2) } else { expires_at };
        self.access.latest[account as usize] = signed_for.unix_timestamp();
        let token = self.access.sign(account, signed_for);
        let body = json!({"token": token, "expires_at": milliseconds(expires_at)});
        Ok(Response::json(self.success(Operation::CreateAToken), body))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_token_is_read_back_and_a_changed_one_is_not() {
        let (access, other) = (Access::new("a"), Access::new("b"));
        let ends = datetime!(2026-06-25 14:00 UTC);
        let token = access.sign(Account::Other, ends);
        assert_eq!(access.read(&token), Some((Account::Other, ends.unix_timestamp())));
        assert_eq!(other.read(&token), None);
        assert_eq!(access.read(&token.replacen('.', ".e", 1)), None);
        assert_eq!(access.read("not a token"), None);
    }
}
