/**
 * regressions.json: what went wrong elsewhere, a case or more for each: published advisories,
 * defects that other libraries of the scheme were seen to have, and the mistakes of the sample code
 * that the scheme's users copy. The ones that no bytes can show, such as a body that is buffered
 * before it is verified, are in tests/conformance/regressions.js.
 */
import { createHmac } from 'node:crypto';
import { PAIR } from './ed25519.js';
import { webhookList } from './lists.js';
import {
  base64,
  bits,
  BODY,
  forged,
  good,
  goodBase64,
  headers,
  ID,
  keyOf,
  MALFORMED,
  NO_MATCH,
  range,
  SECRET,
  sign,
  TIME,
} from './scheme.js';

const { cases, accept, refuse } = webhookList();
export { cases as regressions };

/** Files under its source what `make` adds; some of it needs more than the core has. */
function from(source, make, needs = {}) {
  const first = cases.length;
  make({
    accepts: (name, parts) => accept(name, source, parts),
    refuses: (name, code, parts) => refuse(name, source, code, parts),
    // The developer's mistake, which must not turn into a verdict; the signature is what that
    // mistake would let through.
    throws: (name, code, { secrets, signature }) =>
      cases.push({
        name,
        rule: source,
        secrets,
        headers: headers({ signature }),
        body: BODY,
        now: TIME,
        tolerance: 300,
        throws: code,
      }),
  });
  for (const made of cases.slice(first)) Object.assign(made, needs);
}

const entry = (bytes) => `v1,${Buffer.from(bytes).toString('base64')}`;
const withEmptyKey = sign({ key: Buffer.alloc(0) });

from('RUSTSEC-2024-0010', ({ refuses }) => {
  for (const length of [0, 1, 16, 31]) {
    refuses(`the first ${length} bytes of the right signature`, NO_MATCH, {
      signature: entry(bits.subarray(0, length)),
    });
  }
});
from('CVE-2025-53548', ({ accepts, refuses }) => {
  accepts('an authentic webhook is taken');
  refuses('a forged one is refused', NO_MATCH, { signature: forged });
});
from('CVE-2026-44351', ({ throws }) => {
  throws('a key of no bytes, and a signature made with it', 'ERR_SECRET_MISSING', {
    secrets: ['whsec_'],
    signature: withEmptyKey,
  });
});
for (const advisory of ['RUSTSEC-2022-0018', 'CVE-2022-43411']) {
  from(advisory, ({ refuses }) => {
    // How long they take is measured elsewhere: a comparison that stops early is right about both.
    for (const [which, wrong] of [
      ['first', 0],
      ['last', 31],
    ]) {
      const changed = bits.map((byte, at) => (at === wrong ? byte ^ 255 : byte));
      refuses(`the ${which} byte wrong`, NO_MATCH, { signature: entry(changed) });
    }
  });
}
from('CVE-2022-23540', ({ refuses }) => {
  refuses('an entry that asks for no algorithm', NO_MATCH, { signature: 'none, none' });
  refuses('an entry that asks for no algorithm, with the right tag', NO_MATCH, {
    signature: `none,${goodBase64}`,
  });
  refuses('an entry that asks for another algorithm', NO_MATCH, { signature: `v1a,${goodBase64}` });
});
from(
  'CVE-2022-23540, with a public key',
  ({ refuses }) => {
    for (const [what, key] of [
      ['bytes', PAIR.half],
      ['text', Buffer.from(PAIR.publicKey)],
    ]) {
      refuses(`an HMAC with the public key's ${what}`, NO_MATCH, {
        secrets: [PAIR.publicKey],
        signature: sign({ key }),
      });
    }
  },
  { needs: 'ed25519' },
);

from('other libraries: an empty secret', ({ throws }) => {
  for (const secret of ['', 'whsec_']) {
    throws(`a forgery, verified with ${secret || 'nothing'}`, 'ERR_SECRET_MISSING', {
      secrets: [secret],
      signature: withEmptyKey,
    });
  }
});
from('other libraries: parseInt', ({ refuses }) => {
  refuses('a timestamp with letters after it, as signed', MALFORMED, { time: `${TIME}abc` });
  refuses('a timestamp with letters after it, signed without them', MALFORMED, {
    time: `${TIME}abc`,
    signature: good,
  });
  refuses('123abc in the year 1970', MALFORMED, {
    time: '123abc',
    now: 123,
    signature: sign({ time: 123 }),
  });
});
from('other libraries: v1,SIG,junk', ({ refuses }) =>
  refuses('junk after a second comma', NO_MATCH, { signature: `${good},junk` }),
);
from('other libraries: the body 0xFF', ({ accepts, refuses }) => {
  const ff = { hex: 'ff' };
  accepts('a byte that is not UTF-8', { body: ff });
  refuses('the same byte under a signature of U+FFFD', NO_MATCH, {
    body: ff,
    signature: sign({ body: '\ufffd' }),
  });
  refuses('U+FFFD under a signature of that byte', NO_MATCH, {
    body: '\ufffd',
    signature: sign({ body: ff }),
  });
});
from('other libraries: 100,000 entries', ({ refuses }) => {
  refuses('100,000 signatures', MALFORMED, { signature: { repeat: `${forged} `, times: 100000 } });
});
from('other libraries: the timestamp i64::MIN', ({ refuses }) => {
  for (const time of ['-9223372036854775808', '9223372036854775807', '-9223372036854775809']) {
    refuses(`the timestamp ${time}`, MALFORMED, { time });
  }
});
from('other libraries: one malformed entry', ({ accepts }) => {
  for (const malformed of ['v1', 'v1,!!!!', 'v1,é', ',', 'v1,AAA']) {
    accepts(`${malformed} before the right one`, { signature: `${malformed} ${good}` });
  }
});

