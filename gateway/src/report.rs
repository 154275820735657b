//! What became of a request: in the log, as counters of the host, and for its access log.

use proxy_wasm::{
    hostcalls,
    types::{LogLevel, MetricType},
};

use crate::{config::Mode, refusal::Refusal};

/// The name under which an access log finds the code: `%FILTER_STATE(wasm.hookproof:PLAIN)%`.
const STATE: &str = "hookproof";

/// The host's counters, by number.
#[derive(Debug)]
pub(crate) struct Counters {
    passed: u32,
    unguarded: u32,
    /// In the order of [`Refusal::ALL`].
    refused: [u32; Refusal::ALL.len()],
    observed: [u32; Refusal::ALL.len()],
}

impl Counters {
    /// Names all of them to the host, so that one that is still 0 can be seen.
    pub(crate) fn new() -> Self {
        Self {
            passed: counter("hookproof.passed"),
            unguarded: counter("hookproof.unguarded"),
            refused: Refusal::ALL
                .map(|refusal| counter(&format!("hookproof.refused.{}", refusal.code()))),
            observed: Refusal::ALL
                .map(|refusal| counter(&format!("hookproof.observed.{}", refusal.code()))),
        }
    }

    /// Counts what no path guards.
    pub(crate) fn unguarded(&self) {
        add_one(self.unguarded);
    }

    /// Counts an authentic webhook, and tells the access log.
    pub(crate) fn passed(&self) {
        add_one(self.passed);
        tell("passed");
    }

    /// Counts a refusal, or what would have been one, tells the access log, and writes a line. The
    /// line has nothing of what was sent.
    pub(crate) fn refused(&self, refusal: Refusal, endpoint: &str, mode: Mode) {
        let code = refusal.code();
        let (counters, what) = match mode {
            Mode::Enforce => (&self.refused, "refused"),
            Mode::Observe => (&self.observed, "would refuse"),
        };
        let mut places = Refusal::ALL.iter().zip(counters);
        if let Some((_, counter)) = places.find(|(known, _)| known.code() == code) {
            add_one(*counter);
        }
        tell(code);
        log(LogLevel::Info, &format!("hookproof: {what} {code} at {endpoint}"));
    }
}

/// Writes a line to the host's log.
pub(crate) fn log(level: LogLevel, line: &str) {
    // A line that cannot be written changes no verdict.
    let _ = hostcalls::log(level, line);
}

fn counter(name: &str) -> u32 {
    hostcalls::define_metric(MetricType::Counter, name).unwrap_or_default()
}

fn add_one(counter: u32) {
    let _ = hostcalls::increment_metric(counter, 1);
}

fn tell(code: &str) {
    let _ = hostcalls::set_property(vec![STATE], Some(code.as_bytes()));
}
