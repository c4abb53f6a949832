//! Debian's chromium without a window, driven through its DevTools protocol over two pipes: no port, no other program.

use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// What anything may take here; a machine with one busy core is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page, and all that happened on it.
pub(crate) struct Chromium {
    process: Child,
    to: File,
    from: BufReader<File>,
    session: Option<String>,
    last_id: u64,
    /// What was requested, beyond the page itself.
    pub(crate) requests: Vec<String>,
    /// Exceptions, errors of the console, violations of the policy.
    pub(crate) complaints: Vec<String>,
    /// Pipes and profile; they go when the browser has gone.
    _folder: TempDir,
}

impl Chromium {
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let pipe = |name: &str| {
            let path = folder.path().join(name);
            assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
            path
        };
        let (to, from) = (pipe("to"), pipe("from"));
        let process = Command::new("sh")
            .args(["-c", "exec chromium \"$@\" 3<\"$TO\" 4>\"$FROM\"", "chromium"])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
            ])
            // Nothing leaves the machine, whatever a page asks for or the browser itself would like to know.
            .args(["--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND"])
            .args(["--remote-debugging-pipe", "--window-size=1280,900"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .env("TO", &to)
            .env("FROM", &from)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // In the order in which the shell opens the other ends.
        let to = OpenOptions::new().write(true).open(to).unwrap();
        let from = BufReader::new(File::open(from).unwrap());
        let mut chromium = Self {
            process,
            to,
            from,
            session: None,
            last_id: 0,
            requests: Vec::new(),
            complaints: Vec::new(),
            _folder: folder,
        };
        let target = chromium.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = chromium.call("Target.attachToTarget", attach);
        chromium.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network", "Audits"] {
            chromium.call(&format!("{domain}.enable"), json!({}));
        }
        chromium
    }

    /// Calls a method of the protocol; what happens meanwhile is remembered.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).unwrap();
            assert!(
                bytes.pop() == Some(0),
                "chromium is missing or ended; `apt-get install chromium` installs it"
            );
            let message: Value = serde_json::from_slice(&bytes).unwrap();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.remember(&message);
        }
    }

    fn remember(&mut self, event: &Value) {
        let parameters = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                self.requests.push(parameters["request"]["url"].as_str().unwrap_or_default().to_owned());
            }
            "Network.webSocketCreated" => self.requests.push("a web socket".to_owned()),
            // That a test and no reader has changed the address is nothing to complain about.
            "Audits.issueAdded" if parameters.to_string().contains("NavigationEntryMarkedSkippable") => {}
            "Runtime.exceptionThrown" | "Log.entryAdded" | "Audits.issueAdded" => {
                self.complaints.push(parameters.to_string());
            }
            "Runtime.consoleAPICalled" => self.complaints.push(parameters["args"].to_string()),
            _ => {}
        }
    }

    /// Opens a file, perhaps with a fragment, and waits until the report says that it can be used.
    pub(crate) fn open(&mut self, path: &Path, fragment: &str) {
        self.load(path, fragment);
        self.wait_for("document.documentElement.dataset.ready !== undefined");
    }

    /// Opens a file, perhaps with a fragment, and waits until it is there.
    pub(crate) fn load(&mut self, path: &Path, fragment: &str) {
        // Another fragment alone would not load the page again.
        self.call("Page.navigate", json!({"url": "about:blank"}));
        self.wait_for("document.readyState === 'complete' && location.href === 'about:blank'");
        self.call("Page.navigate", json!({"url": format!("file://{}{fragment}", path.display())}));
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /// The value of an expression, waited for if it is a promise.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    pub(crate) fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression} is {value}")).to_owned()
    }

    /// Waits until an expression is true.
    pub(crate) fn wait_for(&mut self, expression: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let asked = json!({"expression": expression, "returnByValue": true});
            if self.call("Runtime.evaluate", asked)["result"]["value"] == true {
                return;
            }
            assert!(Instant::now() < until, "in vain: {expression}; {:?}", self.complaints);
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Presses a key and lets it go.
    pub(crate) fn press(&mut self, key: &str) {
        let text = match key {
            "Enter" => "\r",
            key if key.chars().count() == 1 => key,
            _ => "",
        };
        let down = json!({"type": "keyDown", "key": key, "text": text, "windowsVirtualKeyCode": code(key)});
        self.call("Input.dispatchKeyEvent", down);
        let up = json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code(key)});
        self.call("Input.dispatchKeyEvent", up);
    }

    /// Types into the element that has the focus.
    pub(crate) fn type_in(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    pub(crate) fn dark(&mut self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": value}]);
        self.call("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    /// A phone's window, or a desktop's.
    pub(crate) fn phone(&mut self, phone: bool) {
        let (width, height) = if phone { (375, 700) } else { (1280, 900) };
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone});
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Nothing but the file itself was asked for, and nobody complained.
    pub(crate) fn assert_quiet(&self) {
        let foreign: Vec<_> = self
            .requests
            .iter()
            .filter(|url| !url.starts_with("file:///") && *url != "about:blank")
            .collect();
        assert!(foreign.is_empty(), "{foreign:?}");
        let files: std::collections::BTreeSet<_> = self
            .requests
            .iter()
            .filter(|url| url.starts_with("file:"))
            .map(|url| url.split('#').next().unwrap_or_default())
            .collect();
        assert!(files.len() <= 1, "the page asks for other files: {files:?}");
        assert!(self.complaints.is_empty(), "{:?}", self.complaints);
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

fn code(key: &str) -> u32 {
    match key {
        "Tab" => 9,
        "Enter" => 13,
        "Escape" => 27,
        "End" => 35,
        "Home" => 36,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "/" => 191,
        key => key.chars().next().map_or(0, |key| u32::from(key.to_ascii_uppercase())),
    }
}
