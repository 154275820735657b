/** A secret is never repeated, wherever it was typed. */
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { answering, withServer } from './receivers-and-senders.js';

/** Always the same bytes, as random as any. */
const bytes = (count, label) => createHash('sha512').update(label).digest().subarray(0, count);
const base64 = (label, count = 32) => bytes(count, label).toString('base64');

/**
 * Secrets as people have them: with each prefix, without one, in hexadecimal, under a vendor's
 * prefix, for a URL.
 */
const keys = [
  `whsec_${base64('a')}`,
  `v1,whsec_${base64('b')}`,
  `whsk_${base64('c', 64)}`,
  `WHSEC_${base64('d')}`,
  base64('e'),
  base64('f', 24),
  bytes(32, 'g').toString('hex'),
  bytes(32, 'h').toString('base64url'),
  `polar_whs_${base64('i').replaceAll(/[+/=]/g, 'a')}`,
  `ws_${bytes(32, 'j').toString('hex')}`,
];

/** Where a key gets to by a slip. */
const slips = [
  (key) => `hookproof ${key}`,
  (key) => `hookproof --${key}`,
  (key) => `hookproof verify ${key}`,
  (key) => `hookproof verify --secret${key}`,
  (key) => `hookproof verify --${key}`,
  (key) => `hookproof verify --secret-fil ${key}`,
  (key) => `hookproof verify --secret-file ${key}`,
  (key) => `hookproof verify --headers ${key} event.json`,
  (key) => `hookproof verify request --now ${key}`,
  (key) => `hookproof sign ${key}`,
  (key) => `hookproof sign event.json --timestamp ${key}`,
  (key) => `hookproof sign event.json --curl=${key}`,
  (key) => `hookproof sign event.json --min-secret-bytes ${key}`,
  (key) => `hookproof secret --bytes ${key}`,
  (key) => `hookproof secret ${key}`,
  (key) => `hookproof send ${key}`,
  (key) => `hookproof send ${key} event.json`,
  (key) => `hookproof send http://${key}/ event.json`,
  (key) => `hookproof send http://127.0.0.1:1/ ${key}`,
  (key) => `hookproof send http://127.0.0.1:1/ event.json --header ${key}`,
  (key) => `hookproof send http://127.0.0.1:1/?secret=${key} event.json`,
  (key) => `hookproof send http://me:${encodeURIComponent(key)}@127.0.0.1:1/ event.json`,
  (key) => `hookproof send http://127.0.0.1:1/ event.json --tamper ${key}`,
  (key) => `hookproof send http://127.0.0.1:1/ event.json --expect ${key}`,
  (key) => `hookproof send http://127.0.0.1:1/ --delivery ${key}`,
  (key) => `hookproof listen ${key}`,
  (key) => `hookproof listen --port ${key}`,
  (key) => `hookproof listen --host ${key} --port 0`,
  (key) => `hookproof listen --path ${key}`,
  (key) => `hookproof listen --forward ${key}`,
  (key) => `hookproof listen --save event.json/${key} --port 0`,
];

/** No eight characters of it in a row, in either case. */
function assertUnseen(text, key, command) {
  const seen = text.toLowerCase();
  const secret = key.replace(/^(v1,)?(whsec_|whsk_|polar_whs_|ws_)/i, '').toLowerCase();
  for (let at = 0; at + 8 <= secret.length; at += 1)
    assert.ok(!seen.includes(secret.slice(at, at + 8)), `${command}\n${text}`);
}

const quoted = (text) => text.replaceAll(/\S*[+/=,]\S*/g, (word) => `'${word}'`);

export const masking = {
  'by a slip, in every place, and in JSON as well': async (shell) => {
    for (const [at, slip] of slips.entries()) {
      // Each place meets two kinds of key, and each kind many places.
      for (const key of [keys[at % keys.length], keys[0]]) {
        const command = quoted(slip(key));
        const { code, stdout, stderr } = await shell.run(
          `${command}${at % 2 === 0 ? '' : ' --json'}`,
        );
        assert.notEqual(code, 0, command);
        assertUnseen(`${stdout}${stderr}`, key, command);
      }
    }
  },

  'every kind of key, as a file, a command, an address and an option': async (shell) => {
    for (const key of keys) {
      for (const slip of [slips[0], slips[2], slips[3], slips[15], slips[17]]) {
        const { stdout, stderr } = await shell.run(quoted(slip(key)));
        assertUnseen(`${stdout}${stderr}`, key, slip(key));
      }
    }
  },

  'a secret that it was given is not repeated, whatever it looks like': async (shell) => {
    const env = { WEBHOOK_SECRET: 'open sesame, my friend' };
    for (const place of ['verify', 'sign', 'send', 'listen --host', 'listen --path']) {
      const { stderr } = await shell.run(`hookproof ${place} '${env.WEBHOOK_SECRET}'`, { env });
      assert.doesNotMatch(stderr, /sesame/, place);
    }
    const { stderr } = await shell.run(
      'hookproof verify correct-horse-battery-staple --secret correct-horse-battery-staple --secret-as-text',
    );
    assert.match(stderr, /cannot read …:/);
  },

  'an answer that repeats a secret is printed without it': async (shell) => {
    const other = `whsec_${base64('k')}`;
    await withServer(
      answering(
        200,
        {},
        `you sent ${shell.secret}, ${encodeURIComponent(shell.secret.slice(6))} and ${other}.`,
      ),
      async (url) => {
        assert.match(
          await shell.output(`hookproof send ${url} event.json`),
          / {2}you sent whsec_…, … and whsec_…\.\n$/,
        );
        assertUnseen(
          await shell.output(`hookproof send ${url} event.json --json`),
          other,
          'send --json',
        );
      },
    );
  },

  'an id that is a secret is not sent': async (shell) => {
    assert.match(
      await shell.complaint(`hookproof sign event.json --id whsec_${base64('l')}`),
      /--id is given a secret/,
    );
  },

  'names and paths stay readable': async (shell) => {
    const names = [
      'missing.json',
      '/home/alice/MyProjects2026/webhooks/request.txt',
      'deliveries/20260131T120000-000-0001-msg_1.json',
      'a'.repeat(40),
    ];
    for (const name of names)
      assert.ok(
        (await shell.complaint(`hookproof verify ${name}`)).includes(`cannot read ${name}: `),
        name,
      );
  },
};
