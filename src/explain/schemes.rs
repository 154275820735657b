//! Recognises other schemes by the headers and the forms of a signature that only they have.

use alloc::{borrow::Cow, format};

use super::{
    hex,
    hint::{Found, HintCode},
};
use crate::{headers::NAMES, signatures::entries};

/// Names of headers in lower case, and whose scheme it is.
const HEADERS: [(&str, &str); 75] = [
    ("x-hub-signature-256", "GitHub's and Meta's"),
    ("x-hub-signature", "GitHub's, Intercom's and WebSub's"),
    ("x-gitlab-token", "GitLab's older one"),
    ("x-gitea-signature", "Gitea's"),
    ("x-gogs-signature", "Gogs'"),
    ("stripe-signature", "Stripe's"),
    ("x-slack-signature", "Slack's"),
    ("x-shopify-hmac-sha256", "Shopify's"),
    ("x-signature-ed25519", "Discord's"),
    ("x-twilio-signature", "Twilio's"),
    ("x-twilio-email-event-webhook-signature", "SendGrid's"),
    ("signature-input", "RFC 9421 (HTTP Message Signatures)"),
    ("paddle-signature", "Paddle's"),
    ("x-square-hmacsha256-signature", "Square's"),
    ("x-square-signature", "Square's older one"),
    ("linear-signature", "Linear's"),
    ("x-zm-signature", "Zoom's"),
    ("paypal-transmission-sig", "PayPal's"),
    ("x-hubspot-signature-v3", "HubSpot's"),
    ("x-hubspot-signature", "HubSpot's"),
    ("typeform-signature", "Typeform's"),
    ("calendly-webhook-signature", "Calendly's"),
    ("x-zendesk-webhook-signature", "Zendesk's"),
    ("x-dropbox-signature", "Dropbox's"),
    ("box-signature-primary", "Box's"),
    ("box-signature-secondary", "Box's"),
    ("x-hook-signature", "Asana's"),
    ("x-hook-secret", "Asana's"),
    ("x-figma-signature", "Figma's"),
    ("x-wc-webhook-signature", "WooCommerce's"),
    ("x-razorpay-signature", "Razorpay's"),
    ("x-paystack-signature", "Paystack's"),
    ("verif-hash", "Flutterwave's"),
    ("flutterwave-signature", "Flutterwave's"),
    ("x-cc-webhook-signature", "Coinbase Commerce's"),
    ("x-hook0-signature", "Hook0's"),
    ("x-line-signature", "LINE's"),
    ("x-viber-content-signature", "Viber's"),
    ("x-telegram-bot-api-secret-token", "Telegram's"),
    ("twitch-eventsub-message-signature", "Twitch's"),
    ("x-twitter-webhooks-signature", "X's"),
    ("x-vercel-signature", "Vercel's"),
    ("sentry-hook-signature", "Sentry's"),
    ("x-pagerduty-signature", "PagerDuty's"),
    ("circleci-signature", "CircleCI's"),
    ("x-buildkite-signature", "Buildkite's"),
    ("x-docusign-signature-1", "DocuSign's"),
    ("x-trello-webhook", "Trello's"),
    ("x-contentful-signature", "Contentful's"),
    ("sanity-webhook-signature", "Sanity's"),
    ("x-webflow-signature", "Webflow's"),
    ("x-notion-signature", "Notion's"),
    ("x-airtable-content-mac", "Airtable's"),
    ("plaid-verification", "Plaid's"),
    ("x-plivo-signature-v3", "Plivo's"),
    ("telnyx-signature-ed25519", "Telnyx's"),
    ("lob-signature", "Lob's"),
    ("x-amz-sns-message-type", "Amazon SNS'"),
    ("workos-signature", "WorkOS'"),
    ("x-cal-signature-256", "Cal.com's"),
    ("x-knock-signature", "Knock's"),
    ("x-novu-signature", "Novu's"),
    ("upstash-signature", "Upstash's"),
    ("x-pusher-signature", "Pusher's"),
    ("x-ably-signature", "Ably's"),
    ("x-xero-signature", "Xero's"),
    ("intuit-signature", "Intuit's"),
    ("x-cld-signature", "Cloudinary's"),
    ("mux-signature", "Mux's"),
    ("tally-signature", "Tally's"),
    ("x-ghost-signature", "Ghost's"),
    ("x-discourse-event-signature", "Discourse's"),
    ("elevenlabs-signature", "ElevenLabs'"),
    ("x-alchemy-signature", "Alchemy's"),
    ("persona-signature", "Persona's"),
];

