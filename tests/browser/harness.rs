//! A page in a real browser, with blocking calls, so that a test reads as a list of deeds:
//!
//! ```ignore
//! let page = Page::open("#/sched?s=mixed");
//! page.press(&[Key::Right]);
//! page.wait_app("step", "2");
//! assert_eq!(page.problems(), Vec::<String>::new());
//! ```
//!
//! Every `Page` has a server, a chromedriver and a browser of its own; all end when it is dropped, also
//! when the test panics. What cannot be done panics, with the browser's reason.
#![allow(dead_code)] // each test file uses a part of it

pub use thirtyfour::Key;

use serde_json::{Value, json};
use std::fs;
use std::future::Future;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use thirtyfour::error::WebDriverResult;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

/// The longest that a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// Functions for [`Page::probe`].
const PROBES: &str = include_str!("probes.js");

/// The folder that holds Cargo.toml.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// One browser tab that shows the app.
pub struct Page {
    driver: Option<WebDriver>,
    runtime: tokio::runtime::Runtime,
    chromedriver: Chromedriver,
    /// The server of dist/; stop it to see the app without a network.
    pub site: Site,
}

impl Page {
    /// Starts a browser and opens the app at a link such as `#/sched?s=mixed&i=10`.
    pub fn open(hash: &str) -> Page {
        Page::open_with(hash, &[])
    }

    /// The same, with more switches for Chromium, such as `--force-prefers-reduced-motion`.
    pub fn open_with(hash: &str, switches: &[&str]) -> Page {
        let page = Page::blank(switches);
        page.goto(hash);
        page
    }

    /// A browser of 1366 × 768 that has not loaded anything yet.
    pub fn blank(switches: &[&str]) -> Page {
        let site = Site::start(&project().join("dist"));
        let chromedriver = Chromedriver::start();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let address = format!("http://127.0.0.1:{}", chromedriver.port);
        let driver = runtime.block_on(WebDriver::new(address, capabilities(switches)));
        let driver = Some(driver.expect("chromedriver starts a browser"));
        let page = Page { driver, runtime, chromedriver, site };
        page.viewport(1366, 768);
        page
    }

    /// Loads the app anew at this link, and waits until it has painted.
    pub fn goto(&self, hash: &str) {
        self.load(hash);
        let up = || self.js("return document.querySelector('#app[data-lang]') !== null") == json!(true);
        assert!(wait_until(up), "the app does not start at {hash}: {:?}", self.problems());
        self.frames(2);
    }

    /// Loads the page anew at this link, and does not wait for the app.
    pub fn load(&self, hash: &str) {
        self.wait("about:blank", self.driver().goto("about:blank")); // or only the hash would change
        self.wait(hash, self.driver().goto(self.site.address() + hash));
    }

    /// Changes the hash of the loaded page, as a click on a link does.
    pub fn follow(&self, hash: &str) {
        self.js(&format!("location.hash = {}", json!(hash)));
        self.frames(2);
    }

    /// Reloads the page and waits until the app has painted.
    pub fn reload(&self) {
        let hash = self.js("return location.hash");
        self.goto(hash.as_str().expect("a hash is text"));
    }

    /// The address bar from `#` on.
    pub fn hash(&self) -> String {
        self.js("return location.hash").as_str().expect("a hash is text").to_string()
    }

    /// What the app says of itself: `app("step")` is `data-step` of its root; empty when absent.
    pub fn app(&self, name: &str) -> String {
        self.attribute("#app", &format!("data-{name}"))
    }

    /// Waits until the app says so; panics when it does not.
    pub fn wait_app(&self, name: &str, value: &str) {
        let equal = wait_until(|| self.app(name) == value);
        assert!(equal, "data-{name} is {:?}, not {value:?}, at {}", self.app(name), self.hash());
    }

