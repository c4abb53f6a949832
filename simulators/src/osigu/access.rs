//! Who may call: clients, tokens, scopes (1.2), the two rate limits (1.5), and the failures that a tester asked for.

use std::collections::BTreeMap;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use super::{
    errors::Refusal,
    faults::Rule,
    operations::{Needs, Operation},
    settings::{Environment, Limits, OAuthErrors, TokenCounts, TokenForm},
    state::{Book, ulid},
    tenant::{Account, Credentials},
};
use crate::{
    http::{Request, Response, form_decoded, pairs},
    limits::{Bucket, Left, MINUTE},
};

struct Token {
    value: String,
    account: Account,
    expires_at: OffsetDateTime,
    uses: u32,
}

/// Calls that a tester wants to see limited.
#[derive(Clone, Copy, Default)]
struct Limited {
    calls: u32,
    retry_after_s: Option<u32>,
}

/// Calls that a tester wants to see fail.
#[derive(Clone, Copy, Default)]
struct Failing {
    calls: u32,
    status: u16,
}

const fn take(calls: &mut u32) -> bool {
    let met = *calls > 0;
    if met {
        *calls -= 1;
    }
    met
}

/// Whose request it is, and the headers that tell what the limit has left.
pub(super) struct Admitted {
    pub(super) account: Account,
    pub(super) told: Vec<(&'static str, String)>,
}

/// Tokens, limits and triggers of one tenant.
pub(super) struct Access {
    environment: Environment,
    tenant: String,
    tokens: Vec<Token>,
    issued: u64,
    token_buckets: BTreeMap<String, Bucket>,
    general_buckets: BTreeMap<Account, Bucket>,
    failing: Failing,
    failing_tokens: Failing,
    limited: Limited,
    limited_tokens: Limited,
}

impl Access {
    pub(super) fn new(tenant: &str, environment: Environment) -> Self {
        Self {
            environment,
            tenant: tenant.to_owned(),
            tokens: Vec::new(),
            issued: 0,
            token_buckets: BTreeMap::new(),
            general_buckets: BTreeMap::new(),
            failing: Failing::default(),
            failing_tokens: Failing::default(),
            limited: Limited::default(),
            limited_tokens: Limited::default(),
        }
    }

    fn bytes(&self, environment: Environment, what: &str) -> [u8; 32] {
        Sha256::digest(format!("{}\n{}\n{what}", self.tenant, environment.as_str())).into()
    }

    pub(super) fn credentials(&self, account: Account) -> Credentials {
        self.credentials_in(self.environment, account)
    }

    /// What the same client shows in the other environment.
    pub(super) fn credentials_elsewhere(&self, account: Account) -> Credentials {
        let other = match self.environment {
            Environment::Sandbox => Environment::Production,
            Environment::Production => Environment::Sandbox,
        };
        self.credentials_in(other, account)
    }

    fn credentials_in(&self, environment: Environment, account: Account) -> Credentials {
        let id = ulid(&self.bytes(environment, account.as_str())).to_lowercase();
        let secret = self.bytes(environment, &format!("secret of {}", account.as_str()));
        let secret = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        Credentials { client_id: format!("{}-{id}", environment.as_str()), client_secret: secret }
    }

    pub(super) fn fail_next(&mut self, calls: u32, status: u16) {
        self.failing = Failing { calls, status };
    }

    pub(super) fn fail_tokens_next(&mut self, calls: u32, status: u16) {
        self.failing_tokens = Failing { calls, status };
    }

    pub(super) fn limit_next(&mut self, calls: u32, retry_after_s: Option<u32>) {
        self.limited = Limited { calls, retry_after_s };
    }

    pub(super) fn limit_tokens_next(&mut self, calls: u32, retry_after_s: Option<u32>) {
        self.limited_tokens = Limited { calls, retry_after_s };
    }

    pub(super) fn revoke_tokens(&mut self) {
        self.tokens.clear();
    }

