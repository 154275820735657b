//! One request: its headers are judged before its body, each piece of the body is hashed as it
//! comes, and nothing goes on to the backend before the verdict.

use core::time::Duration;
use std::{rc::Rc, time::UNIX_EPOCH};

use hookproof::{Headers, Incoming, UnixTime, Verified};
use proxy_wasm::{
    hostcalls,
    traits::{Context, HttpContext},
    types::{Action, BufferType, MapType},
};

use crate::{
    config::{Endpoint, Guarded, Mode},
    refusal::Refusal,
    reserved,
    root::Loaded,
};

type Pairs = Vec<(String, Vec<u8>)>;

/// What the log names where no endpoint is known.
const NO_PATH: &str = "no path";

/// How much of a body is copied out of the host at a time.
const PIECE_BYTES: usize = 64 * 1024;

pub(crate) struct Filter {
    loaded: Option<Rc<Loaded>>,
    state: State,
}

enum State {
    /// The request passes: nothing guards it, or nothing is held back of it.
    Passing,
    /// A body of this length was verified, and passes.
    Verified { length: u64 },
    /// It was answered.
    Answered,
    /// Its body is coming.
    Reading(Box<Reading>),
}

struct Reading {
    endpoint: Rc<Endpoint>,
    incoming: Incoming,
    /// How many bytes of the body have come.
    length: u64,
    held: Held,
}

/// What a body that its host does not hold back takes of the filter's memory.
struct Held {
    loaded: Rc<Loaded>,
    bytes: u64,
}

/// How much all bodies that wait may take of the filter's memory, which hosts bound to 1 GiB.
const MOST_HELD_BYTES: u64 = 64 * 1024 * 1024;

impl Held {
    fn add(&mut self, bytes: u64) -> Result<(), Refusal> {
        let all = &self.loaded.held_bytes;
        if all.get() + bytes > MOST_HELD_BYTES {
            return Err(Refusal::BodyTooLarge);
        }
        self.bytes += bytes;
        all.set(all.get() + bytes);
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let all = &self.loaded.held_bytes;
        all.set(all.get() - self.bytes);
    }
}

impl Filter {
    pub(crate) const fn new(loaded: Option<Rc<Loaded>>) -> Self {
        Self { loaded, state: State::Answered }
    }

    /// Judges the headers.
    fn begin(&mut self, loaded: &Rc<Loaded>, is_whole: bool) -> Action {
        let Ok(pairs) = hostcalls::get_map_bytes(MapType::HttpRequestHeaders) else {
            return self.answer(401);
        };
        remove_reserved(MapType::HttpRequestHeaders, &pairs);
        // What goes through a tunnel is seen by nobody, and nothing tells what guards it.
        if value_of(&pairs, ":method") == Some(b"CONNECT") && value_of(&pairs, ":path").is_none() {
            return self.refuse(Refusal::Upgrade, NO_PATH, Mode::Enforce);
        }
        let endpoint = match loaded.config.guarded(value_of(&pairs, ":path").unwrap_or_default()) {
            Guarded::By(endpoint) => endpoint,
            Guarded::No => {
                loaded.counters.unguarded();
                return self.pass();
            }
            Guarded::Unclear => {
                return self.refuse(Refusal::Path, NO_PATH, loaded.config.mode_of_all());
            }
        };
        match judge(&endpoint, &pairs) {
            // A host that takes every request for one without a body.
            Ok(_) if is_whole && declares_body(&pairs) => {
                self.refuse(Refusal::BrokenOff, &endpoint.name, endpoint.mode)
            }
            Ok(incoming) => {
                let held = Held { loaded: Rc::clone(loaded), bytes: 0 };
                let reading = Reading { endpoint, incoming, length: 0, held };
                self.state = State::Reading(Box::new(reading));
                if is_whole { self.finish() } else { self.wait() }
            }
            Err(refusal) => self.refuse(refusal, &endpoint.name, endpoint.mode),
        }
    }

