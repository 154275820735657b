//! The configuration: JSON, read once when the host loads the filter. Whatever is wrong fails the
//! load.
//!
//! ```json
//! {
//!   "secrets": ["whsec_…", { "env": "WEBHOOK_SECRET" }],
//!   "tolerance_seconds": 300,
//!   "min_secret_bytes": 24,
//!   "max_body_bytes": 1048576,
//!   "mode": "enforce",
//!   "paths": { "/webhooks/billing": { "secrets": [{ "env": "BILLING_SECRET" }] } }
//! }
//! ```
//!
//! No message has a word of what was given, but for paths: any other text could be a secret in a
//! wrong place.

use core::time::Duration;
use std::rc::Rc;

use hookproof::{DEFAULT_TOLERANCE, MinSecretBytes, Secret, SecretError, Verifier};

use crate::{
    json::Json,
    paths::{self, Guard, Pattern},
};

/// The largest body unless the configuration says otherwise: 1 MiB.
pub const DEFAULT_MAX_BODY_BYTES: u64 = 1024 * 1024;

/// What is verified, and what is not.
#[derive(Debug)]
pub struct Config {
    paths: Vec<(Pattern, Rc<Endpoint>)>,
    elsewhere: Option<Rc<Endpoint>>,
}

/// What guards some paths.
#[derive(Debug)]
pub struct Endpoint {
    /// The path as it was given, or `*`.
    pub name: String,
    /// The keys, and how old a webhook may be.
    pub verifier: Verifier,
    /// The largest body.
    pub max_body_bytes: u64,
    /// What becomes of a webhook that is not authentic.
    pub mode: Mode,
}

/// What becomes of a webhook that is not authentic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is refused.
    Enforce,
    /// It is reported and passes, as everything does.
    Observe,
}

/// What guards a request.
#[derive(Clone, Debug)]
pub enum Guarded {
    /// Nothing: it is for something else than webhooks.
    No,
    /// This.
    By(Rc<Endpoint>),
    /// One of several, depending on how its path is read.
    Unclear,
}

impl Config {
    /// Reads a configuration. `environment` gives the value of one of the host's variables that the
    /// filter may see.
    ///
    /// # Errors
    /// What is wrong, where, and what to change.
    pub fn read(
        text: &[u8],
        environment: &impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        if text.iter().all(u8::is_ascii_whitespace) {
            return Err("the configuration is empty: give `secrets`, or `paths` with theirs".into());
        }
        let tree = Json::read(text).map_err(|place| {
            format!(
                "the configuration is no JSON from {place} on: give it as the text of a \
                 google.protobuf.StringValue"
            )
        })?;
        let members = members_of("", &tree)?;
        let given = Given::read("", members, &SETTINGS, &Given::default(), environment)?;
        let mut paths = Vec::new();
        if let Some((_, tree)) = members.iter().find(|(name, _)| name == "paths") {
            for (at, (path, tree)) in members_of("paths", tree)?.iter().enumerate() {
                paths.push(endpoint_at(at, path, tree, &given, environment)?);
                let (last, before) = paths.split_last().ok_or("no path")?;
                if before.iter().any(|(pattern, _)| *pattern == last.0) {
                    return Err(format!("paths[{at}] stands in `paths` before: give it once"));
                }
            }
        }
        let elsewhere = given.endpoint("*")?;
        if paths.is_empty() && elsewhere.is_none() {
            return Err(
                "there is nothing to verify with: give `secrets`, or `paths` with theirs".into()
            );
        }
        Ok(Self { paths, elsewhere })
    }

    /// Finds what guards the path of a request.
    #[must_use]
    pub fn guarded(&self, path: &[u8]) -> Guarded {
        let patterns = self.paths.iter().map(|(pattern, _)| pattern);
        let by = |endpoint: &Rc<Endpoint>| Guarded::By(Rc::clone(endpoint));
        match paths::guard(path, patterns, self.elsewhere.is_some()) {
            Guard::None => self.elsewhere.as_ref().map_or(Guarded::No, by),
            Guard::One(at) => self.paths.get(at).map_or(Guarded::Unclear, |(_, one)| by(one)),
            // Without paths every reading leads to the one endpoint.
            Guard::Unclear => match &self.elsewhere {
                Some(only) if self.paths.is_empty() => by(only),
                _ => Guarded::Unclear,
            },
        }
    }
}

impl Config {
    /// Returns `Observe` if every endpoint only observes: then nothing is refused.
    #[must_use]
    pub fn mode_of_all(&self) -> Mode {
        let paths = self.paths.iter().map(|(_, endpoint)| endpoint);
        let all_observe =
            paths.chain(&self.elsewhere).all(|endpoint| endpoint.mode == Mode::Observe);
        if all_observe { Mode::Observe } else { Mode::Enforce }
    }
}

