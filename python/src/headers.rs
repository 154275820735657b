//! The headers of a request, of whatever framework, and the six fields that count in them.

use hookproof::python::{Field, MAX_SIGNATURES_BYTES, NAME_COUNT, NAMES};
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyByteArray, PyBytes, PyDict, PyList, PyMemoryView, PyString, PyTuple},
};

use crate::{errors::unless_fatal, payload::utf8};

/// The text under one name.
#[derive(Default)]
enum Text<'py> {
    #[default]
    Missing,
    One(Bound<'py, PyBytes>),
    Malformed,
}

/// What was read of a request's headers.
#[derive(Default)]
pub(crate) struct Fields<'py>([Text<'py>; NAME_COUNT]);

impl Fields<'_> {
    pub(crate) fn lent(&self) -> [Field<'_>; NAME_COUNT] {
        self.0.each_ref().map(|text| match text {
            Text::Missing => Field::Missing,
            Text::One(bytes) => Field::text(bytes.as_bytes()),
            Text::Malformed => Field::Malformed,
        })
    }
}

/// What is wrong with headers that no sender can have caused, as the message of `ERR_HEADERS_TYPE`.
pub(crate) type Read<'py> = Result<Fields<'py>, &'static str>;

const NO_HEADERS: &str =
    "the headers must be a mapping, such as request.headers or environ, or (name, value) pairs";
const AWAITABLE: &str = "the headers are awaitable: await them first";
const OF_REQUEST: &str = "the headers are not given, but the request or event that has them: give its headers, request.headers";
const NUMBER: &str = "the value of a webhook header is a number: give text, str(value)";
const NO_TEXT: &str = "the value of a webhook header is neither text nor bytes, nor a list of these: give the text in it";

/// Reads each name once. Only what interrupts the program is raised.
pub(crate) fn read<'py>(headers: &Bound<'py, PyAny>) -> PyResult<Read<'py>> {
    let environ = headers.cast_exact::<PyDict>();
    let mut reader = Reader {
        // Two keys of a dict are no header that came twice: no server makes them.
        joins: !headers.is_instance_of::<PyDict>(),
        may_be_environ: environ.is_ok(),
        ..Reader::default()
    };
    let read = match environ {
        Ok(dict) => dict.iter().try_for_each(|(name, value)| reader.take(&name, &value)),
        Err(_) => reader.read_any(headers),
    };
    match read {
        Ok(()) => {}
        Err(Stop::Problem(problem)) => return Ok(Err(problem)),
        Err(Stop::Raised(error)) => return unless_fatal(headers.py(), error, Err(NO_HEADERS)),
    }
    if reader.seen == [false; NAME_COUNT] && is_request(headers)? {
        return Ok(Err(OF_REQUEST));
    }
    Ok(Ok(Fields(reader.fields)))
}

/// Gives every pair of a name and a value, whatever the name.
fn pairs<'py>(
    headers: &Bound<'py, PyAny>,
) -> PyResult<impl Iterator<Item = PyResult<Bound<'py, PyAny>>>> {
    let py = headers.py();
    let items = headers.getattr_opt(intern!(py, "items"))?;
    match items {
        Some(items) => items.call0()?.try_iter(),
        None => headers.try_iter(),
    }
}

/// Far more than any server takes: an iterator without an end must not be one here.
const MOST_PAIRS: usize = 1_000_000;

/// So many values are too long a list, whatever they are.
const LONGEST_LIST: usize = 2050;

