//! `Idempotency-Key`: the same write twice is carried out once.

use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{errors::Refusal, state::Book, tenant::Account};
use crate::http::{Request, Response};

/// A write that named a key.
pub(super) struct Remembered {
    account: Account,
    key: String,
    request: [u8; 32],
    until: OffsetDateTime,
    response: Response,
}

/// What a key says about a write.
pub(super) enum Known {
    /// It was not used.
    New,
    /// It was used for the same write.
    Same(Box<Response>),
    /// It was used for another one.
    Other(Refusal),
}

fn digest(request: &Request) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [request.method.as_bytes(), b"\n", request.target.as_bytes(), b"\n", &request.body] {
        hash.update(part);
    }
    hash.finalize().into()
}

impl Book {
    fn key(&self, request: &Request) -> Option<String> {
        self.settings.idempotency?;
        let key = request.header("idempotency-key").filter(|key| !key.is_empty() && request.method != "GET");
        key.map(str::to_owned)
    }

    pub(super) fn look_up(&mut self, request: &Request, account: Account, now: OffsetDateTime) -> Known {
        let Some(key) = self.key(request) else { return Known::New };
        self.remembered.retain(|known| now < known.until);
        let known = self.remembered.iter().find(|known| known.account == account && known.key == key);
        match known {
            None => Known::New,
            Some(known) if known.request == digest(request) => Known::Same(Box::new(known.response.clone())),
            Some(_) => Known::Other(
                Refusal::new(409, "the Idempotency-Key was used for another request")
                    .coded("071-409-idempotency-mismatch"),
            ),
        }
    }

    pub(super) fn remember(
        &mut self,
        request: &Request,
        account: Account,
        response: &Response,
        now: OffsetDateTime,
    ) {
        let (Some(key), Some(lifetime)) = (self.key(request), self.settings.idempotency) else { return };
        let until = now + lifetime;
        let request = digest(request);
        self.remembered.push(Remembered { account, key, request, until, response: response.clone() });
    }
}