/// Recognises a scheme by the headers that are there, or by what only one sender's bodies have.
pub(super) fn recognise_headers(
    pairs: &[(&str, &[u8])],
    body: Option<&[u8]>,
) -> Option<Found<'static>> {
    let is_there = |known: &str| pairs.iter().any(|(name, _)| name.eq_ignore_ascii_case(known));
    if let Some((name, scheme)) = HEADERS.iter().find(|(name, _)| is_there(name)) {
        return Some(named(format!("the header {name} is of another scheme, {scheme}")));
    }
    // Mailgun signs in the body.
    let is_mailgun =
        |body: &[u8]| body.windows(12).take(64 * 1024).any(|part| part == b"\"event-data\"");
    if body.is_some_and(is_mailgun) {
        return Some(named(
            "the body has event-data and a signature in it, which is another scheme, Mailgun's",
        ));
    }
    let (name, _) = pairs.iter().find(|(name, _)| is_signature(name))?;
    Some(named(format!(
        "the header {} is of another scheme, the sender's own",
        name.to_ascii_lowercase()
    )))
}

/// Tells whether a header of this name can be nothing but a signature, though nobody is known for
/// it.
fn is_signature(name: &str) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let name = name.to_ascii_lowercase();
    let is_ours = NAMES.contains(&&*name);
    let part =
        ["signature", "hmac", "sha256", "digest"].into_iter().any(|part| name.contains(part));
    // What proxies and clients send has no secret of this sender's.
    let is_of_http = matches!(
        &*name,
        "digest" | "content-digest" | "repr-digest" | "want-digest" | "x-amz-content-sha256"
    );
    part && !is_ours && !is_of_http && name.len() <= 64 && name.bytes().all(is_name)
}

/// Recognises a scheme by what stands in the place of signatures.
pub(super) fn recognise_signatures(list: &[u8]) -> Option<Found<'static>> {
    let form = entries(list).find_map(form)?;
    Some(named(format!("the signature {form}")))
}

/// Recognises a scheme by a signature that comes without id and timestamp.
pub(super) fn alone(list: &[u8]) -> Option<Found<'static>> {
    let is_hexadecimal = list.len() >= 40 && hex::decode(list).is_some();
    let bare = || {
        named("webhook-signature stands alone and is hexadecimal, as GoCardless and Storyblok sign")
    };
    recognise_signatures(list).or_else(|| is_hexadecimal.then(bare))
}

fn form(entry: &[u8]) -> Option<&'static str> {
    let token = entry.strip_prefix(b"v1,").unwrap_or(entry);
    if is_jwt(token) {
        return Some("is a JSON Web Token, such as Gemini's dynamic webhooks have");
    }
    let is_hexadecimal = |prefix: &[u8], digits: usize| {
        entry
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.len() >= digits && hex::decode(&rest[..digits]).is_some())
    };
    if is_hexadecimal(b"v3,", 64) {
        return Some("is v3 and hexadecimal, as WaveSpeedAI signs");
    }
    if is_hexadecimal(b"v1=", 64) {
        return Some("is v1= and hexadecimal, as Iron signs");
    }
    if is_hexadecimal(b"v0=", 64) {
        return Some("is v0= and hexadecimal, as Slack and Zoom sign");
    }
    if is_hexadecimal(b"sha256=", 64) || is_hexadecimal(b"sha1=", 40) {
        return Some("names a hash and is hexadecimal, as GitHub signs");
    }
    let is_timed = (entry.starts_with(b"t=") || entry.starts_with(b"ts="))
        && entry.iter().any(|byte| matches!(byte, b',' | b';'));
    is_timed.then_some("begins with a time, as Stripe and those after it sign")
}

/// Tells whether a token is three parts in URL-safe base64, the first of which is a JSON object.
fn is_jwt(token: &[u8]) -> bool {
    let mut parts = token.split(|byte| *byte == b'.');
    let is_base64 = |part: &[u8]| {
        part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    token.starts_with(b"eyJ") && parts.clone().count() == 3 && parts.all(is_base64)
}

fn named(what: impl Into<Cow<'static, str>>) -> Found<'static> {
    Found::said(HintCode::OtherScheme, what)
}
