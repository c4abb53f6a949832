//! One client connection: request after request, relayed over connections to the server behind.

use std::{io, sync::Arc};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};

use super::message::{
    BODY_BYTES_MAX, Chunk, Length, Malformed, RequestHead, ResponseHead, finish_request, read_chunk,
    read_request, read_response,
};
use crate::{
    http::{ClientCertificate, Order},
    server::{Backend, Generation},
};

const READ_BYTES: usize = 8 * 1024;
/// A buffer that grew beyond this is given back after the message.
const KEEP_BYTES_MAX: usize = 128 * 1024;

/// How a connection is to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The client left.
    Gone,
    /// In order.
    Close,
    /// With a TCP reset.
    Reset,
}

pub(crate) struct Connection<'a, S> {
    stream: &'a mut S,
    client: ClientCertificate,
    backend: &'a Arc<Backend>,
    /// What the client sent and was not used yet.
    input: Vec<u8>,
    /// The message to the server.
    request: Vec<u8>,
    /// What the server sent.
    reply: Vec<u8>,
    /// The message to the client.
    output: Vec<u8>,
}

/// Why the loop over requests ends.
enum Stop {
    Gone,
    Malformed(Malformed),
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

impl From<Malformed> for Stop {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Connection<'a, S> {
    pub(crate) fn new(stream: &'a mut S, client: ClientCertificate, backend: &'a Arc<Backend>) -> Self {
        let (input, request) = (Vec::with_capacity(READ_BYTES), Vec::with_capacity(READ_BYTES));
        Self { stream, client, backend, input, request, reply: Vec::new(), output: Vec::new() }
    }

    pub(crate) async fn serve(mut self) -> Ending {
        loop {
            match self.serve_one().await {
                Ok(None) => {}
                Ok(Some(ending)) => return ending,
                Err(Stop::Gone) => return Ending::Gone,
                Err(Stop::Malformed(malformed)) => return self.refuse(malformed).await,
            }
        }
    }

    async fn serve_one(&mut self) -> Result<Option<Ending>, Stop> {
        let head = loop {
            // A client may end a request with one line break too many.
            let blank = self.input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.input.drain(..blank);
            if !self.input.is_empty()
                && let Some(head) = read_request(&self.input, self.client, &mut self.request)?
            {
                break head;
            }
            self.read_more().await?;
        };
        let used = self.read_body(&head).await?;
        self.input.drain(..used);
        trim(&mut self.input);

        let Some(answer) = self.ask(&head).await else {
            let body = r#"{"message": "the simulator gave no answer"}"#;
            return self.fail("502 Bad Gateway", body).await;
        };
        let ending = self.deliver(&head, &answer).await?;
        trim(&mut self.request);
        trim(&mut self.reply);
        trim(&mut self.output);
        Ok(ending)
    }

