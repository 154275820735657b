/** The tab that signs: a body, a secret and a URL in, headers and commands out, at each change. */
import { generateKeyPair, generateSecret, signWebhook, WebhookConfigError } from 'hookproof/full';
import { bodyField } from './body-field.js';
import { codeBlock } from './copy.js';
import { byId } from './dom.js';
import type { Filled } from './examples.js';
import { cli, curl, testCode } from './sign-output.js';
import { utf8 } from './text.js';

const SAMPLE = JSON.stringify({ type: 'job.completed', data: { job_id: 'j_41' } });

export function signPanel(verify: (webhook: Filled) => void): { refresh: () => void } {
  const secret = byId<HTMLInputElement>('sign-secret');
  const url = byId<HTMLInputElement>('sign-url');
  const publicKey = byId<HTMLInputElement>('sign-public');
  const note = byId('sign-note');
  const blocks = {
    headers: codeBlock('Headers'),
    curl: codeBlock('curl'),
    cli: codeBlock('Command line'),
    test: codeBlock('Test'),
  };
  byId('sign-output').append(...Object.values(blocks).map(({ figure }) => figure));

  let id: string | undefined;
  let signed: Filled | undefined;
  const body = bodyField('sign-body', () => sign());

  function sign() {
    const bytes = body.bytes ?? new Uint8Array();
    try {
      const headers = signWebhook(bytes, secret.value, id === undefined ? {} : { id });
      id = headers['webhook-id'];
      signed = {
        body: bytes,
        headers: Object.entries(headers),
        secrets: [secret.value.startsWith('whsk_') ? publicKey.value : secret.value],
      };
      const all = { url: url.value, body: bytes, fileName: body.fileName, headers: { ...headers } };
      blocks.headers.set(
        Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n'),
      );
      blocks.curl.set(curl(all));
      blocks.cli.set(cli(all));
      blocks.test.set(testCode(all));
      note.textContent = `Signed at ${new Date(Number(headers['webhook-timestamp']) * 1000).toLocaleTimeString()}. Receivers take it for five minutes.`;
    } catch (error) {
      signed = undefined;
      note.textContent =
        error instanceof WebhookConfigError ? `Not signed: ${error.message}.` : 'Not signed.';
    }
    const isSigned = signed !== undefined;
    note.classList.toggle('problem', !isSigned);
    byId('sign-output').hidden = !isSigned;
    byId<HTMLButtonElement>('sign-verify').disabled = !isSigned;
  }

  const use = (key: string, shown = '') => {
    secret.value = key;
    publicKey.value = shown;
    byId('sign-public-row').hidden = shown === '';
    sign();
  };

  secret.addEventListener('input', () => use(secret.value));
  url.addEventListener('input', sign);
  byId<HTMLInputElement>('sign-show').addEventListener('change', (event) => {
    secret.type = (event.target as HTMLInputElement).checked ? 'text' : 'password';
  });
  byId('sign-generate').addEventListener('click', () => use(generateSecret()));
  byId('sign-pair').addEventListener('click', () => {
    const pair = generateKeyPair();
    use(pair.privateKey, pair.publicKey);
  });
  byId('sign-again').addEventListener('click', () => {
    id = undefined;
    sign();
  });
  byId('sign-verify').addEventListener('click', () => signed && verify(signed));

  const start = () => {
    secret.value = generateSecret();
    body.set(utf8(SAMPLE));
  };
  return {
    /** What was signed a while ago is stale: a new one each time that the tab is opened. */
    refresh: () => {
      if (secret.value === '' && body.bytes === undefined) start();
      else sign();
    },
  };
}