const prefixDecoded = Buffer.from(SECRET, 'base64');
from('sample code, 1: the prefix decoded as base64', ({ accepts, refuses }) => {
  accepts("a sender's signature");
  refuses('a signature by that other key', NO_MATCH, { signature: sign({ key: prefixDecoded }) });
});
from("sample code, 2: split(',')[1]", ({ accepts, refuses }) => {
  accepts('two entries, the right one first', { signature: `${good} ${forged}` });
  accepts('two entries, the right one last', { signature: `${forged} ${good}` });
  refuses('two entries, none of them right', NO_MATCH, { signature: `${forged} ${forged}` });
});
from('sample code, 3: timingSafeEqual on unequal lengths', ({ refuses }) => {
  for (const signature of ['v1,AA==', entry([...bits, 0]), 'v1,', 'v1,garbage'])
    refuses(`the signature ${signature}`, NO_MATCH, { signature });
});
from('sample code, 4: a timestamp that is no number', ({ refuses }) => {
  for (const time of ['NaN', 'abc', 'undefined', 'null'])
    refuses(`the timestamp ${time}`, MALFORMED, { time });
});
from('sample code, 5: a signature without a version', ({ refuses }) => {
  refuses('the right tag and no comma', NO_MATCH, { signature: goodBase64 });
  refuses('a hexadecimal tag and no comma', NO_MATCH, { signature: bits.toString('hex') });
});
from('sample code, 6: body.toString()', ({ accepts, refuses }) => {
  const body = { hex: '7b2261223a22ff22fe7d' };
  const decoded = Buffer.from(body.hex, 'hex').toString();
  const tagOfText = createHmac('sha256', keyOf(SECRET))
    .update(`${ID}.${TIME}.${decoded}`)
    .digest('base64');
  accepts('bytes that are not UTF-8', { body });
  refuses('the same bytes under a signature of what they decode to', NO_MATCH, {
    body,
    signature: `v1,${tagOfText}`,
  });
});

// The same sender prints sample code in Python, with mistakes of its own.
const long = `whsec_${base64(range(32))}`;
const withoutUnderscore = Buffer.from(long.replace('_', ''), 'base64');
from('sample code in Python, 1: b64decode skips the _ of whsec_', ({ accepts, refuses }) => {
  accepts("a sender's signature", { secrets: [long], signature: sign({ secret: long }) });
  refuses('a signature by that other key', NO_MATCH, {
    secrets: [long],
    signature: sign({ key: withoutUnderscore }),
  });
});
from('sample code in Python, 2: int() of the timestamp', ({ refuses }) => {
  const arabic = String(TIME).replace(/./g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
  for (const [what, time] of [
    ['with underscores', '1_614_265_330'],
    ['with white space around it', ` ${TIME} `],
    ['with a line break', `${TIME}\n`],
    ['with a no-break space', `${TIME}\u00a0`],
    ['with a sign', `+${TIME}`],
    ['with leading zeros', `00${TIME}`],
    ['in Arabic digits', arabic],
    ['in words, which int() raises for', 'yesterday'],
  ]) {
    refuses(`a timestamp ${what}, as signed`, MALFORMED, { time });
    refuses(`a timestamp ${what}, signed in digits`, MALFORMED, { time, signature: good });
  }
});
from(
  'sample code in Python, 3: compare_digest of text that is not ASCII',
  ({ accepts, refuses }) => {
    for (const odd of ['v1,é', `v1,${goodBase64.slice(0, -1)}é`, '签名']) {
      refuses(`the signature ${odd}`, NO_MATCH, { signature: odd });
      accepts(`the right one behind ${odd}`, { signature: `${odd} ${good}` });
    }
  },
);
from('sample code in Python, 4: get_data(as_text=True)', ({ accepts, refuses }) => {
  const body = { hex: 'efbbbf7b2261223a22c328e28228f09028bc227d' };
  accepts('bytes that are not UTF-8, behind a byte order mark', { body });
  const text = Buffer.from(body.hex, 'hex').toString();
  refuses('the same bytes under a signature of what they decode to', NO_MATCH, {
    body,
    signature: sign({ body: text }),
  });
});
