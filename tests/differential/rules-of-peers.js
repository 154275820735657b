/**
 * The rules by which another library departs from ours, each under the id that DIVERGENCES.md
 * describes it by. Each changes one rule of those that it is given, so that several can be laid
 * over each other.
 */
import { createRequire } from 'node:module';
import { b64decode, float } from './python-stdlib.js';
import { Refusal } from './reference.js';

const require = createRequire(import.meta.url);
/** The decoder of the two npm peers. */
const stablelib = createRequire(require.resolve('standardwebhooks'))('@stablelib/base64');

const crashed = () => new Refusal('crashed');
const secretFormat = () => new Refusal('ERR_SECRET_FORMAT');
const orElse = (attempt, error) => {
  try {
    return attempt();
  } catch {
    throw error();
  }
};

const secrets = {
  'short-secret': ({ checkKey }) => ({
    checkKey: (key) => (key.length > 0 && key.length < 24 ? undefined : checkKey(key)),
  }),
  'long-secret': ({ checkKey, decodedSecret }) => ({
    checkKey: (key) => (key.length > 512 ? undefined : checkKey(key)),
    decodedSecret: (base64, ...rest) =>
      base64.length > 683 ? Buffer.from(base64, 'base64') : decodedSecret(base64, ...rest),
  }),
  'empty-secret': ({ base64InSecret, decodedSecret, checkKey }) => ({
    base64InSecret: (text) => (text === '' ? text : base64InSecret(text)),
    decodedSecret: (base64, ...rest) =>
      base64 === '' ? Buffer.alloc(0) : decodedSecret(base64, ...rest),
    checkKey: (key) => (key.length === 0 ? undefined : checkKey(key)),
  }),
  'version-before-prefix': ({ base64InSecret }) => ({
    base64InSecret: (text) => (text.startsWith('v1,whsec_') ? text : base64InSecret(text)),
  }),
  'url-safe-secret': ({ decodedSecret }) => ({
    decodedSecret: (base64, ...rest) => {
      if (/[-_]/.test(base64)) throw secretFormat();
      return decodedSecret(base64, ...rest);
    },
  }),
  'unpadded-secret': ({ decodedSecret }) => ({
    decodedSecret: (base64, ...rest) => {
      if (base64.length % 4 !== 0) throw secretFormat();
      return decodedSecret(base64, ...rest);
    },
  }),
  'careless-secret': ({ decodedSecret }) => ({
    decodedSecret: (base64, ...rest) =>
      attempted(() => Buffer.from(stablelib.decode(base64))) ?? decodedSecret(base64, ...rest),
  }),
  'secret-with-junk': () => ({
    decodedSecret: (base64) => orElse(() => b64decode(`${base64}==`), secretFormat),
  }),
  'key-of-another-kind': ({ base64InSecret }) => ({
    base64InSecret: (text) =>
      /^((v1a,)?wh[sp]k_|(v1,)?whsec_wh(sec|[sp]k)_)/.test(text)
        ? text.replace(/^whsec_/, '')
        : base64InSecret(text),
  }),
};

const three = (value, set) => [
  value(`${set}-id`),
  value(`${set}-timestamp`),
  value(`${set}-signature`),
];
const complete = (values) => {
  if (values.includes(undefined)) throw new Refusal('ERR_MISSING_HEADER');
  return values;
};

const headers = {
  'no-svix-names': () => ({ headerSet: (value) => complete(three(value, 'webhook')) }),
  'svix-first': ({ headerSet }) => ({
    headerSet: (value) =>
      three(value, 'svix').includes(undefined) ? headerSet(value) : three(value, 'svix'),
  }),
  'mixed-sets': () => ({
    headerSet: (value) => {
      const webhook = three(value, 'webhook');
      return complete(three(value, 'svix').map((one, at) => one ?? webhook[at]));
    },
  }),
  'empty-header': ({ value }) => ({
    value: (values, name) => (values.length === 1 ? values[0] : value(values, name)),
  }),
  'first-of-two': ({ value }) => ({
    value: (values) => (values.length > 1 ? value([values[0]]) : value(values)),
  }),
  'last-of-two': ({ value }) => ({
    value: (values) => (values.length > 1 ? value([values.at(-1)]) : value(values)),
  }),
};

