//! The options of a call: numbers and times.

use core::time::Duration;

use hookproof::{DEFAULT_TOLERANCE, MinSecretBytes, UnixTime};
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBool, PyDateTime, PyFloat, PyInt, PyModule},
};

use crate::errors::option;

const NOW: &str = "now must be a finite number of seconds or a datetime with a time zone";
const TOLERANCE: &str = "tolerance must be a finite number of seconds, 0 or more";
const MIN_SECRET_BYTES: &str = "min_secret_bytes must be a whole number from 1 to 512";

/// When and how a webhook is judged.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) now: UnixTime,
    pub(crate) tolerance: Duration,
    pub(crate) min: MinSecretBytes,
}

impl Options {
    /// Reads what is given; `None` is the default.
    pub(crate) fn read(
        py: Python<'_>,
        now: Option<&Bound<'_, PyAny>>,
        tolerance: Option<&Bound<'_, PyAny>>,
        min: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let now = match now {
            None => clock(py)?,
            Some(now) => seconds(now).ok_or_else(|| option(py, NOW))?,
        };
        let tolerance = match tolerance {
            None => DEFAULT_TOLERANCE,
            Some(tolerance) => {
                let seconds = whole(tolerance).and_then(|seconds| u64::try_from(seconds).ok());
                Duration::from_secs(seconds.ok_or_else(|| option(py, TOLERANCE))?)
            }
        };
        Ok(Self { now, tolerance, min: min_secret_bytes(py, min)? })
    }
}

/// Reads Python's own clock, which tests set.
pub(crate) fn clock(py: Python<'_>) -> PyResult<UnixTime> {
    static TIME: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let time = TIME.get_or_try_init(py, || PyModule::import(py, "time").map(Bound::unbind))?;
    let now = time.bind(py).call_method0(intern!(py, "time"))?;
    seconds(&now).ok_or_else(|| option(py, NOW))
}

pub(crate) fn min_secret_bytes(
    py: Python<'_>,
    min: Option<&Bound<'_, PyAny>>,
) -> PyResult<MinSecretBytes> {
    let Some(min) = min else { return Ok(MinSecretBytes::DEFAULT) };
    let bytes =
        whole_number(min).and_then(|bytes| u16::try_from(bytes).ok()).and_then(MinSecretBytes::new);
    bytes.ok_or_else(|| option(py, MIN_SECRET_BYTES))
}

/// Takes an int; a bool is none here.
pub(crate) fn whole_number(number: &Bound<'_, PyAny>) -> Option<usize> {
    let is_whole = number.is_instance_of::<PyInt>() && !number.is_instance_of::<PyBool>();
    is_whole.then(|| number.extract().ok()).flatten()
}

/// Takes seconds since 1970 or a datetime with a time zone, rounded down. `None` for anything else.
pub(crate) fn seconds(time: &Bound<'_, PyAny>) -> Option<UnixTime> {
    // Numbers first: to know a datetime, its module is imported.
    if let Some(seconds) = whole(time) {
        return Some(UnixTime::from_seconds(seconds));
    }
    let time = time.cast::<PyDateTime>().ok()?;
    // One without a time zone means another moment on each machine.
    time.call_method0(intern!(time.py(), "utcoffset")).ok().filter(|offset| !offset.is_none())?;
    let seconds = time.call_method0(intern!(time.py(), "timestamp")).ok()?;
    whole(&seconds).map(UnixTime::from_seconds)
}

/// Takes a number, rounded down. What is beyond 64 bits is as far as they go.
fn whole(number: &Bound<'_, PyAny>) -> Option<i64> {
    if let Ok(number) = number.cast::<PyFloat>() {
        let number = number.value();
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        return number.is_finite().then_some(number.floor() as i64);
    }
    if !number.is_instance_of::<PyInt>() || number.is_instance_of::<PyBool>() {
        return None;
    }
    number.extract().ok().or_else(|| Some(if number.gt(0).ok()? { i64::MAX } else { i64::MIN }))
}
