//! A body that is sent in two halves.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// A body whose second half travels a while after the first. Its length is announced, as for any other, unless it is to
/// travel in chunks.
pub(crate) struct Halves {
    first: Bytes,
    pause: Duration,
    pausing: Option<Pin<Box<Sleep>>>,
    second: Bytes,
    is_chunked: bool,
}

impl Halves {
    pub(crate) fn new(body: Vec<u8>, pause: Duration, is_chunked: bool) -> Self {
        let mut first = Bytes::from(body);
        let second = first.split_off(first.len() / 2);
        Self { first, pause, pausing: None, second, is_chunked }
    }
}

impl Body for Halves {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if !self.first.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.first)))));
        }
        if self.second.is_empty() {
            return Poll::Ready(None);
        }
        // The pause begins when the first half has been taken.
        let pause = self.pause;
        let pausing = self.pausing.get_or_insert_with(|| Box::pin(sleep(pause)));
        match pausing.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.second))))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_empty() && self.second.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        if self.is_chunked {
            return SizeHint::default();
        }
        SizeHint::with_exact((self.first.len() + self.second.len()) as u64)
    }
}
