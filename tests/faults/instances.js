/**
 * Many instances in one process: both formats, both entries, two copies of the package and other
 * realms. None knows of another's webhook.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { root } from '../../tools/lib/shell.js';
import { equal, ok, thrown } from '../conformance/assert.js';

const require = createRequire(import.meta.url);

/**
 * Returns the CommonJS build in a realm of its own, with globals of its own but for what the
 * language does not have.
 */
function inAnotherRealm(file) {
  const module = { exports: {} };
  const { TextEncoder, TextDecoder, WebAssembly, atob, btoa, crypto, process } = globalThis;
  const realm = createContext({
    module,
    TextEncoder,
    TextDecoder,
    WebAssembly,
    atob,
    btoa,
    crypto,
    process,
  });
  runInContext(
    `((exports) => {${readFileSync(require.resolve(file), 'utf8')}\n})(module.exports)`,
    realm,
  );
  return module.exports;
}

async function all(copy) {
  const [index, full] = ['dist/esm/index.js', 'dist/esm/full.js'].map((path) => join(copy, path));
  return {
    ESM: await import('hookproof'),
    'ESM, full': await import('hookproof/full'),
    CommonJS: require('hookproof'),
    'CommonJS, full': require('hookproof/full'),
    'a second copy': await import(index),
    'a second copy, full': await import(full),
    'the same files again': await import(`${index}?again`),
    'another realm': inAnotherRealm('hookproof'),
    'another realm, full': inAnotherRealm('hookproof/full'),
  };
}

export const tests = {
  'nine instances in turn: each verifies its own, refuses the forged and knows the errors of the others':
    async () => {
      mkdirSync(join(root, 'target'), { recursive: true });
      const copy = mkdtempSync(join(root, 'target', 'copy-'));
      try {
        cpSync(join(root, 'pkg', 'dist'), join(copy, 'dist'), { recursive: true });
        cpSync(join(root, 'pkg', 'package.json'), join(copy, 'package.json'));
        const instances = Object.entries(await all(copy));
        equal(
          new Set(instances.map(([, { verifyWebhook }]) => verifyWebhook)).size,
          instances.length,
          'some are the same',
        );
        const secrets = instances.map(([, { generateSecret }]) => generateSecret());
        for (let round = 0; round < 300; round++) {
          const bodies = instances.map(([name], at) =>
            JSON.stringify({ name, round, padding: 'x'.repeat((round * 37 + at * 911) % 6000) }),
          );
          const sent = instances.map(([, { signWebhook }], at) =>
            signWebhook(bodies[at], secrets[at]),
          );
          instances.forEach(([name, { verifyWebhook, unwrapWebhook }], at) => {
            const from = (at + round) % instances.length;
            equal(verifyWebhook(bodies[from], sent[from], secrets[from]), true, name);
            equal(
              verifyWebhook(bodies[from], sent[from], secrets[(from + 1) % secrets.length]),
              false,
              name,
            );
            equal(
              unwrapWebhook(bodies[from], sent[from], [secrets[at], ...secrets]).event.name,
              instances[from][0],
            );
          });
        }
        for (const [from, { unwrapWebhook, verifyWebhook }] of instances) {
          const [refusal, mistake] = [
            thrown(() => unwrapWebhook('{}', {}, secrets[0])),
            thrown(() => verifyWebhook('{}', {}, '')),
          ];
          for (const [name, { WebhookVerificationError, WebhookConfigError }] of instances) {
            ok(
              refusal instanceof WebhookVerificationError &&
                !(refusal instanceof WebhookConfigError),
              `${name} does not know a refusal of ${from}`,
            );
            ok(
              mistake instanceof WebhookConfigError &&
                !(mistake instanceof WebhookVerificationError),
              `${name} does not know a mistake of ${from}`,
            );
          }
        }
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    },
};
