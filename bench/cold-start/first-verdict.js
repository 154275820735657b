/**
 * A new process: says when, since its start, it began to load a peer, and when that peer had
 * verified its first webhook.
 */
const [peer, webhook] = process.argv.slice(2);
const { body, headers, secret } = JSON.parse(webhook);

const before = performance.now();
const { verifierOf } = await import(`../peers/${peer}.js`);
const accepted = verifierOf(secret)(body, headers);
const after = performance.now();

if (!accepted) throw new Error(`${peer} refuses a valid webhook`);
console.log(JSON.stringify({ before, after }));
