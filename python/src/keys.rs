//! The secrets of a call, and the verifiers and signers of those that were given last, so that a
//! repeated secret is decoded once.
//!
//! They are keys, never verdicts. What is compared are a developer's own secrets with each other:
//! no sender has a say in either, so there is nothing to time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hookproof::{MinSecretBytes, Secret, SecretError, python::MAX_SECRETS};
use pyo3::{
    prelude::*,
    types::{PyByteArray, PyBytes, PySequence, PyString},
};
use zeroize::Zeroizing;

use crate::{errors, payload::utf8};

/// A secret as it is given.
pub(crate) enum Given<'py> {
    Missing,
    Text(Bound<'py, PyBytes>),
    Raw(Bound<'py, PyBytes>),
    OfWrongKind,
}

impl<'py> Given<'py> {
    fn new(secret: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(text) = secret.cast::<PyString>() {
            return utf8(text).map(Self::Text);
        }
        if let Ok(bytes) = secret.cast::<PyBytes>() {
            return Ok(Self::Raw(bytes.clone()));
        }
        Ok(if secret.is_none() { Self::Missing } else { Self::OfWrongKind })
    }

    /// Lends it to the core, which decides about it.
    pub(crate) fn lent(&self) -> Option<Secret<'_>> {
        match self {
            Self::Missing | Self::OfWrongKind => None,
            // It was made of a `str`, so that the fallback is never taken.
            Self::Text(text) => {
                Some(Secret::Text(core::str::from_utf8(text.as_bytes()).unwrap_or_default()))
            }
            Self::Raw(bytes) => Some(Secret::Raw(bytes.as_bytes())),
        }
    }
}

/// The secrets of a call.
pub(crate) enum Secrets<'py> {
    One(Given<'py>),
    List(Vec<Given<'py>>),
}

/// One more than are taken, for the core to refuse.
const ONE_TOO_MANY: usize = MAX_SECRETS + 1;

impl<'py> Secrets<'py> {
    pub(crate) fn read(secret: &Bound<'py, PyAny>) -> PyResult<Self> {
        let one = Given::new(secret)?;
        if !matches!(one, Given::OfWrongKind) || secret.is_instance_of::<PyByteArray>() {
            return Ok(Self::One(one));
        }
        let Ok(list) = secret.cast::<PySequence>() else { return Ok(Self::One(one)) };
        let given = || -> PyResult<Vec<_>> {
            list.try_iter()?.take(ONE_TOO_MANY).map(|each| Given::new(&each?)).collect()
        };
        match given() {
            Ok(list) => Ok(Self::List(list)),
            Err(error) => errors::unless_fatal(secret.py(), error, Self::One(Given::OfWrongKind)),
        }
    }

    pub(crate) fn all(&self) -> &[Given<'py>] {
        match self {
            Self::One(one) => core::slice::from_ref(one),
            Self::List(list) => list,
        }
    }
}

/// What is made of secrets, and kept: a verifier or a signer.
pub(crate) trait Keys: Sized {
    /// What besides the secrets it is made of.
    type Options: Copy + PartialEq;

    fn new<'a>(
        secrets: impl Iterator<Item = Secret<'a>>,
        min: MinSecretBytes,
        options: Self::Options,
    ) -> Result<Self, SecretError>;
}

/// The keys of the secrets that were given last.
pub(crate) struct Cache<K: Keys> {
    entries: Mutex<Vec<Entry<K>>>,
    recent: Mutex<Option<Recent<K>>>,
}

/// The very object that was given last, which needs not be read again: a text or bytes, and never
/// changed.
struct Recent<K: Keys> {
    secret: Py<PyAny>,
    min: MinSecretBytes,
    options: K::Options,
    keys: Arc<K>,
}

/// The secrets of a call, as far as they have to be read.
pub(crate) enum Taken<'py, K> {
    Known(Arc<K>),
    Read(Secrets<'py>),
}

/// So many endpoints, or tenants, one process has at most before each call decodes its secret anew.
const ENTRIES: usize = 16;

struct Entry<K: Keys> {
    secrets: Vec<Known>,
    min: MinSecretBytes,
    options: K::Options,
    keys: Arc<K>,
}

struct Known {
    is_text: bool,
    bytes: Zeroizing<Vec<u8>>,
}

impl Known {
    fn is(&self, given: &Given<'_>) -> bool {
        match given {
            Given::Text(bytes) => self.is_text && *self.bytes == bytes.as_bytes(),
            Given::Raw(bytes) => !self.is_text && *self.bytes == bytes.as_bytes(),
            Given::Missing | Given::OfWrongKind => false,
        }
    }
}

