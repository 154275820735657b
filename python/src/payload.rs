//! A payload as it is given, and its bytes.

use pyo3::{
    PyTypeInfo, intern,
    prelude::*,
    types::{PyByteArray, PyBytes, PyMemoryView, PyString},
};

pub(crate) const PROBLEM: &str = "the payload must be the raw body, str or bytes, and it was parsed or never read: \
     Flask: request.get_data(); FastAPI and Starlette: await request.body(); Django: request.body; aiohttp: await request.read()";

/// Returns the bytes of a `str` or of bytes, as they are now: nobody can change them afterwards.
/// `None` for anything else.
pub(crate) fn bytes_of<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyBytes>>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Some(bytes.clone()));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return utf8(text).map(Some);
    }
    // Not bytes(value) of whatever was given: a subclass may say what that is.
    let view = match value.cast::<PyByteArray>() {
        Ok(array) => PyMemoryView::from(array)?,
        Err(_) => match value.cast::<PyMemoryView>() {
            Ok(view) => view.clone(),
            Err(_) => return Ok(None),
        },
    };
    // A view that was released has no bytes any more.
    let bytes = view.call_method0(intern!(value.py(), "tobytes"));
    Ok(bytes.ok().and_then(|bytes| bytes.cast_into().ok()))
}

/// Returns the UTF-8 of a text. Half a surrogate pair has none and becomes U+FFFD, as in
/// JavaScript.
pub(crate) fn utf8<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyBytes>> {
    let py = text.py();
    text.encode_utf8().or_else(|_| {
        let utf16 = PyString::type_object(py).call_method1(
            intern!(py, "encode"),
            (text, intern!(py, "utf-16-le"), intern!(py, "surrogatepass")),
        )?;
        let (units, _) = utf16.cast::<PyBytes>()?.as_bytes().as_chunks();
        let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
        let text: String = char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        Ok(PyBytes::new(py, text.as_bytes()))
    })
}