    /// An attribute of the first element that matches; empty when there is none.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let script = format!(
            "return document.querySelector({})?.getAttribute({}) ?? ''",
            json!(selector),
            json!(name)
        );
        self.js(&script).as_str().expect("an attribute is text").to_string()
    }

    /// The visible text of the first element that matches; empty when there is none.
    pub fn text(&self, selector: &str) -> String {
        let script = format!("return document.querySelector({})?.innerText ?? ''", json!(selector));
        self.js(&script).as_str().expect("text").to_string()
    }

    /// How many elements match.
    pub fn count(&self, selector: &str) -> u64 {
        let script = format!("return document.querySelectorAll({}).length", json!(selector));
        self.js(&script).as_u64().expect("a count")
    }

    /// All that a step decides as one text, for comparing: things, bars, numbers, sentences, reasons.
    pub fn state(&self) -> String {
        self.probe("state()").as_str().expect("text").to_string()
    }

    /// What an expression in terms of `probes.js` gives; a promise is waited for.
    pub fn probe(&self, expression: &str) -> Value {
        let script = format!(
            "const answer = arguments[arguments.length - 1]; {PROBES}
             Promise.resolve().then(() => {expression}).then((value) => answer([value, null]),
                 (error) => answer([null, String(error)]));"
        );
        let answer = self.js_async(&script);
        assert!(answer[1].is_null(), "{expression}: {}", answer[1]);
        answer[0].clone()
    }

    /// The sentences that a probe complains with.
    pub fn complaints(&self, expression: &str) -> Vec<String> {
        serde_json::from_value(self.probe(expression)).expect("a list of sentences")
    }

    /// Presses Tab until the focus is on what matches; panics with the way there when it never is.
    pub fn tab_to(&self, selector: &str) {
        let there = format!("return document.activeElement.matches({})", json!(selector));
        let mut way = Vec::new();
        while self.js(&there) != json!(true) {
            assert!(way.len() < 90, "Tab never reaches {selector}; it goes {way:#?}");
            self.press(&[Key::Tab]);
            way.push(self.probe("focus().what"));
        }
    }

    /// Opens a link in the page as it is, by its hash, and waits until its frame is painted.
    pub fn show(&self, hash: &str) {
        self.follow(hash);
        self.frames(2);
    }

    /// Clicks the middle of the first element that matches, with a real mouse.
    pub fn click(&self, selector: &str) {
        let element = self.wait(selector, self.driver().find(thirtyfour::By::Css(selector)));
        self.wait(selector, element.click());
        self.frames(2);
    }

    /// Presses one key; those before the last are held meanwhile: `&[Key::Shift, Key::Right]`.
    pub fn press(&self, keys: &[Key]) {
        let (key, held) = keys.split_last().expect("at least one key");
        let mut actions = self.driver().action_chain_with_delay(Some(Duration::ZERO), None);
        for key in held {
            actions = actions.key_down(key.clone());
        }
        actions = actions.key_down(key.clone()).key_up(key.clone());
        for key in held {
            actions = actions.key_up(key.clone());
        }
        self.wait("a key", actions.perform());
        self.frames(1);
    }

    /// Types a character while keys are held: `page.chord(&[Key::Control], 'k')`.
    pub fn chord(&self, held: &[Key], letter: char) {
        let mut actions = self.driver().action_chain_with_delay(Some(Duration::ZERO), None);
        for key in held {
            actions = actions.key_down(key.clone());
        }
        actions = actions.key_down(letter).key_up(letter);
        for key in held {
            actions = actions.key_up(key.clone());
        }
        self.wait("a key", actions.perform());
        self.frames(2);
    }

    /// Types characters, as `type_text("q")`, into whatever has the focus.
    pub fn type_text(&self, text: &str) {
        let actions = self.driver().action_chain_with_delay(Some(Duration::ZERO), None).send_keys(text);
        self.wait("typing", actions.perform());
        self.frames(1);
    }

    /// Runs a script body in the page; what it returns. The page's security policy does not bind it.
    pub fn js(&self, script: &str) -> Value {
        let result = self.wait(script, self.driver().execute(script, Vec::new()));
        result.json().clone()
    }

    /// Runs a script body whose last argument is called with the result: `arguments[0](…)`.
    pub fn js_async(&self, script: &str) -> Value {
        let result = self.wait(script, self.driver().execute_async(script, Vec::new()));
        result.json().clone()
    }

    /// Lets the browser paint this many frames.
    pub fn frames(&self, count: u32) {
        let script = "const done = arguments[arguments.length - 1]; let left = COUNT; \
                      const frame = () => (left-- > 0 ? requestAnimationFrame(frame) : done(null)); frame()";
        self.js_async(&script.replace("COUNT", &count.to_string()));
    }

    /// The size of the page in CSS pixels, with a mouse and one device pixel each.
    pub fn viewport(&self, width: u32, height: u32) {
        self.screen(width, height, 1, false);
    }

    /// A phone: a finger instead of a mouse, and two device pixels per CSS pixel.
    pub fn phone(&self, width: u32, height: u32) {
        self.screen(width, height, 2, true);
    }

    fn screen(&self, width: u32, height: u32, scale: u32, mobile: bool) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
        self.devtools("Emulation.setTouchEmulationEnabled", json!({"enabled": mobile}));
    }

    /// Media features the page sees: `&[("prefers-color-scheme", "dark")]`. Replaces those set before.
    pub fn media(&self, features: &[(&str, &str)]) {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub fn devtools(&self, method: &str, parameters: Value) -> Value {
        self.wait(method, self.driver().cdp().send_raw(method, parameters))
    }

    /// Warnings and errors of the console since the last call.
    pub fn problems(&self) -> Vec<String> {
        let entries = self.wait("the console", self.driver().get_log("browser"));
        let serious =
            entries.into_iter().filter(|entry| matches!(entry.level.as_str(), "WARNING" | "SEVERE"));
        serious.map(|entry| format!("{}: {}", entry.level, entry.message)).collect()
    }

    /// The addresses of all requests since the last call, in order.
    pub fn requests(&self) -> Vec<String> {
        let entries = self.wait("the network log", self.driver().get_log("performance"));
        let address = |message: &str| -> Option<String> {
            let message: Value = serde_json::from_str(message).ok()?;
            let event = &message["message"];
            (event["method"] == "Network.requestWillBeSent").then_some(())?;
            Some(event["params"]["request"]["url"].as_str()?.to_string())
        };
        entries.iter().filter_map(|entry| address(&entry.message)).collect()
    }

    /// Requests since the last call that left the site (`data:` and `blob:` stay in the page).
    pub fn foreign_requests(&self) -> Vec<String> {
        let own = |address: &String| {
            let prefixes = ["data:", "blob:", "about:"];
            address.starts_with(&self.site.address())
                || prefixes.iter().any(|prefix| address.starts_with(prefix))
        };
        self.requests().into_iter().filter(|address| !own(address)).collect()
    }

    /// Writes what the page shows to a PNG file.
    pub fn screenshot(&self, file: &Path) {
        fs::create_dir_all(file.parent().expect("a file in a folder")).expect("the folder can be made");
        let picture = self.wait("a screenshot", self.driver().screenshot_as_png());
        fs::write(file, picture).expect("the picture can be written");
    }

    /// Serious and critical findings of axe-core on what the page shows now, one line each.
    pub fn accessibility_findings(&self) -> Vec<String> {
        let axe = project().join("target/axe/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(axe).expect("axe-core is there after `cargo xtask setup`");
        self.js(&axe);
        let result = self.js_async(
            "const done = arguments[arguments.length - 1];
             axe.run(document).then((result) => done(result.violations.flatMap((rule) =>
                 rule.nodes.map((node) => [rule.impact, rule.id, node.target.join(' '), node.failureSummary]))),
                 (error) => done([['critical', 'axe itself failed', String(error), '']]));",
        );
        let findings = result.as_array().expect("a list of findings").iter();
        let serious = findings.filter(|finding| finding[0] == "serious" || finding[0] == "critical");
        serious.map(|finding| finding.to_string()).collect()
    }

    /// How far the content is wider than the page, in CSS pixels; 0 when nothing scrolls sideways.
    pub fn overflow(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - innerWidth";
        self.js(script).as_i64().expect("a width").max(0)
    }

    /// Opens a link, walks two steps on, reloads: the page looks the same, and has no complaint.
    pub fn looks_the_same_after_reloading(link: &str) {
        let page = Page::open(link);
        page.press(&[Key::Right]);
        page.press(&[Key::Right]);
        page.stays_when_reloaded();
        assert_eq!(page.problems(), Vec::<String>::new(), "{link}");
    }

    /// Reloads the page, which then looks as it did; the address follows the step a little later.
    pub fn stays_when_reloaded(&self) {
        let step = self.app("step");
        assert!(wait_until(|| self.hash().contains(&format!("i={step}"))), "the address is {}", self.hash());
        let walked = self.state();
        self.reload();
        assert!(self.state() == walked, "{} looks different after reloading", self.hash());
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("there until drop")
    }

    fn wait<T>(&self, what: &str, call: impl Future<Output = WebDriverResult<T>>) -> T {
        let what: String = what.chars().take(200).collect();
        self.runtime.block_on(call).unwrap_or_else(|error| panic!("{what}: {error}"))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // A browser that is gone already has quit.
            let _ = self.runtime.block_on(driver.quit());
        }
    }
}