/// The settings at the top, and of each path.
const SETTINGS: [&str; 6] =
    ["secrets", "tolerance_seconds", "min_secret_bytes", "max_body_bytes", "mode", "paths"];

/// What stands beside `paths`, or in one of them.
struct Given {
    secrets: Vec<Text>,
    place: String,
    tolerance: Duration,
    min_secret_bytes: MinSecretBytes,
    max_body_bytes: u64,
    mode: Mode,
}

/// A secret as it was given.
enum Text {
    /// `whsec_…`, `whpk_…` or base64.
    Coded(String),
    /// A text that is the key itself.
    Key(String),
}

impl Text {
    const fn lent(&self) -> Secret<'_> {
        match self {
            Self::Coded(text) => Secret::Text(text.as_str()),
            Self::Key(text) => Secret::Raw(text.as_bytes()),
        }
    }
}

impl Default for Given {
    fn default() -> Self {
        Self {
            secrets: Vec::new(),
            place: String::new(),
            tolerance: DEFAULT_TOLERANCE,
            min_secret_bytes: MinSecretBytes::DEFAULT,
            max_body_bytes: DEFAULT_MAX_BODY_BYTES,
            mode: Mode::Enforce,
        }
    }
}

impl Given {
    /// Reads the settings of an object; what is not given is as in `above`, but for the secrets.
    fn read(
        place: &str,
        members: &[(String, Json)],
        known: &[&str],
        above: &Self,
        environment: &impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let mut given = Self { secrets: Vec::new(), place: place.to_owned(), ..*above };
        for (at, (name, value)) in members.iter().enumerate() {
            if members[..at].iter().any(|(before, _)| before == name) {
                return Err(format!(
                    "setting {} {}is given twice: give it once",
                    at + 1,
                    of(place)
                ));
            }
            // Not printed: a secret in a name's place would be.
            if !known.contains(&name.as_str()) {
                let known = known.join("`, `");
                return Err(format!(
                    "setting {} {}is unknown: there are `{known}`",
                    at + 1,
                    of(place)
                ));
            }
            let here = join(place, name);
            match name.as_str() {
                "secrets" => given.secrets = secrets_of(&here, value, environment)?,
                "tolerance_seconds" => {
                    let wanted = "a whole number of seconds, 0 or more";
                    given.tolerance = Duration::from_secs(whole(&here, value, wanted, Some)?);
                }
                "min_secret_bytes" => {
                    let min = |number| MinSecretBytes::new(u16::try_from(number).ok()?);
                    given.min_secret_bytes =
                        whole(&here, value, "a whole number from 1 to 512", min)?;
                }
                "max_body_bytes" => {
                    let max = |number| (number <= MOST_BODY_BYTES).then_some(number);
                    let wanted = "a whole number of bytes, at most 1073741824";
                    given.max_body_bytes = whole(&here, value, wanted, max)?;
                }
                "mode" => {
                    given.mode = match value {
                        Json::Text(text) if text == "enforce" => Mode::Enforce,
                        Json::Text(text) if text == "observe" => Mode::Observe,
                        _ => return Err(format!("{here} must be \"enforce\" or \"observe\"")),
                    }
                }
                // Read by whoever called.
                _ => {}
            }
        }
        Ok(given)
    }

    /// Makes an endpoint of what has secrets.
    fn endpoint(&self, name: &str) -> Result<Option<Rc<Endpoint>>, String> {
        if self.secrets.is_empty() {
            return Ok(None);
        }
        // One after the other, so that it can be said which one is wrong.
        for (at, text) in self.secrets.iter().enumerate() {
            Verifier::with_min_secret_bytes([text.lent()], self.min_secret_bytes).map_err(
                |error| format!("{}[{at}]: {}", join(&self.place, "secrets"), advice(error)),
            )?;
        }
        let all = self.secrets.iter().map(Text::lent);
        let verifier = Verifier::with_min_secret_bytes(all, self.min_secret_bytes)
            .map_err(|error| format!("{}: {}", join(&self.place, "secrets"), advice(error)))?
            .with_tolerance(self.tolerance);
        let (max_body_bytes, mode) = (self.max_body_bytes, self.mode);
        Ok(Some(Rc::new(Endpoint { name: name.to_owned(), verifier, max_body_bytes, mode })))
    }
}

/// More than any host holds back for one request.
const MOST_BODY_BYTES: u64 = 1024 * 1024 * 1024;

fn endpoint_at(
    at: usize,
    path: &str,
    tree: &Json,
    above: &Given,
    environment: &impl Fn(&str) -> Option<String>,
) -> Result<(Pattern, Rc<Endpoint>), String> {
    let here = format!("paths[{at}]");
    let pattern = Pattern::parse(path).ok_or_else(|| {
        format!(
            "{here} must be a path such as /webhooks/billing: letters, digits and -._~ between \
             slashes, and none at its end"
        )
    })?;
    let known = &SETTINGS[..SETTINGS.len() - 1];
    let given = Given::read(&here, members_of(&here, tree)?, known, above, environment)?;
    let endpoint = given.endpoint(path)?;
    let endpoint = endpoint.ok_or_else(|| format!("{here} has no secret: give it `secrets`"))?;
    Ok((pattern, endpoint))
}

