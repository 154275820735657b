/** The verdicts of the npm package, in the form that the reference gives them. */

/** As `verdict` in reference.js, except that an authentic body that is no JSON is told as such. */
export function verdictOf({ unwrapWebhook, verifyWebhook }, webhook) {
  const given = [
    webhook.body,
    shaped(webhook),
    webhook.secrets.map(({ text, raw }) => text ?? raw),
  ];
  const options = { now: webhook.now, toleranceSeconds: webhook.tolerance };
  try {
    const { id, timestamp, secretIndex } = unwrapWebhook(...given, options);
    return `ok ${secretIndex} ${timestamp.getTime() / 1000} ${id}`;
  } catch (error) {
    if (error.code === undefined) throw error;
    if (error.code !== 'ERR_PAYLOAD_JSON') return error.code;
    return verifyWebhook(...given, options) === true
      ? NOT_JSON
      : 'an authentic webhook that verifyWebhook refuses';
  }
}

/** What the package says of a webhook of which another says `verdict`, and which only it parses. */
export const parsed = (verdict, { body }) =>
  verdict.startsWith('ok ') && !isJson(body) ? NOT_JSON : verdict;

const NOT_JSON = 'ok, but no JSON';
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isJson(body) {
  try {
    JSON.parse(typeof body === 'string' ? body : decoder.decode(body));
    return true;
  } catch {
    return false;
  }
}

/**
 * The headers as the shape has them, or as pairs where they would mean something else in that
 * shape.
 */
function shaped({ headers, shape }) {
  const lower = headers.map(([name]) => name.toLowerCase());
  const unique = new Set(lower).size === lower.length;
  if (shape === 'arrays') return inArrays(headers);
  if (!unique || shape === 'pairs') return headers;
  if (shape === 'object') return Object.fromEntries(headers);
  if (shape === 'map') return new Map(headers);
  if (shape === 'get')
    return { get: (name) => headers.find(([given]) => sameName(given, name))?.[1] ?? null };
  // A Headers trims its values and takes no others.
  const plain = headers.every(
    ([name, value]) => /^[\w-]+$/.test(name) && /^([!-~]([ -~]*[!-~])?)?$/.test(value),
  );
  return plain ? new Headers(headers) : headers;
}

function inArrays(headers) {
  const arrays = Object.create(null);
  // As Node's headersDistinct: what came in two cases is one header.
  for (const [given, value] of headers) {
    const name = given.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    arrays[name] = [...(arrays[name] ?? []), value];
  }
  return arrays;
}

const sameName = (given, name) => /^[\w-]+$/.test(given) && given.toLowerCase() === name;