/// Asks again and again until it holds; false when it does not in good time.
pub fn wait_until(holds: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if holds() {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    holds()
}

fn capabilities(switches: &[&str]) -> thirtyfour::ChromeCapabilities {
    let mut chrome = DesiredCapabilities::chrome();
    let quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update"];
    let alone = ["--disable-sync", "--disable-quic", "--disable-gpu", "--disable-dev-shm-usage"];
    let same = ["--headless=new", "--force-color-profile=srgb", "--lang=en-US"];
    let sandbox = if is_root() { &["--no-sandbox"][..] } else { &[] };
    for switch in [&quiet[..], &alone, &same, sandbox, switches].concat() {
        chrome.add_arg(switch).expect("a switch is text");
    }
    chrome.set_logging_prefs("browser", LoggingPrefsLogLevel::All).expect("a level");
    chrome.set_logging_prefs("performance", LoggingPrefsLogLevel::All).expect("a level");
    chrome
}

/// Chromium's sandbox does not work for root.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

struct Chromedriver {
    process: Child,
    port: u16,
}

impl Chromedriver {
    fn start() -> Chromedriver {
        let program = std::env::var("CHROMEDRIVER").unwrap_or("chromedriver".into());
        let mut command = Command::new(program);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("chromedriver is there after `cargo xtask setup`");
        let mut lines = BufReader::new(process.stdout.take().expect("piped above")).lines();
        let port = loop {
            let line = lines.next().expect("chromedriver names its port").expect("chromedriver prints text");
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').parse().expect("a port is a number");
            }
        };
        thread::spawn(move || lines.for_each(drop)); // or it would block on a full pipe
        Chromedriver { process, port }
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A server of a folder's files on 127.0.0.1, in a sub-folder, as on a shared static host.
pub struct Site {
    listener: SocketAddr,
    stopped: Arc<AtomicBool>,
}

impl Site {
    const FOLDER: &str = "/some/folder/";

    fn start(folder: &Path) -> Site {
        let built = folder.join("index.html").is_file();
        assert!(built, "there is no dist/; `cargo xtask build` writes it");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let site = Site {
            listener: listener.local_addr().expect("a bound socket has an address"),
            stopped: Arc::default(),
        };
        let (folder, stopped) = (folder.to_path_buf(), site.stopped.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let folder = folder.clone();
                // A browser that hangs up early has its reasons.
                thread::spawn(move || stream.map(|stream| answer(&stream, &folder)));
            }
        });
        site
    }

    /// Where the app is, with a slash at its end.
    pub fn address(&self) -> String {
        format!("http://{}{}", self.listener, Self::FOLDER)
    }

    /// Ends the server: from here on the site cannot be reached.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.listener); // wakes it up so that it sees the flag
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}

fn answer(mut stream: &TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.take(16_384));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let (status, kind, body) = match file_for(&request, folder) {
        Some(file) => ("200 OK", media_type(&file), fs::read(file)?),
        None => ("404 Not Found", "text/plain", b"not here".to_vec()),
    };
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n");
    stream.write_all(format!("{head}Cache-Control: no-cache\r\nConnection: close\r\n\r\n").as_bytes())?;
    stream.write_all(&body)
}

/// The file that `GET /some/folder/name HTTP/1.1` asks for.
fn file_for(request: &str, folder: &Path) -> Option<PathBuf> {
    let path = request.strip_prefix("GET ")?.split([' ', '?']).next()?;
    let name = path.strip_prefix(Site::FOLDER)?;
    let file = folder.join(if name.is_empty() { "index.html" } else { name });
    (!name.contains("..") && file.is_file()).then_some(file)
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