    /// Reads the body and completes the message to the server. Returns how much of the input it took.
    async fn read_body(&mut self, head: &RequestHead) -> Result<usize, Stop> {
        let complete = match head.length {
            Length::Known(length) => self.input.len() >= head.bytes + length,
            Length::Chunked => false,
        };
        if head.expects_continue && !complete {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        match head.length {
            Length::Known(length) => {
                let end = head.bytes + length;
                while self.input.len() < end {
                    self.read_more().await?;
                }
                finish_request(&mut self.request, &self.input[head.bytes..end]);
                Ok(end)
            }
            Length::Chunked => {
                let (mut body, mut at) = (Vec::new(), head.bytes);
                loop {
                    match read_chunk(&self.input, at)? {
                        Chunk::Partial => self.read_more().await?,
                        Chunk::Data { start, end } => {
                            if body.len() + (end - start) > BODY_BYTES_MAX {
                                return Err(Malformed::BodyTooLarge.into());
                            }
                            body.extend_from_slice(&self.input[start..end]);
                            at = end + 2;
                        }
                        Chunk::Last { end } => {
                            finish_request(&mut self.request, &body);
                            return Ok(end);
                        }
                    }
                }
            }
        }
    }

    async fn read_more(&mut self) -> Result<(), Stop> {
        self.input.reserve(READ_BYTES);
        match self.stream.read_buf(&mut self.input).await? {
            0 => Err(Stop::Gone),
            _ => Ok(()),
        }
    }

    /// Sends the request to the current server and reads its answer into `reply`, the client's head into `output`.
    async fn ask(&mut self, head: &RequestHead) -> Option<ResponseHead> {
        let generation = self.backend.generation();
        if let Some(upstream) = generation.idle() {
            match self.exchange(upstream, head, &generation).await {
                Ok(answer) => return Some(answer),
                // The server closed it while it was idle. With a first byte of an answer it was not idle.
                Err(_) if self.reply.is_empty() => {}
                Err(_) => return None,
            }
        }
        let upstream = generation.connect().await.ok()?;
        self.exchange(upstream, head, &generation).await.ok()
    }

    async fn exchange(
        &mut self,
        mut upstream: TcpStream,
        head: &RequestHead,
        generation: &Generation,
    ) -> io::Result<ResponseHead> {
        self.reply.clear();
        upstream.write_all(&self.request).await?;
        let invalid = || io::Error::from(io::ErrorKind::InvalidData);
        let answer = loop {
            self.reply.reserve(READ_BYTES);
            if upstream.read_buf(&mut self.reply).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(answer) = read_response(&self.reply, head, &mut self.output).map_err(|_| invalid())? {
                break answer;
            }
        };
        let end = answer.bytes + answer.body_bytes;
        while self.reply.len() < end {
            self.reply.reserve(end - self.reply.len());
            if upstream.read_buf(&mut self.reply).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        if answer.keep_alive && self.reply.len() == end {
            generation.give_back(upstream);
        }
        Ok(answer)
    }

    async fn deliver(&mut self, head: &RequestHead, answer: &ResponseHead) -> Result<Option<Ending>, Stop> {
        let body = answer.bytes..answer.bytes + answer.body_bytes;
        match answer.order {
            Some(Order::Reset) => return Ok(Some(Ending::Reset)),
            Some(Order::NotHttp) => {
                self.stream.write_all(b"220 simulator.example ESMTP ready\r\n").await?;
                return Ok(Some(Ending::Close));
            }
            Some(Order::Cut) => {
                let half = answer.bytes + answer.body_bytes / 2;
                self.output.extend_from_slice(&self.reply[answer.bytes..half]);
                self.stream.write_all(&self.output).await?;
                return Ok(Some(Ending::Close));
            }
            Some(Order::Slow(delay)) => self.wait_for(tokio::time::sleep(delay)).await?,
            Some(Order::Hold(ticket)) => {
                if let Some(released) = self.backend.held(ticket) {
                    // An error says that whoever held it is gone, which releases it too.
                    self.wait_for(released).await?;
                }
            }
            None => {}
        }
        self.output.extend_from_slice(&self.reply[body]);
        self.stream.write_all(&self.output).await?;
        self.stream.flush().await?;
        Ok((!head.keep_alive).then_some(Ending::Close))
    }

    /// Keeps the answer back; nobody waits for it once the client hung up.
    async fn wait_for(&mut self, event: impl Future) -> Result<(), Stop> {
        let mut event = std::pin::pin!(event);
        loop {
            tokio::select! {
                _ = &mut event => return Ok(()),
                more = self.read_more() => more?,
            }
            if self.input.len() > BODY_BYTES_MAX {
                return Err(Stop::Gone);
            }
        }
    }

    async fn refuse(&mut self, malformed: Malformed) -> Ending {
        let body = r#"{"message": "not a request that can be served"}"#;
        match self.fail(malformed.status_line(), body).await {
            Ok(_) => Ending::Close,
            Err(_) => Ending::Gone,
        }
    }

    async fn fail(&mut self, status_line: &str, body: &str) -> Result<Option<Ending>, Stop> {
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status_line}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{body}"
        );
        self.stream.write_all(answer.as_bytes()).await?;
        self.stream.flush().await?;
        Ok(Some(Ending::Close))
    }
}

fn trim(buffer: &mut Vec<u8>) {
    if buffer.capacity() > KEEP_BYTES_MAX && buffer.len() <= KEEP_BYTES_MAX {
        *buffer = buffer.as_slice().to_vec();
    }
}
