//! How a call says who we are: OAuth clients and their tokens with Osigu, API keys with Ideon.

use base64::{Engine, engine::general_purpose::STANDARD};
use evidence::{Exchange, Header, Vendor};
use secrecy::ExposeSecret;
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use crate::{
    call::{Access, Account, Call},
    profile,
    stop::Stop,
    target::Tenant,
    world::World,
};

/// The operation that gives Osigu's tokens.
pub(crate) const TOKEN: &str = "token";

/// The operation that gives Ideon's tokens.
pub(crate) const IDEON_TOKEN: &str = "create-a-token";

/// The header in which Ideon wants the API key.
const KEY_HEADER: &str = "vericred-api-key";

/// A token is used for five sixths of its life at most: 50 minutes of an hour, as Osigu's guide has it (OSG-77).
const USED_OF_LIFE: (u32, u32) = (5, 6);

/// A bearer token and until when it is used.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    value: String,
    until: OffsetDateTime,
}

impl World {
    /// The header in which a call says who makes it; `None` where there is none.
    pub(crate) async fn authorization(&mut self, call: &Call) -> Result<Option<Header>, Stop> {
        let vendor = self.vendor();
        if vendor == Some(Vendor::Oscar) {
            return Ok(None);
        }
        let bearer = |token: &str| Some(Header::new("authorization", format!("Bearer {token}")));
        let account = match &call.access {
            Access::Nobody => return Ok(None),
            Access::Token(token) => {
                self.hide(token, "{{token}}");
                return Ok(bearer(token));
            }
            Access::Key(key) => {
                self.hide(key, "{{api_key}}");
                return Ok(Some(Header::new(KEY_HEADER, key.as_str())));
            }
            Access::Basic { id, secret } => {
                return Ok(Some(Header::new("authorization", self.basic(id, secret))));
            }
            Access::Usual => Account::Main,
            Access::As(account) => *account,
        };
        if vendor == Some(Vendor::Ideon) {
            return Ok(Some(Header::new(KEY_HEADER, self.api_key(account)?)));
        }
        if call.operation == TOKEN {
            let (id, secret) = self.credentials(account)?;
            return Ok(Some(Header::new("authorization", self.basic(&id, &secret))));
        }
        Ok(bearer(&self.bearer(account).await?))
    }

    /// The API key of an account, hidden from the evidence from now on.
    ///
    /// # Errors
    ///
    /// If the profile has none for it.
    pub fn api_key(&mut self, account: Account) -> Result<String, Stop> {
        let scene = self.scene()?;
        let (member, simulated) = match account {
            Account::Main => ("api_key", simulators::ideon::Account::Main),
            Account::Other => ("other_account_api_key", simulators::ideon::Account::Other),
            Account::Unprivileged => ("unprivileged_api_key", simulators::ideon::Account::Unprivileged),
            Account::ReadOnly => return Err(self.internal("no account of Ideon may only read")),
        };
        let key = match (&scene.tenancy.tenant, &scene.target.profile.target) {
            (Some(Tenant::Ideon(tenant)), _) => Some(tenant.api_key(simulated)),
            (_, profile::Target::Remote(remote)) => {
                let key = match account {
                    Account::Other => &remote.other_account_api_key,
                    Account::Unprivileged => &remote.unprivileged_api_key,
                    Account::Main | Account::ReadOnly => &remote.api_key,
                };
                key.as_ref().map(|key| key.expose_secret().to_owned())
            }
            _ => None,
        };
        match key {
            Some(key) => {
                self.hide(&key, &format!("{{{{{member}}}}}"));
                Ok(key)
            }
            None => {
                let text = format!("profile `{}` does not say `{member}`", self.profile()?.name);
                Err(self.not_applicable("missing-credential", text))
            }
        }
    }

    fn basic(&mut self, id: &str, secret: &str) -> String {
        let both = STANDARD.encode(format!("{id}:{secret}"));
        self.hide(secret, "{{client_secret}}");
        self.hide(&both, "{{client_credentials}}");
        format!("Basic {both}")
    }

    /// Keeps what the profile's clients show out of the evidence, also of a scenario in which they show nothing.
    pub(crate) fn hide_credentials(&mut self) {
        let remote = match self.profile().map(|profile| profile.target.clone()) {
            Ok(profile::Target::Remote(remote)) => remote,
            _ => return,
        };
        for client in [remote.client, remote.read_only_client].into_iter().flatten() {
            self.basic(client.id.expose_secret(), client.secret.expose_secret());
        }
        let keys = [
            (remote.api_key, "{{api_key}}"),
            (remote.other_account_api_key, "{{other_account_api_key}}"),
            (remote.unprivileged_api_key, "{{unprivileged_api_key}}"),
        ];
        for (key, placeholder) in keys {
            if let Some(key) = key {
                self.hide(key.expose_secret(), placeholder);
            }
        }
    }

