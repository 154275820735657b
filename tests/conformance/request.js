/** `verifyRequest`: what it reads of a body, and what it says of one that it refuses. */
import { equal, ok, rejected } from './assert.js';
import { named } from './outcome.js';
import { goodOf } from './shapes.js';

export function requestTests(hookproof, { verify: [good] }) {
  const { verifyRequest, signWebhook, generateSecret } = hookproof;
  const { body, headers: pairs, secret } = goodOf(good);
  const record = Object.fromEntries(pairs);
  const request = (init = {}, headers = signWebhook(body, secret)) =>
    new Request('http://localhost/webhook', { method: 'POST', body, headers, ...init });
  // What a server's request is made of; not every engine can make a Request with a stream as its
  // body.
  const streaming = (stream) => ({
    headers: new Headers(signWebhook(body, secret)),
    body: stream,
    bodyUsed: false,
  });
  const refusalOf = async (promise, code) => {
    const error = await rejected(promise);
    equal(error.code, code);
    return error;
  };

  const tests = {
    'verifyRequest gives the webhook and the bytes of its body': async () => {
      const headers = signWebhook(body, secret);
      const {
        id,
        timestamp,
        event,
        secretIndex,
        body: bytes,
      } = await verifyRequest(request({}, headers), [generateSecret(), secret]);
      equal([id, secretIndex, event], [headers['webhook-id'], 1, JSON.parse(body)]);
      equal(timestamp.getTime() / 1000, Number(headers['webhook-timestamp']));
      equal(new TextDecoder().decode(bytes), body);
      const plain = () => request({ body: 'no JSON' }, signWebhook('no JSON', secret));
      const unparsed = await verifyRequest(plain(), secret, { jsonParse: false });
      equal([unparsed.event, new TextDecoder().decode(unparsed.body)], [undefined, 'no JSON']);
      await refusalOf(verifyRequest(plain(), secret), 'ERR_PAYLOAD_JSON');
    },
    'verifyRequest refuses a tampered body, missing headers and stale ones by their codes':
      async () => {
        await refusalOf(
          verifyRequest(request({ body: `${body}\n` }), secret),
          'ERR_NO_MATCHING_SIGNATURE',
        );
        await refusalOf(verifyRequest(request({}, {}), secret), 'ERR_MISSING_HEADER');
        await refusalOf(verifyRequest(request({}, record), secret), 'ERR_TIMESTAMP_TOO_OLD');
        await refusalOf(
          verifyRequest(request({}, signWebhook(body, generateSecret())), secret),
          'ERR_NO_MATCHING_SIGNATURE',
        );
      },
    'verifyRequest reads no more of a body than it may': async () => {
      await refusalOf(
        verifyRequest(request(), secret, { maxBodyBytes: body.length - 1 }),
        'ERR_BODY_TOO_LARGE',
      );
      equal(
        (await verifyRequest(request(), secret, { maxBodyBytes: body.length })).body.length,
        body.length,
      );
      await refusalOf(
        verifyRequest(request({ body: 'x'.repeat(1024 * 1024 + 1) }), secret),
        'ERR_BODY_TOO_LARGE',
      );
    },
    'verifyRequest stops an endless body': async () => {
      let cancelled = false;
      const endless = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1000)),
        cancel: () => {
          cancelled = true;
        },
      });
      await refusalOf(
        verifyRequest(streaming(endless), secret, { maxBodyBytes: 5000 }),
        'ERR_BODY_TOO_LARGE',
      );
      ok(cancelled, 'the upload goes on');
      const stubborn = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1000)),
        cancel: () => {
          throw new Error('it cannot be stopped');
        },
      });
      await refusalOf(
        verifyRequest(streaming(stubborn), secret, { maxBodyBytes: 5000 }),
        'ERR_BODY_TOO_LARGE',
      );
    },
    // Cancelling one branch of a body waits for the other one: a refusal that waited, too, would
    // never come.
    'verifyRequest refuses a too large body of a request that was cloned, at once': async () => {
      const inTime = (promise) =>
        Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 5000))]);
      const branch = () => request({ body: 'x'.repeat(2000) }).body?.tee()[0];
      if (branch() === undefined) return;
      const declared = { ...signWebhook(body, secret), 'content-length': '2000' };
      for (const headers of [signWebhook(body, secret), declared]) {
        const cloned = { headers: new Headers(headers), body: branch(), bodyUsed: false };
        await refusalOf(
          inTime(verifyRequest(cloned, secret, { maxBodyBytes: 1000 })),
          'ERR_BODY_TOO_LARGE',
        );
      }
    },
    'verifyRequest takes bytes in pieces of any size, and nothing that is no bytes': async () => {
      const bytes = new TextEncoder().encode(body);
      const inPieces = (size, made = (piece) => piece) =>
        new ReadableStream({
          start(controller) {
            for (let at = 0; at < bytes.length; at += size)
              controller.enqueue(made(bytes.slice(at, at + size)));
            controller.close();
          },
        });
      for (const size of [1, 7, bytes.length]) {
        const { body: read } = await verifyRequest(streaming(inPieces(size)), secret);
        equal([...read], [...bytes], `pieces of ${size}`);
        equal(read.buffer.byteLength, bytes.length, 'more bytes than were signed');
      }
      const view = (piece) => new DataView(piece.buffer);
      equal((await verifyRequest(streaming(inPieces(5, view)), secret)).event, JSON.parse(body));
      for (const made of [
        (piece) => new TextDecoder().decode(piece),
        (piece) => piece.buffer,
        () => undefined,
        () => ({ length: 1 }),
      ]) {
        await refusalOf(
          verifyRequest(streaming(inPieces(5, made)), secret, { maxBodyBytes: 10 }),
          'ERR_PAYLOAD_TYPE',
        );
      }
    },
    'verifyRequest says that a body is being read by somebody else': async () => {
      const taken = request().body;
      if (taken === null || taken === undefined) return;
      taken.getReader();
      await refusalOf(verifyRequest(streaming(taken), secret), 'ERR_PAYLOAD_TYPE');
    },
    'verifyRequest does not touch the body when the headers are wrong already': async () => {
      const untouched = request({}, {});
      await refusalOf(verifyRequest(untouched, secret), 'ERR_MISSING_HEADER');
      equal(untouched.bodyUsed, false);
    },
    'verifyRequest refuses a body that breaks off': async () => {
      const broken = new ReadableStream({
        start: (controller) => controller.error(new Error('connection lost')),
      });
      await refusalOf(verifyRequest(streaming(broken), secret), 'ERR_NO_MATCHING_SIGNATURE');
    },
    'verifyRequest says that a body was read before, and takes its clone': async () => {
      const used = request();
      const clone = used.clone();
      await used.text();
      await refusalOf(verifyRequest(used, secret), 'ERR_PAYLOAD_TYPE');
      const usedWithoutHeaders = request({}, {});
      await usedWithoutHeaders.text();
      await refusalOf(verifyRequest(usedWithoutHeaders, secret), 'ERR_PAYLOAD_TYPE');
      equal((await verifyRequest(clone, secret)).event, JSON.parse(body));
    },
    'verifyRequest takes an empty body for what it is': async () => {
      const empty = request({ body: undefined }, signWebhook('', secret));
      await refusalOf(verifyRequest(empty, secret), 'ERR_PAYLOAD_JSON');
    },
    'verifyRequest says which option is wrong': async () => {
      for (const maxBodyBytes of [-1, Number.NaN, Infinity, '1', null])
        await refusalOf(verifyRequest(request(), secret, { maxBodyBytes }), 'ERR_OPTION');
      await refusalOf(verifyRequest(request(), secret, { toleranceSeconds: -1 }), 'ERR_OPTION');
      await refusalOf(verifyRequest(request(), ''), 'ERR_SECRET_MISSING');
    },
    // In a Worker WebCrypto hashes from 2 KiB, in a browser from 64 KiB.
    'verifyRequest verifies a long body, and refuses a forged one': async () => {
      for (const length of [2047, 2048, 65_535, 65_536, 200_000]) {
        const long = JSON.stringify({ text: 'x'.repeat(length - 11) });
        const headers = signWebhook(long, secret);
        const svix = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name.replace('webhook', 'svix'), value]),
        );
        for (const [given, secrets, at] of [
          [headers, secret, 0],
          [headers, [generateSecret(), secret], 1],
          [svix, [generateSecret(), generateSecret(), secret, secret], 2],
        ]) {
          const {
            id,
            event,
            secretIndex,
            body: bytes,
          } = await verifyRequest(request({ body: long }, given), secrets);
          equal(
            [id, secretIndex, event.text.length, bytes.length],
            [headers['webhook-id'], at, length - 11, length],
          );
          for (const forged of [`${long.slice(0, -1)} `, ` ${long.slice(1)}`, `${long} `]) {
            await refusalOf(
              verifyRequest(request({ body: forged }, given), secrets),
              'ERR_NO_MATCHING_SIGNATURE',
            );
          }
        }
        await refusalOf(
          verifyRequest(request({ body: long }, headers), generateSecret()),
          'ERR_NO_MATCHING_SIGNATURE',
        );
        await refusalOf(
          verifyRequest(request({ body: long }, headers), [secret, '']),
          'ERR_SECRET_MISSING',
        );
        const late = { now: Date.now() / 1000 + 301 };
        await refusalOf(
          verifyRequest(request({ body: long }, headers), secret, late),
          'ERR_TIMESTAMP_TOO_OLD',
        );
        const text = 'x'.repeat(length);
        await refusalOf(
          verifyRequest(request({ body: text }, signWebhook(text, secret)), secret),
          'ERR_PAYLOAD_JSON',
        );
      }
    },
    'verifyRequest judges the time once more when the body has come': async () => {
      const sent = Math.floor(Date.now() / 1000);
      const bytes = new TextEncoder().encode(body);
      const headers = signWebhook(body, secret, { timestamp: sent });
      const length = { 'content-length': String(bytes.length) };
      const judged = (seconds, bodyOf) => {
        let now = sent;
        const arrives = () => {
          now += seconds;
          return bytes;
        };
        const given = { headers: new Headers(headers), bodyUsed: false, ...bodyOf(arrives) };
        const options = {
          get now() {
            return now;
          },
        };
        return verifyRequest(given, secret, options);
      };
      const inPieces = (arrives) => ({
        body: new ReadableStream(
          {
            pull(controller) {
              controller.enqueue(arrives());
              controller.close();
            },
          },
          { highWaterMark: 0 },
        ),
      });
      const atOnce = (arrives) => ({
        headers: new Headers({ ...headers, ...length }),
        body: null,
        arrayBuffer: async () => arrives().buffer,
      });
      for (const bodyOf of [inPieces, atOnce]) {
        equal((await judged(300, bodyOf)).id, headers['webhook-id']);
        await refusalOf(judged(301, bodyOf), 'ERR_TIMESTAMP_TOO_OLD');
      }
    },
    'verifyRequest verifies many long bodies at once, each with its own verdict': async () => {
      const verdicts = Array.from({ length: 12 }, async (_, at) => {
        const long = JSON.stringify({ at, text: 'x'.repeat(70_000) });
        const [own, other] = [generateSecret(), generateSecret()];
        const sent = request({ body: at % 3 === 0 ? `${long} ` : long }, signWebhook(long, own));
        return await verifyRequest(sent, [other, own]).then(
          ({ event }) => event.at,
          ({ code }) => code,
        );
      });
      equal(
        await Promise.all(verdicts),
        verdicts.map((_, at) => (at % 3 === 0 ? 'ERR_NO_MATCHING_SIGNATURE' : at)),
      );
    },
    'verifyRequest takes no forged body for authentic, whatever WebCrypto gives': async () => {
      const long = JSON.stringify({ text: 'x'.repeat(70_000) });
      const headers = signWebhook(long, secret);
      const verdictOf = (body) =>
        verifyRequest(request({ body }, headers), secret).then(
          ({ secretIndex }) => secretIndex,
          ({ code }) => code,
        );
      const right = [0, 'ERR_NO_MATCHING_SIGNATURE'];
      for (const [given, authentic] of [
        [() => Promise.reject(new Error('no')), [0]],
        [
          () => {
            throw new Error('no');
          },
          [0],
        ],
        [async () => new ArrayBuffer(32), right],
        [async () => crypto.getRandomValues(new Uint8Array(32)).buffer, right],
        // Behind one that is too short stands what was left there: the hash of the authentic one.
        [async () => new ArrayBuffer(0), [0]],
        [async () => undefined, [0]],
        [async () => new ArrayBuffer(33), [0]],
        [async () => new ArrayBuffer(100_000), [0]],
      ]) {
        equal(await verdictOf(long), 0);
        const verdicts = await withDigest(given, async () => [
          await verdictOf(`${long} `),
          await verdictOf(long),
        ]);
        ok(verdicts[0] !== 0, `${given} makes a forged body authentic`);
        ok(authentic.includes(verdicts[1]), `${given}: ${verdicts[1]}`);
      }
      equal(await verdictOf(long), 0);
    },
  };
  if (hookproof.generateKeyPair !== undefined) {
    // So many ed25519 signatures are tried for a webhook, however many keys there are.
    tests['verifyRequest says of a long list and many public keys what verifyWebhook says'] =
      async () => {
        const long = JSON.stringify({ text: 'x'.repeat(70_000) });
        const pairs = Array.from({ length: 16 }, () => hookproof.generateKeyPair());
        const [{ privateKey }] = pairs;
        const headers = signWebhook(long, privateKey);
        const forged = signWebhook(`${long} `, privateKey)['webhook-signature'];
        for (const before of [0, 3, 4, 31]) {
          const list = [...Array(before).fill(forged), headers['webhook-signature']].join(' ');
          const given = { ...headers, 'webhook-signature': list };
          for (const keys of [pairs, pairs.slice(0, 1)].map((some) =>
            some.map(({ publicKey }) => publicKey),
          )) {
            const expected = hookproof.verifyWebhook(long, given, keys);
            const found = await verifyRequest(request({ body: long }, given), keys).then(
              () => true,
              ({ code }) => (code === 'ERR_NO_MATCHING_SIGNATURE' ? false : code),
            );
            equal(found, expected, `${before} before it, ${keys.length} keys`);
          }
        }
      };
  }
  return named(tests, 'api: ');
}

/** Runs with another `crypto.subtle.digest`, which not every host has asked for. */
async function withDigest(digest, use) {
  // The jsdom of Jest has no `subtle`: it gets one for as long as this takes.
  const holder = globalThis.crypto.subtle ?? globalThis.crypto;
  const [name, value] = holder === globalThis.crypto ? ['subtle', { digest }] : ['digest', digest];
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
  try {
    return await use();
  } finally {
    delete holder[name];
  }
}
