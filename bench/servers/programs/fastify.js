/** Serves Fastify 5 or 4: its package, and the receiver. */
import { webhook } from 'hookproof/fastify';
import { adapters, judgeOf, optionsOf } from '../receivers.js';

const [version, receiver] = process.argv.slice(2);
const { default: fastify } = await import(version);

const app = fastify();
if (adapters.includes(receiver)) {
  const { secret, ...options } = optionsOf(receiver);
  app.post('/webhook', webhook(secret, options), (_, reply) => void reply.code(204).send());
} else {
  const judge = judgeOf(receiver);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body),
  );
  app.post(
    '/webhook',
    (request, reply) => void reply.code(judge(request.body, request.headers)).send(),
  );
}
console.log(`listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