const ids = {
  'dot-in-id': ({ checkId }) => ({ checkId: (id) => checkId(id.replaceAll('.', '-')) }),
  'long-id': ({ checkId }) => ({ checkId: (id) => checkId(id.slice(0, 256)) }),
  'space-in-id': ({ checkId }) => ({ checkId: (id) => checkId(id.replace(/[\t ]/g, '-')) }),
  'id-beyond-ascii': ({ checkId }) => ({
    checkId: (id) => checkId(id.replace(/[^\0-\x7f]/g, '-')),
  }),
  'empty-id': ({ checkId }) => ({ checkId: (id) => checkId(id === '' ? '-' : id) }),
};

const timestampOf = (seconds) => {
  if (Number.isNaN(Number(seconds))) throw new Refusal('ERR_MALFORMED_HEADER');
  return { seconds: Number(seconds), signed: String(seconds) };
};
const OLDEST = -(2n ** 63n);
const isI64 = (number) => number >= OLDEST && number < -OLDEST;

const timestamps = {
  'timestamp-by-parseInt': () => ({ timestamp: (text) => timestampOf(Number.parseInt(text, 10)) }),
  'timestamp-by-float': () => ({ timestamp: (text) => timestampOf(Math.floor(float(text))) }),
  'timestamp-by-parse-i64': () => ({
    timestamp: (text) =>
      timestampOf(
        /^[+-]?\d+$/.test(text) && isI64(BigInt(text.replace('+', '')))
          ? BigInt(text.replace('+', ''))
          : Number.NaN,
      ),
  }),
  'oldest-timestamp': ({ checkFresh }) => ({
    checkFresh: (seconds, ...limits) =>
      seconds === Number(OLDEST) ? undefined : checkFresh(seconds, ...limits),
  }),
};

const isV1 = (entry) => entry.startsWith('v1,');

const lists = {
  'long-list': () => ({ checkList: () => undefined }),
  'comma-behind-entry': ({ tag }) => ({
    tag: (entry) => (entry.endsWith(',') ? undefined : tag(entry)),
  }),
  'junk-after-signature': ({ tag }) => ({
    tag: (entry) => tag(entry.split(',').slice(0, 2).join(',')),
  }),
  'list-beyond-ascii': ({ checkList }) => ({
    checkList: (text) => {
      if (/[^\0-\x7f]/.test(text)) throw new Refusal('ERR_MALFORMED_HEADER');
      checkList(text);
    },
  }),
  'entry-without-one-comma': ({ tag }) => ({
    tag: (entry) => {
      if (entry.split(',').length !== 2) throw crashed();
      return tag(entry);
    },
  }),
  'entry-that-is-no-base64': ({ tag }) => ({
    tag: (entry) => {
      if (isV1(entry)) orElse(() => b64decode(entry.slice(3)), crashed);
      return tag(entry);
    },
  }),
  'careless-signature': ({ tag }) => ({
    tag: (entry) => {
      const decoded =
        isV1(entry) && entry.split(',').length === 2
          ? attempted(() => b64decode(entry.slice(3)))
          : undefined;
      return decoded ?? tag(entry);
    },
  }),
};

function attempted(attempt) {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

const isUtf8 = (bytes) => Buffer.from(bytes.toString()).equals(bytes);
const onlyUtf8 = (error) => (bytes) => {
  if (!isUtf8(bytes)) throw error();
  return bytes;
};

const bodies = {
  'body-made-utf8': () => ({ signedBody: (bytes) => Buffer.from(bytes.toString()) }),
  'body-must-be-utf8': () => ({
    signedBody: onlyUtf8(() => new Refusal('ERR_NO_MATCHING_SIGNATURE')),
  }),
  'body-that-is-not-utf8': () => ({ signedBody: onlyUtf8(crashed) }),
};

export const rulesOfPeers = { ...secrets, ...headers, ...ids, ...timestamps, ...lists, ...bodies };
