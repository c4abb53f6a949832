//! A started command: its output as it comes, signals, its end.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::Ran;

/// Where a line came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stream {
    Out,
    Err,
}

/// A command that has been started. Dropped, it is killed.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// Lines with their ends, as they come; the channel closes when both streams have ended.
    lines: Receiver<(Stream, Vec<u8>)>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    shown: String,
    out_dir: PathBuf,
    folder: Arc<TempDir>,
    ends_by: Instant,
    ended: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            let _gone = self.child.kill();
            let _reaped = self.child.wait();
            if thread::panicking() {
                eprintln!("{}", self.so_far());
            }
        }
    }
}

impl Running {
    pub(super) fn start(
        mut command: Command,
        shown: String,
        out_dir: PathBuf,
        folder: Arc<TempDir>,
        time_limit: Duration,
    ) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{shown}: {error}"));
        let (sender, lines) = channel();
        follow(child.stdout.take().expect("piped"), Stream::Out, sender.clone());
        follow(child.stderr.take().expect("piped"), Stream::Err, sender);
        let ends_by = Instant::now() + time_limit;
        Self {
            child,
            lines,
            stdout: Vec::new(),
            stderr: Vec::new(),
            shown,
            out_dir,
            folder,
            ends_by,
            ended: false,
        }
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The folder in which the command runs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where its reports are unless an argument said otherwise.
    pub fn out_dir(&self) -> &Path {
        &self.out_dir
    }

    /// Waits until the command has written a line, to either stream, that `wanted` likes, and returns it.
    #[track_caller]
    pub fn wait_for_line(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            match self.next() {
                Some(line) if wanted(&line) => return line,
                Some(_) => {}
                None => panic!(
                    "the command ended before it wrote the line that was waited for\n{}",
                    self.so_far()
                ),
            }
        }
    }

    /// Sends a signal by name, such as `INT` or `TERM`.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.id().to_string()).status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "signal {name} could not be sent to {}",
            self.shown
        );
    }

    /// Ends the command at once, without a chance to clean up.
    #[track_caller]
    pub fn kill(mut self) -> Ran {
        self.child.kill().expect("the command can be killed");
        self.wait()
    }

    /// Waits for the end.
    #[track_caller]
    pub fn wait(mut self) -> Ran {
        while self.next().is_some() {}
        let status = self.child.wait().expect("the command can be waited for");
        self.ended = true;
        Ran {
            code: status.code(),
            stdout: String::from_utf8_lossy(&self.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&self.stderr).into_owned(),
            out_dir: self.out_dir.clone(),
            shown: self.shown.clone(),
            folder: Arc::clone(&self.folder),
        }
    }

    #[track_caller]
    fn next(&mut self) -> Option<String> {
        let left = self.ends_by.saturating_duration_since(Instant::now());
        match self.lines.recv_timeout(left) {
            Ok((stream, line)) => {
                let kept = if stream == Stream::Out { &mut self.stdout } else { &mut self.stderr };
                kept.extend_from_slice(&line);
                Some(String::from_utf8_lossy(&line).trim_end().to_owned())
            }
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("the command hangs\n{}", self.so_far()),
        }
    }

    fn so_far(&self) -> String {
        let [stdout, stderr] = [&self.stdout, &self.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        format!("$ {}\n--- stdout so far\n{stdout}\n--- stderr so far\n{stderr}\n---", self.shown)
    }
}

fn follow(stream: impl Read + Send + 'static, name: Stream, sender: Sender<(Stream, Vec<u8>)>) {
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        loop {
            let mut line = Vec::new();
            let read = reader.read_until(b'\n', &mut line);
            let goes_on = read.is_ok_and(|length| length > 0) && sender.send((name, line)).is_ok();
            if !goes_on {
                return;
            }
        }
    });
}