    /// Hashes what has come of the body.
    fn read(&mut self, available: usize, is_whole: bool) -> Action {
        let reading = match &mut self.state {
            State::Reading(reading) => reading,
            // More than was verified: none of it was.
            State::Verified { length } if available as u64 > *length => return self.answer(401),
            _ => return self.go_on(),
        };
        if let Err(refusal) = reading.take(available) {
            let endpoint = Rc::clone(&reading.endpoint);
            return self.refuse(refusal, &endpoint.name, endpoint.mode);
        }
        if is_whole { self.finish() } else { self.wait() }
    }

    /// Gives the verdict, once all has come.
    fn finish(&mut self) -> Action {
        let State::Reading(reading) = core::mem::replace(&mut self.state, State::Answered) else {
            return self.go_on();
        };
        let mut reading = *reading;
        let endpoint = Rc::clone(&reading.endpoint);
        if let Err(refusal) = reading.take_held_back() {
            return self.refuse(refusal, &endpoint.name, endpoint.mode);
        }
        match reading.incoming.finish(now()) {
            Ok(verified) => {
                if let Some(loaded) = &self.loaded {
                    loaded.counters.passed();
                }
                if endpoint.mode == Mode::Observe {
                    return self.pass();
                }
                tell_backend(&verified);
                self.state = State::Verified { length: reading.length };
                Action::Continue
            }
            Err(error) => self.refuse(Refusal::Verify(error), &endpoint.name, endpoint.mode),
        }
    }

    fn refuse(&mut self, refusal: Refusal, endpoint: &str, mode: Mode) -> Action {
        if let Some(loaded) = &self.loaded {
            loaded.counters.refused(refusal, endpoint, mode);
        }
        match mode {
            Mode::Enforce => self.answer(refusal.status()),
            Mode::Observe => self.pass(),
        }
    }

    /// Answers every refusal alike, so that a sender learns nothing from it.
    fn answer(&mut self, status: u32) -> Action {
        self.state = State::Answered;
        let headers = vec![("cache-control", "no-store")];
        // One that cannot be sent leaves the request where it is: held back.
        let _ = hostcalls::send_http_response(status, headers, None);
        Action::Pause
    }

    fn pass(&mut self) -> Action {
        self.state = State::Passing;
        Action::Continue
    }

    fn wait(&self) -> Action {
        match &self.state {
            State::Reading(reading) if reading.endpoint.mode == Mode::Observe => Action::Continue,
            _ => Action::Pause,
        }
    }

    const fn go_on(&self) -> Action {
        let passes = matches!(self.state, State::Passing | State::Verified { .. });
        if passes { Action::Continue } else { Action::Pause }
    }
}

impl Reading {
    /// Takes what is new of the body. While a host holds a body back it shows all of it, else the
    /// new bytes alone.
    fn take(&mut self, available: usize) -> Result<(), Refusal> {
        let at = match self.endpoint.mode {
            Mode::Enforce => usize::try_from(self.length).unwrap_or(usize::MAX),
            Mode::Observe => 0,
        };
        // A host that shows less than before does not show the whole body.
        let new = available.checked_sub(at).ok_or(Refusal::BrokenOff)? as u64;
        self.length += new;
        if self.length > self.endpoint.max_body_bytes {
            return Err(Refusal::BodyTooLarge);
        }
        if self.is_read_at_verdict() {
            return Ok(());
        }
        if self.incoming.keeps_body() {
            self.held.add(new)?;
        }
        self.hash(at, available)
    }

    /// Tells whether the body is hashed at the verdict. A body that is kept for a `whpk_` key would
    /// be in memory twice, and many that wait would exhaust it.
    fn is_read_at_verdict(&self) -> bool {
        self.endpoint.mode == Mode::Enforce && self.incoming.keeps_body()
    }

    /// Hashes the body that its host has held back until now.
    fn take_held_back(&mut self) -> Result<(), Refusal> {
        if !self.is_read_at_verdict() {
            return Ok(());
        }
        self.hash(0, usize::try_from(self.length).unwrap_or(usize::MAX))
    }

    fn hash(&mut self, from: usize, available: usize) -> Result<(), Refusal> {
        let mut at = from;
        while at < available {
            let size = (available - at).min(PIECE_BYTES);
            match hostcalls::get_buffer(BufferType::HttpRequestBody, at, size) {
                Ok(Some(piece)) if !piece.is_empty() => {
                    self.incoming.update(&piece);
                    at += piece.len();
                }
                // The host has less than it said: whatever was hashed is not the body.
                _ => return Err(Refusal::BrokenOff),
            }
        }
        Ok(())
    }
}