fn secrets_of(
    place: &str,
    value: &Json,
    environment: &impl Fn(&str) -> Option<String>,
) -> Result<Vec<Text>, String> {
    let Json::List(list) = value else {
        return Err(format!("{place} must be a list, also of one secret"));
    };
    if list.is_empty() {
        return Err(format!("{place} is empty: give 1 to 16 secrets"));
    }
    let mut secrets = Vec::new();
    for (at, value) in list.iter().enumerate() {
        let here = format!("{place}[{at}]");
        match value {
            Json::Text(text) => secrets.push(Text::Coded(text.clone())),
            Json::Members(members) => secrets.extend(secret_of(&here, members, environment)?),
            _ => return Err(format!("{here} must be a text, or {{ \"env\": \"NAME\" }}")),
        }
    }
    Ok(secrets)
}

/// Reads `{ "env": "NAME" }`, `{ "key": "…" }` or `{ "env": "NAME", "as": "key" }`.
fn secret_of(
    place: &str,
    members: &[(String, Json)],
    environment: &impl Fn(&str) -> Option<String>,
) -> Result<Vec<Text>, String> {
    let wrong = || {
        format!(
            "{place} must be a text, {{ \"env\": \"NAME\" }}, \
             {{ \"env\": \"NAME\", \"as\": \"key\" }} \
             or {{ \"key\": \"text that is the key itself\" }}"
        )
    };
    let pairs: Vec<_> = members.iter().map(|(name, value)| (name.as_str(), value)).collect();
    match pairs.as_slice() {
        [("key", Json::Text(key))] => Ok(vec![Text::Key(key.clone())]),
        [("env", Json::Text(name))] => {
            let value = variable(place, name, environment)?;
            // Several during a rotation. No secret has white space in it.
            Ok(value.split_ascii_whitespace().map(|text| Text::Coded(text.to_owned())).collect())
        }
        [("env", Json::Text(name)), ("as", Json::Text(how))]
        | [("as", Json::Text(how)), ("env", Json::Text(name))]
            if how == "key" =>
        {
            let key = variable(place, name, environment)?;
            if key.trim_ascii().len() != key.len() {
                return Err(format!(
                    "{place}: the environment variable has white space at an end, which would be \
                     part of the key: take it away, or give {{ \"key\": \"…\" }}"
                ));
            }
            Ok(vec![Text::Key(key)])
        }
        _ => Err(wrong()),
    }
}

fn variable(
    place: &str,
    name: &str,
    environment: &impl Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let value = environment(name).filter(|value| !value.trim_ascii().is_empty());
    value.ok_or_else(|| {
        format!(
            "{place}: the environment variable is not there, or empty: set it where the proxy \
             runs, and name it in `vm_config.environment_variables.host_env_keys`"
        )
    })
}

const FORMAT: &str = "the secret is not base64: copy it again, without spaces, quotes or line \
    breaks; if the sender uses the secret's text itself as the key, give { \"key\": \"…\" }, or \
    { \"env\": \"NAME\", \"as\": \"key\" }";
const LENGTH: &str = "the secret decodes to fewer than 24 bytes, or to more than 512: copy the \
    whole secret, not a placeholder; if the sender issues shorter ones, set `min_secret_bytes`";
const TEXT_AS_BYTES: &str = "give a whpk_ key as it is, \"whpk_…\" or { \"env\": \"NAME\" }, without \
    `key` or `as`: with its text as the key everybody could sign";

/// Says of a wrong secret what to change here; the crate's words are for Rust.
fn advice(error: SecretError) -> String {
    match error {
        SecretError::Format => FORMAT.into(),
        SecretError::Length => LENGTH.into(),
        SecretError::TextAsBytes => TEXT_AS_BYTES.into(),
        other => other.to_string(),
    }
}

fn members_of<'j>(place: &str, tree: &'j Json) -> Result<&'j [(String, Json)], String> {
    match tree {
        Json::Members(members) => Ok(members),
        _ if place.is_empty() => Err("the configuration must be an object".into()),
        _ => Err(format!("{place} must be an object")),
    }
}

fn whole<T>(
    place: &str,
    value: &Json,
    wanted: &str,
    take: impl Fn(u64) -> Option<T>,
) -> Result<T, String> {
    let taken = if let Json::Whole(number) = value { take(*number) } else { None };
    taken.ok_or_else(|| format!("{place} must be {wanted}"))
}

fn join(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

fn of(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("of {place} ") }
}

#[cfg(test)]
mod tests;