impl<K: Keys> Entry<K> {
    fn is(&self, secrets: &[Given<'_>], min: MinSecretBytes, options: K::Options) -> bool {
        self.min == min
            && self.options == options
            && self.secrets.len() == secrets.len()
            && self.secrets.iter().zip(secrets).all(|(known, given)| known.is(given))
    }
}

impl<K: Keys> Cache<K> {
    pub(crate) const fn new() -> Self {
        Self { entries: Mutex::new(Vec::new()), recent: Mutex::new(None) }
    }

    pub(crate) fn take<'py>(
        &self,
        secret: &Bound<'py, PyAny>,
        min: MinSecretBytes,
        options: K::Options,
    ) -> PyResult<Taken<'py, K>> {
        let is_same = |recent: &&Recent<K>| {
            recent.secret.is(secret) && recent.min == min && recent.options == options
        };
        let known =
            lock(&self.recent).as_ref().filter(is_same).map(|recent| Arc::clone(&recent.keys));
        known.map_or_else(|| Secrets::read(secret).map(Taken::Read), |keys| Ok(Taken::Known(keys)))
    }

    /// Gives the keys of secrets that were taken; raises what is wrong with the first that is
    /// wrong.
    pub(crate) fn keys<'py>(
        &self,
        secret: &Bound<'py, PyAny>,
        taken: Taken<'py, K>,
        min: MinSecretBytes,
        options: K::Options,
    ) -> PyResult<Arc<K>> {
        let secrets = match taken {
            Taken::Known(keys) => return Ok(keys),
            Taken::Read(secrets) => secrets,
        };
        let keys = self.keys_of(secret.py(), secrets.all(), min, options)?;
        if secret.is_exact_instance_of::<PyString>() || secret.is_exact_instance_of::<PyBytes>() {
            let recent =
                Recent { secret: secret.clone().unbind(), min, options, keys: Arc::clone(&keys) };
            *lock(&self.recent) = Some(recent);
        }
        Ok(keys)
    }

    fn keys_of(
        &self,
        py: Python<'_>,
        given: &[Given<'_>],
        min: MinSecretBytes,
        options: K::Options,
    ) -> PyResult<Arc<K>> {
        if let Some(entry) = lock(&self.entries).iter().find(|entry| entry.is(given, min, options))
        {
            return Ok(Arc::clone(&entry.keys));
        }
        // Not under the lock: an error is made by Python, which may let another thread run, and
        // that would wait for the lock.
        let keys = Arc::new(made::<K>(py, given, min, options)?);
        let known = |given: &Given<'_>| match given {
            Given::Text(bytes) => Known { is_text: true, bytes: bytes.as_bytes().to_vec().into() },
            Given::Raw(bytes) => Known { is_text: false, bytes: bytes.as_bytes().to_vec().into() },
            Given::Missing | Given::OfWrongKind => {
                Known { is_text: false, bytes: Vec::new().into() }
            }
        };
        let secrets = given.iter().map(known).collect();
        let mut entries = lock(&self.entries);
        entries.truncate(ENTRIES - 1);
        entries.insert(0, Entry { secrets, min, options, keys: Arc::clone(&keys) });
        Ok(keys)
    }
}

/// Locks a mutex, also after a panic: what that interrupted is whole, as each value is put in at
/// once.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the keys of secrets that were not given before.
pub(crate) fn made<K: Keys>(
    py: Python<'_>,
    given: &[Given<'_>],
    min: MinSecretBytes,
    options: K::Options,
) -> PyResult<K> {
    let count = given.len();
    let lone = |secret| K::new(core::iter::once(secret), min, options);
    // In the order of the list: that of the verdict is no other. What a key is for is looked at
    // when all of them are read.
    let mut of_wrong_purpose = None;
    for (at, secret) in given.iter().enumerate().take(MAX_SECRETS) {
        match secret {
            Given::Missing => return Err(errors::secret(py, SecretError::Missing, at, count)),
            Given::OfWrongKind => return Err(errors::secret_kind(py, at, count)),
            Given::Text(_) | Given::Raw(_) => {}
        }
        match secret.lent().map(lone) {
            Some(Err(error @ (SecretError::PrivateKey | SecretError::PublicKey))) => {
                of_wrong_purpose.get_or_insert((error, at));
            }
            Some(Err(error)) => return Err(errors::secret(py, error, at, count)),
            _ => {}
        }
    }
    // The one too many may be no secret, and counts all the same.
    let lent = given.iter().map(|secret| secret.lent().unwrap_or(Secret::Raw(&[])));
    K::new(lent, min, options).map_err(|error| {
        let at = of_wrong_purpose
            .filter(|(of, _)| *of == error)
            .map_or(count.saturating_sub(1), |(_, at)| at);
        errors::secret(py, error, at, count)
    })
}