impl Context for Filter {}

impl HttpContext for Filter {
    fn on_http_request_headers(&mut self, _: usize, is_whole: bool) -> Action {
        match self.loaded.clone() {
            Some(loaded) => self.begin(&loaded, is_whole),
            // The host should not have loaded it.
            None => self.answer(503),
        }
    }

    fn on_http_request_body(&mut self, size: usize, is_whole: bool) -> Action {
        self.read(size, is_whole)
    }

    fn on_http_request_trailers(&mut self, _: usize) -> Action {
        if let Ok(pairs) = hostcalls::get_map_bytes(MapType::HttpRequestTrailers) {
            remove_reserved(MapType::HttpRequestTrailers, &pairs);
        }
        // The body ends before them.
        if matches!(self.state, State::Reading(_)) { self.finish() } else { self.go_on() }
    }

    fn on_log(&mut self) {
        if let (State::Reading(reading), Some(loaded)) = (&self.state, &self.loaded) {
            let endpoint = &reading.endpoint;
            loaded.counters.refused(Refusal::BrokenOff, &endpoint.name, endpoint.mode);
        }
    }
}

/// Judges all that comes before the body.
fn judge(endpoint: &Endpoint, pairs: &Pairs) -> Result<Incoming, Refusal> {
    // What follows an upgrade is no body, and nobody would look at it.
    let is_connect = value_of(pairs, ":method") == Some(b"CONNECT");
    if is_connect || [":protocol", "upgrade"].iter().any(|name| value_of(pairs, name).is_some()) {
        return Err(Refusal::Upgrade);
    }
    let headers = Headers::from_pairs(pairs.iter().map(|(name, value)| (name, value.as_slice())));
    let incoming = endpoint.verifier.begin(&headers, now()).map_err(Refusal::Verify)?;
    // A host that answers it removes it.
    if value_of(pairs, "expect").is_some() {
        return Err(Refusal::Expectation);
    }
    // A length that is no number is the host's to refuse; what comes is counted in any case.
    let declared =
        value_of(pairs, "content-length").and_then(|text| str::from_utf8(text).ok()?.parse().ok());
    if declared.is_some_and(|length: u64| length > endpoint.max_body_bytes) {
        return Err(Refusal::BodyTooLarge);
    }
    Ok(incoming)
}

/// Tells whether a body is announced.
fn declares_body(pairs: &Pairs) -> bool {
    let is_positive = |text: &[u8]| text.iter().any(|byte| *byte != b'0');
    value_of(pairs, "content-length").is_some_and(is_positive)
        || value_of(pairs, "transfer-encoding").is_some()
}

/// Sets what the backend may rely on.
fn tell_backend(verified: &Verified<'_>) {
    let timestamp = verified.timestamp().as_seconds().to_string();
    let index = verified.secret_index().to_string();
    for (name, value) in [
        (reserved::ID, verified.id()),
        (reserved::TIMESTAMP, &timestamp),
        (reserved::SECRET_INDEX, &index),
    ] {
        // Without it the backend refuses.
        let _ = hostcalls::set_map_value(MapType::HttpRequestHeaders, name, Some(value));
    }
}

fn remove_reserved(map: MapType, pairs: &Pairs) {
    for (name, _) in pairs {
        if reserved::is_reserved(name.as_bytes()) {
            let _ = hostcalls::remove_map_value(map, name);
        }
    }
}

fn value_of<'p>(pairs: &'p Pairs, name: &str) -> Option<&'p [u8]> {
    pairs
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_slice())
}

/// Reads the host's clock. One that cannot be read makes every webhook stale.
fn now() -> UnixTime {
    let since =
        hostcalls::get_current_time().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let seconds = since
        .map(|since: Duration| since.as_secs())
        .and_then(|seconds| i64::try_from(seconds).ok());
    UnixTime::from_seconds(seconds.unwrap_or(i64::MIN))
}
