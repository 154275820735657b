/**
 * `crypto.subtle`, as one writes it for the edge: the key is imported once, each verification is
 * awaited.
 */
const encoder = new TextEncoder();

export function verifierOf(secret) {
  const secretBytes = bytesOfBase64(secret.replace(/^whsec_/, ''));
  const imported = crypto.subtle.importKey(
    'raw',
    secretBytes,
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  return async (body, headers) => verify(body, headers, await imported);
}

async function verify(body, headers, key) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !timestamp || !signatures) return false;
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300)
    return false;

  const content = contentOf(`${id}.${timestamp}.`, body);
  for (const entry of signatures.split(' ')) {
    const [version, signature] = entry.split(',');
    if (version !== 'v1' || !signature) continue;
    if (await crypto.subtle.verify('HMAC', key, bytesOfBase64(signature), content)) return true;
  }
  return false;
}

function contentOf(prefix, body) {
  if (typeof body === 'string') return encoder.encode(prefix + body);
  const content = new Uint8Array(prefix.length + body.length);
  encoder.encodeInto(prefix, content);
  content.set(body, prefix.length);
  return content;
}

const bytesOfBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