    /// A new token; it may end before it says so.
    fn issue(
        &mut self,
        account: Account,
        form: TokenForm,
        now: OffsetDateTime,
        told: Duration,
        lifetime: Duration,
    ) -> String {
        self.issued += 1;
        let what = format!("token {}", self.issued);
        let bytes = self.bytes(self.environment, &what);
        let value = match form {
            TokenForm::Opaque => bytes[..20].iter().map(|byte| format!("{byte:02x}")).collect(),
            TokenForm::Jwt => {
                let client_id = self.credentials(account).client_id;
                let head = json!({"alg": "RS256", "typ": "JWT", "kid": "simulator"});
                let claims = json!({
                    "sub": client_id,
                    "scope": account.scopes(),
                    "iat": now.unix_timestamp(),
                    "exp": (now + told).unix_timestamp(),
                    "jti": ulid(&bytes),
                });
                let part = |value: String| URL_SAFE_NO_PAD.encode(value);
                let signature = URL_SAFE_NO_PAD.encode(bytes.repeat(8));
                format!("{}.{}.{signature}", part(head.to_string()), part(claims.to_string()))
            }
        };
        // Nobody is helped by tokens that ran out long ago, and a run may issue many.
        self.tokens.retain(|token| now < token.expires_at + Duration::days(1));
        let expires_at = now + lifetime;
        self.tokens.push(Token { value: value.clone(), account, expires_at, uses: 0 });
        value
    }
}

/// `user:password` of an `Authorization: Basic` header.
fn basic(request: &Request) -> Option<(String, String)> {
    let (scheme, value) = request.header("authorization")?.split_once(' ')?;
    let text = STANDARD.decode(value.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(text).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| form_decoded(text);
    Some((plain(id), plain(secret)))
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

impl Book {
    /// A 429 with what A-5 proposes.
    fn too_many(&self, left: Option<Left>, retry_after_s: Option<i64>) -> Response {
        let mut response = Refusal::new(429, "too many requests; try again later").response(&self.settings);
        if let Some(seconds) = retry_after_s {
            response.headers.push(("retry-after", seconds.to_string()));
        }
        if let Some(left) = left {
            self.tell(&mut response, Left { remaining: 0, ..left });
        }
        response
    }

    fn tell(&self, response: &mut Response, left: Left) {
        if self.settings.limits.headers {
            response.headers.push(("x-ratelimit-limit", left.limit.to_string()));
            response.headers.push(("x-ratelimit-remaining", left.remaining.to_string()));
            response.headers.push(("x-ratelimit-reset", left.reset_s.to_string()));
        }
    }

    fn over(&self, left: Left) -> Response {
        self.too_many(Some(left), self.settings.limits.headers.then_some(left.reset_s))
    }

    fn token_limit(&self, limits: &Limits) -> u32 {
        if self.has(Rule::NoTokenLimit) {
            return u32::MAX;
        }
        if self.has(Rule::TokenLimitDoubled) {
            limits.token_per_minute * 2
        } else if self.has(Rule::TokenLimitHalved) {
            limits.token_per_minute / 2
        } else {
            limits.token_per_minute
        }
    }

    fn general_limit(&self, limits: &Limits) -> u32 {
        if self.has(Rule::NoGeneralLimit) {
            return u32::MAX;
        }
        if self.has(Rule::GeneralLimitHalved) {
            limits.general_per_minute / 2
        } else {
            limits.general_per_minute
        }
    }

    fn count_token(&mut self, client_id: &str, now: OffsetDateTime) -> Result<Left, Left> {
        let limit = self.token_limit(&self.settings.limits);
        if self.has(Rule::SharedCount) {
            let (limit, window) = (self.settings.limits.general_per_minute, self.settings.limits.window);
            self.access.general_buckets.entry(Account::Main).or_default().take(limit, MINUTE, window, now)?;
        }
        let bucket = self.access.token_buckets.entry(client_id.to_owned()).or_default();
        bucket.take(limit, MINUTE, self.settings.limits.window, now)
    }

    /// `POST /v1/oauth/token`
    pub(super) fn token(&mut self, request: &Request, now: OffsetDateTime) -> Response {
        if take(&mut self.access.failing_tokens.calls) {
            let status = self.access.failing_tokens.status;
            return Refusal::new(status, "the token endpoint is not available").response(&self.settings);
        }
        if take(&mut self.access.limited_tokens.calls) {
            return self.too_many(None, self.access.limited_tokens.retry_after_s.map(Into::into));
        }
        let form = pairs(&String::from_utf8_lossy(&request.body));
        let in_body = find(&form, "client_id").is_some() || find(&form, "client_secret").is_some();
        let by_form =
            || Some((find(&form, "client_id")?.to_owned(), find(&form, "client_secret")?.to_owned()));
        let shown = match basic(request) {
            None if self.has(Rule::CredentialsInBody) => by_form(),
            shown => shown,
        };
        let client_id = shown.as_ref().map_or("", |(id, _)| id.as_str()).to_owned();
        let account = shown.and_then(|(id, secret)| self.account_of(&id, &secret));
        let account = account.filter(|_| !in_body || self.has(Rule::CredentialsInBody));
        let counts = self.settings.limits.token_counts == TokenCounts::All || account.is_some();
        let left = match counts.then(|| self.count_token(&client_id, now)).transpose() {
            Ok(left) => left,
            Err(left) => return self.over(left),
        };
        let mut response = match account {
            Some(account) => self.grant(request, &form, account, now),
            None => {
                let mut refused = self.oauth_refused(401, "invalid_client", "no valid client credentials");
                refused.headers.push(("www-authenticate", "Basic realm=\"osigu\"".to_owned()));
                refused
            }
        };
        if let Some(left) = left {
            self.tell(&mut response, left);
        }
        response.headers.push(("cache-control", "no-store".to_owned()));
        response
    }

    fn account_of(&self, id: &str, secret: &str) -> Option<Account> {
        let here = self.access.environment;
        let environments: &[_] = if self.has(Rule::CredentialsOfOtherEnvironment) {
            &[Environment::Sandbox, Environment::Production]
        } else {
            &[here]
        };
        environments.iter().find_map(|environment| {
            Account::ALL.into_iter().find(|account| {
                let known = self.access.credentials_in(*environment, *account);
                known.client_id == id && (known.client_secret == secret || self.has(Rule::AnySecret))
            })
        })
    }

    fn grant(
        &mut self,
        request: &Request,
        form: &[(String, String)],
        account: Account,
        now: OffsetDateTime,
    ) -> Response {
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        let query = pairs(query);
        let essence = request.header("content-type").and_then(|value| value.split(';').next());
        let is_form =
            essence.is_some_and(|it| it.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
        let in_query = self.settings.grant_type_in_query.then(|| find(&query, "grant_type")).flatten();
        let grant = find(form, "grant_type").filter(|_| is_form).or(in_query);
        match grant {
            Some("client_credentials") => {}
            Some(_) if self.has(Rule::AnyGrant) => {}
            Some(_) => return self.oauth_refused(400, "unsupported_grant_type", "only client_credentials"),
            None => return self.oauth_refused(400, "invalid_request", "grant_type is required, in a form"),
        }
        if !self.settings.several_tokens || self.has(Rule::NewTokenEndsOthers) {
            self.access.tokens.retain(|token| token.account != account);
        }
        let told = Duration::seconds_f64(self.settings.token_lifetime.as_secs_f64());
        let lifetime = if self.has(Rule::TokenShorterThanTold) { told / 6 } else { told };
        let value = self.access.issue(account, self.settings.token_form, now, told, lifetime);
        Response::json(
            200,
            json!({
                "access_token": value,
                "token_type": "bearer",
                "expires_in": told.whole_seconds(),
                "scope": account.scopes(),
            }),
        )
    }

    fn oauth_refused(&self, status: u16, error: &str, description: &str) -> Response {
        match self.settings.oauth_errors {
            OAuthErrors::Rfc6749 => {
                Response::json(status, json!({"error": error, "error_description": description}))
            }
            OAuthErrors::General => Refusal::new(status, description).response(&self.settings),
        }
    }

    /// Whose request it is, or why it is not carried out.
    pub(super) fn admit(
        &mut self,
        request: &Request,
        operation: Operation,
        now: OffsetDateTime,
    ) -> Result<Admitted, Box<Response>> {
        if take(&mut self.access.failing.calls) {
            let status = self.access.failing.status;
            let refusal = Refusal::new(status, "the service is not available");
            return Err(Box::new(refusal.response(&self.settings)));
        }
        let account = self.authenticate(request, now).map_err(|refusal| {
            let mut response = refusal.response(&self.settings);
            response.headers.push(("www-authenticate", "Bearer realm=\"osigu\"".to_owned()));
            Box::new(response)
        })?;
        if take(&mut self.access.limited.calls) {
            return Err(Box::new(self.too_many(None, self.access.limited.retry_after_s.map(Into::into))));
        }
        let limit = self.general_limit(&self.settings.limits);
        let window = self.settings.limits.window;
        let left = self.access.general_buckets.entry(account).or_default().take(limit, MINUTE, window, now);
        let left = left.map_err(|left| Box::new(self.over(left)))?;
        let mut told = Response::new(200);
        self.tell(&mut told, left);
        if let Needs::Scope(scope) = operation.needs()
            && self.settings.scopes_enforced
            && !self.has(Rule::ScopesNotEnforced)
            && !(scope == "dispensing:write" && self.has(Rule::DispensingScopeIgnored))
            && !account.scopes().split(' ').any(|granted| granted == scope)
        {
            let mut response =
                Refusal::new(403, format!("the token lacks the scope {scope}")).response(&self.settings);
            response.headers.extend(told.headers);
            return Err(Box::new(response));
        }
        Ok(Admitted { account, told: told.headers })
    }

    fn authenticate(&mut self, request: &Request, now: OffsetDateTime) -> Result<Account, Refusal> {
        let none = self.has(Rule::NoTokenNeeded);
        let (any, expired_too) = (self.has(Rule::AnyToken), self.has(Rule::ExpiredTokens));
        let once = self.has(Rule::TokensWorkOnce);
        let shown = request.header("authorization").and_then(|value| value.split_once(' '));
        let shown = shown.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let Some((_, value)) = shown else {
            return if none { Ok(Account::Main) } else { Err(Refusal::new(401, "no bearer token")) };
        };
        if self.has(Rule::RefusesEveryToken) {
            return Err(Refusal::new(401, "the token is not known"));
        }
        let Some(token) = self.access.tokens.iter_mut().find(|token| token.value == value.trim()) else {
            return if any { Ok(Account::Main) } else { Err(Refusal::new(401, "the token is not known")) };
        };
        if now >= token.expires_at && !expired_too {
            return Err(Refusal::new(401, "the token has expired"));
        }
        token.uses += 1;
        if once && token.uses > 1 {
            return Err(Refusal::new(401, "the token was used"));
        }
        Ok(token.account)
    }
}
