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
  // What a server's request is made of; not every engine can make a Request with a stream as its body.
  const streaming = (stream) => ({ headers: new Headers(signWebhook(body, secret)), body: stream, bodyUsed: false });
  const refusalOf = async (promise, code) => {
    const error = await rejected(promise);
    equal(error.code, code);
    return error;
  };

  const tests = {
    'verifyRequest gives the webhook and the bytes of its body': async () => {
      const headers = signWebhook(body, secret);
      const { id, timestamp, event, secretIndex, body: bytes } = await verifyRequest(request({}, headers), [generateSecret(), secret]);
      equal([id, secretIndex, event], [headers['webhook-id'], 1, JSON.parse(body)]);
      equal(timestamp.getTime() / 1000, Number(headers['webhook-timestamp']));
      equal(new TextDecoder().decode(bytes), body);
      const plain = () => request({ body: 'no JSON' }, signWebhook('no JSON', secret));
      const unparsed = await verifyRequest(plain(), secret, { jsonParse: false });
      equal([unparsed.event, new TextDecoder().decode(unparsed.body)], [undefined, 'no JSON']);
      await refusalOf(verifyRequest(plain(), secret), 'ERR_PAYLOAD_JSON');
    },
    'verifyRequest refuses a tampered body, missing headers and stale ones by their codes': async () => {
      await refusalOf(verifyRequest(request({ body: `${body}\n` }), secret), 'ERR_NO_MATCHING_SIGNATURE');
      await refusalOf(verifyRequest(request({}, {}), secret), 'ERR_MISSING_HEADER');
      await refusalOf(verifyRequest(request({}, record), secret), 'ERR_TIMESTAMP_TOO_OLD');
      await refusalOf(verifyRequest(request({}, signWebhook(body, generateSecret())), secret), 'ERR_NO_MATCHING_SIGNATURE');
    },
    'verifyRequest reads no more of a body than it may': async () => {
      await refusalOf(verifyRequest(request(), secret, { maxBodyBytes: body.length - 1 }), 'ERR_BODY_TOO_LARGE');
      equal((await verifyRequest(request(), secret, { maxBodyBytes: body.length })).body.length, body.length);
      await refusalOf(verifyRequest(request({ body: 'x'.repeat(1024 * 1024 + 1) }), secret), 'ERR_BODY_TOO_LARGE');
    },
    'verifyRequest stops an endless body': async () => {
      let cancelled = false;
      const endless = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1000)),
        cancel: () => {
          cancelled = true;
        },
      });
      await refusalOf(verifyRequest(streaming(endless), secret, { maxBodyBytes: 5000 }), 'ERR_BODY_TOO_LARGE');
      ok(cancelled, 'the upload goes on');
      const stubborn = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1000)),
        cancel: () => {
          throw new Error('it cannot be stopped');
        },
      });
      await refusalOf(verifyRequest(streaming(stubborn), secret, { maxBodyBytes: 5000 }), 'ERR_BODY_TOO_LARGE');
    },
    // Cancelling one branch of a body waits for the other one: a refusal that waited, too, would never come.
    'verifyRequest refuses a too large body of a request that was cloned, at once': async () => {
      const inTime = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 5000))]);
      const branch = () => request({ body: 'x'.repeat(2000) }).body?.tee()[0];
      if (branch() === undefined) return;
      const declared = { ...signWebhook(body, secret), 'content-length': '2000' };
      for (const headers of [signWebhook(body, secret), declared]) {
        const cloned = { headers: new Headers(headers), body: branch(), bodyUsed: false };
        await refusalOf(inTime(verifyRequest(cloned, secret, { maxBodyBytes: 1000 })), 'ERR_BODY_TOO_LARGE');
      }
    },
    'verifyRequest takes bytes in pieces of any size, and nothing that is no bytes': async () => {
      const bytes = new TextEncoder().encode(body);
      const inPieces = (size, made = (piece) => piece) =>
        new ReadableStream({
          start(controller) {
            for (let at = 0; at < bytes.length; at += size) controller.enqueue(made(bytes.slice(at, at + size)));
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
      for (const made of [(piece) => new TextDecoder().decode(piece), (piece) => piece.buffer, () => undefined, () => ({ length: 1 })]) {
        await refusalOf(verifyRequest(streaming(inPieces(5, made)), secret, { maxBodyBytes: 10 }), 'ERR_PAYLOAD_TYPE');
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
      const broken = new ReadableStream({ start: (controller) => controller.error(new Error('connection lost')) });
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
  };
  return named(tests, 'api: ');
}