/// Why reading ends before its end.
enum Stop {
    Problem(&'static str),
    Raised(PyErr),
}

impl From<PyErr> for Stop {
    fn from(error: PyErr) -> Self {
        Self::Raised(error)
    }
}

#[derive(Default)]
struct Reader<'py> {
    fields: [Text<'py>; NAME_COUNT],
    seen: [bool; NAME_COUNT],
    /// Whether the values of a list that comes several times are one list.
    joins: bool,
    /// Whether names may be those of WSGI: it gives a dict, and no sender can write one.
    may_be_environ: bool,
}

impl<'py> Reader<'py> {
    fn read_any(&mut self, headers: &Bound<'py, PyAny>) -> Result<(), Stop> {
        let py = headers.py();
        if headers.hasattr(intern!(py, "__await__"))? {
            return Err(Stop::Problem(AWAITABLE));
        }
        if headers.is_instance_of::<PyString>() || is_bytes(headers) {
            return Err(Stop::Problem(NO_HEADERS));
        }
        for (count, pair) in pairs(headers)?.enumerate() {
            let pair = pair?;
            let (name, value) = if let Ok(pair) = pair.cast::<PyTuple>() {
                (pair.len() == 2).then(|| (pair.get_item(0), pair.get_item(1)))
            } else if let Ok(pair) = pair.cast::<PyList>() {
                (pair.len() == 2).then(|| (pair.get_item(0), pair.get_item(1)))
            } else {
                None
            }
            .filter(|_| count < MOST_PAIRS)
            .ok_or(Stop::Problem(NO_HEADERS))?;
            self.take(&name?, &value?)?;
        }
        Ok(())
    }

    fn take(&mut self, name: &Bound<'py, PyAny>, value: &Bound<'py, PyAny>) -> Result<(), Stop> {
        let Some(at) = place_of(name, self.may_be_environ)? else { return Ok(()) };
        let text = text_of(value, is_list(at))?;
        let field = &mut self.fields[at];
        *field = match (self.seen[at], self.joins && is_list(at)) {
            (false, _) => text,
            (true, true) => joined(name.py(), [&*field, &text]),
            (true, false) => Text::Malformed,
        };
        self.seen[at] = true;
        Ok(())
    }
}

/// Tells whether it is the signature, the one header that is a list: its values are one text, as
/// HTTP joins them (RFC 9110, 5.3).
const fn is_list(at: usize) -> bool {
    at % 3 == 2
}

/// Gives the place of a header's name in `NAMES`, in any case, or as WSGI spells it.
fn place_of(name: &Bound<'_, PyAny>, may_be_environ: bool) -> Result<Option<usize>, Stop> {
    if let Ok(text) = name.cast_exact::<PyString>() {
        // Most names have the length of none that counts.
        if !may_be_webhook_header(text.len()?) {
            return Ok(None);
        }
        // Most of the others are spelt as usual, and need not be taken apart.
        if let Some(place) = usual_names(name.py())?.get_item(text)? {
            return Ok(if place.is_none() { None } else { Some(place.extract()?) });
        }
        return Ok(place_in(
            text.encode_utf8().as_ref().map_or(b"", |bytes| bytes.as_bytes()),
            may_be_environ,
        ));
    }
    if let Ok(bytes) = name.cast::<PyBytes>() {
        return Ok(place_in(bytes.as_bytes(), false));
    }
    let text = name.cast::<PyString>().map_err(|_| Stop::Problem(NO_HEADERS))?;
    Ok(place_in(utf8(text)?.as_bytes(), may_be_environ))
}

/// Returns the place of each name as servers and frameworks spell it, and none for others that most
/// requests have.
fn usual_names(py: Python<'_>) -> PyResult<&Bound<'_, PyDict>> {
    static USUAL: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    let made = USUAL.get_or_try_init(py, || -> PyResult<_> {
        let names = PyDict::new(py);
        for (name, place) in NAMES
            .iter()
            .zip(0..)
            .map(|(name, at)| (*name, Some(at)))
            .chain(OTHERS.map(|name| (name, None::<usize>)))
        {
            let capitalised =
                name.split('-').map(|part| [&part[..1].to_ascii_uppercase(), &part[1..]].concat());
            names.set_item(name, place)?;
            names.set_item(capitalised.collect::<Vec<_>>().join("-"), place)?;
        }
        Ok(names.unbind())
    })?;
    Ok(made.bind(py))
}

/// As long as one that counts, and in most requests.
const OTHERS: [&str; 13] = [
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "content-type",
    "keep-alive",
    "transfer-encoding",
    "user-agent",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "x-request-id",
];

/// Tells whether a name is as long as one that counts, under its own name or behind `HTTP_`.
fn may_be_webhook_header(length: usize) -> bool {
    const LENGTHS: u32 = {
        let mut lengths = 0;
        let mut at = 0;
        while at < NAME_COUNT {
            lengths |= 1 << NAMES[at].len() | 1 << (OF_ENVIRON.len() + NAMES[at].len());
            at += 1;
        }
        lengths
    };
    length < 32 && LENGTHS & (1 << length) != 0
}

const OF_ENVIRON: &str = "HTTP_";

fn place_in(name: &[u8], may_be_environ: bool) -> Option<usize> {
    let behind = name.strip_prefix(OF_ENVIRON.as_bytes()).filter(|_| may_be_environ);
    let is = |known: &str| match behind {
        None => name.eq_ignore_ascii_case(known.as_bytes()),
        Some(name) => name.iter().zip(known.bytes()).all(|(given, known)| match known {
            b'-' => *given == b'_',
            known => *given == known.to_ascii_uppercase(),
        }),
    };
    let length = behind.unwrap_or(name).len();
    NAMES.iter().position(|known| known.len() == length && is(known))
}

fn text_of<'py>(value: &Bound<'py, PyAny>, is_list: bool) -> Result<Text<'py>, Stop> {
    if let Some(text) = text_bytes(value)? {
        return Ok(Text::One(text));
    }
    // As get() says that the sender has left it out, and as whoever copies headers one by one hands
    // it on.
    if value.is_none() {
        return Ok(Text::Missing);
    }
    let values: Vec<_> = if let Ok(list) = value.cast::<PyList>() {
        list.iter().take(LONGEST_LIST).collect()
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        tuple.iter().take(LONGEST_LIST).collect()
    } else {
        return Err(Stop::Problem(problem_of(value)));
    };
    let mut text = Text::Missing;
    let count = values.len();
    for (at, value) in values.into_iter().enumerate() {
        let one = text_bytes(&value)?.ok_or_else(|| Stop::Problem(problem_of(&value)))?;
        let one = Text::One(one);
        text = if at == 0 { one } else { joined(value.py(), [&text, &one]) };
    }
    Ok(if count == 1 || is_list { text } else { Text::Malformed })
}