    /// The credentials of an OAuth client.
    ///
    /// # Errors
    ///
    /// If the profile has none for it.
    pub fn credentials(&mut self, account: Account) -> Result<(String, String), Stop> {
        if matches!(account, Account::Other | Account::Unprivileged) {
            return Err(self.internal(format!("Osigu has no OAuth client for {account:?}")));
        }
        let scene = self.scene()?;
        if let Some(Tenant::Osigu(tenant)) = &scene.tenancy.tenant {
            let credentials = tenant.credentials(match account {
                Account::ReadOnly => simulators::osigu::Account::ReadOnly,
                _ => simulators::osigu::Account::Main,
            });
            return Ok((credentials.client_id, credentials.client_secret));
        }
        let (found, key) = match &scene.target.profile.target {
            profile::Target::Remote(remote) => match account {
                Account::ReadOnly => {
                    (remote.read_only_client.as_ref(), "`read_only_client_id` and `read_only_client_secret`")
                }
                _ => (remote.client.as_ref(), "`client_id` and `client_secret`"),
            },
            profile::Target::Simulator { .. } | profile::Target::Receiver(_) => (None, "an OAuth client"),
        };
        match found {
            Some(client) => {
                Ok((client.id.expose_secret().to_owned(), client.secret.expose_secret().to_owned()))
            }
            None => {
                let text = format!("profile `{}` does not say {key}", scene.target.profile.name);
                Err(self.not_applicable("missing-credential", text))
            }
        }
    }

    /// A bearer token: the scenario's own on a simulator, else the one that the whole run shares.
    ///
    /// # Errors
    ///
    /// If none could be had.
    pub async fn bearer(&mut self, account: Account) -> Result<String, Stop> {
        let now = self.now();
        let scene = self.scene()?;
        let known = scene.tokens.get(&account).filter(|token| token.until > now).cloned();
        if let Some(token) = known {
            return Ok(token.value);
        }
        if self.is_simulator() {
            let token = self.fetch(account).await?;
            self.scene()?.tokens.insert(account, token.clone());
            return Ok(token.value);
        }
        // One scenario asks, the others wait for it: the token endpoint is rationed.
        let target = std::sync::Arc::clone(&self.scene()?.target);
        let mut shared = target.tokens.lock().await;
        if let Some(token) = shared.get(&account).filter(|token| token.until > now) {
            let value = token.value.clone();
            self.hide(&value, "{{token}}");
            return Ok(value);
        }
        let token = self.fetch(account).await?;
        shared.insert(account, token.clone());
        Ok(token.value)
    }

    /// Asks the vendor for a token, in an exchange that is recorded and judged like any other.
    async fn fetch(&mut self, account: Account) -> Result<Token, Stop> {
        let call = Call::to(TOKEN)
            .with_form(vec![("grant_type", "client_credentials".to_owned())])
            .access(Access::As(account));
        let index = Box::pin(self.send(call)).await?;
        self.expect_success(index)?;
        let body = self.body(index).unwrap_or_default();
        let Some(value) = body["access_token"].as_str().filter(|token| !token.is_empty()) else {
            let text = "the token endpoint answered without an `access_token`, so nothing can be called";
            return Err(if self.is_simulator() {
                self.blocked(text)
            } else {
                self.could_not_judge("no-token", text)
            });
        };
        let life = u32::try_from(body["expires_in"].as_u64().unwrap_or(3600)).unwrap_or(u32::MAX);
        let (used, of) = USED_OF_LIFE;
        let until = self.now() + Duration::seconds((life / of * used).into());
        Ok(Token { value: value.to_owned(), until })
    }

    /// Keeps the token of an answer out of the evidence.
    pub(crate) fn hide_token(&mut self, exchange: &Exchange) {
        let body = exchange.response().map_or("", |response| response.body.text.as_str());
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let member =
            if exchange.operation.as_deref() == Some(IDEON_TOKEN) { "token" } else { "access_token" };
        if let Some(token) = body[member].as_str() {
            self.hide(token, "{{token}}");
        }
    }

    /// Forgets a token that the run shares, unless another scenario has replaced it already.
    pub(crate) async fn forget_shared(&mut self, authorization: Option<&Header>) -> Result<(), Stop> {
        let target = std::sync::Arc::clone(&self.scene()?.target);
        let used = authorization.and_then(|header| header.value.strip_prefix("Bearer "));
        target.tokens.lock().await.retain(|_, token| Some(token.value.as_str()) != used);
        Ok(())
    }

    /// Forgets the scenario's tokens, so that the next call asks for one.
    pub fn forget_tokens(&mut self) {
        if let Some(scene) = &mut self.scene {
            scene.tokens.clear();
        }
    }
}