/// Returns the bytes of a text, or of bytes as ASGI gives them.
fn text_bytes<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyBytes>>> {
    if let Ok(text) = value.cast::<PyString>() {
        return utf8(text).map(Some);
    }
    Ok(value.cast::<PyBytes>().ok().cloned())
}

fn joined<'py>(py: Python<'py>, texts: [&Text<'py>; 2]) -> Text<'py> {
    // To what is too long already, more makes no difference, and would cost more each time.
    if let [Text::One(bytes), _] = texts
        && bytes.as_bytes().len() > MAX_SIGNATURES_BYTES
    {
        return Text::One(bytes.clone());
    }
    let [first, second] = texts.map(|text| match text {
        Text::One(bytes) => bytes.as_bytes(),
        Text::Missing | Text::Malformed => b"",
    });
    Text::One(PyBytes::new(py, &[first, b", ", second].concat()))
}

fn problem_of(value: &Bound<'_, PyAny>) -> &'static str {
    let is_number = value.extract::<f64>().is_ok();
    let is_awaitable = value.hasattr(intern!(value.py(), "__await__")).unwrap_or_default();
    match (is_number, is_awaitable) {
        (true, _) => NUMBER,
        (_, true) => AWAITABLE,
        _ => NO_TEXT,
    }
}

fn is_bytes(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<PyMemoryView>()
}

/// Tells whether it is a request or an event of a platform, by the headers in it. A sender can name
/// a header as he likes, but he sends text.
fn is_request(headers: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = headers.py();
    for name in [intern!(py, "headers"), intern!(py, "request")] {
        let inside = match headers.cast::<PyDict>() {
            Ok(dict) => dict.get_item(name),
            Err(_) => match headers.getattr_opt(name) {
                Ok(None) => headers.get_item(name).map(Some).or_else(|_| Ok(None)),
                found => found,
            },
        };
        let inside = match inside {
            Ok(inside) => inside,
            Err(error) => unless_fatal(py, error, None)?,
        };
        if inside.is_some_and(|inside| text_of(&inside, true).is_err()) {
            return Ok(true);
        }
    }
    Ok(false)
}
