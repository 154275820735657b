import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';
import { newSecret } from '../../tools/lib/sender.js';
import { jsonLines } from './shell.js';

const signs = (shell, options, settings) =>
  shell.output(
    `hookproof sign event.json ${options} > headers && hookproof verify --headers headers event.json`,
    settings,
  );
const another = async (shell) => (await shell.output('hookproof secret')).trim();
const none = { env: { WEBHOOK_SECRET: '' } };

export const secrets = {
  'a new secret is one line, random, of the wanted length': async (shell) => {
    const made = await shell.output('hookproof secret; hookproof secret --bytes 64');
    const [first, second] = made.trimEnd().split('\n');
    assert.match(made, /^whsec_\S+\nwhsec_\S+\n$/);
    assert.deepEqual(
      [first, second].map((text) => Buffer.from(text.slice(6), 'base64').length),
      [32, 64],
    );
    const [{ secret }] = jsonLines(await shell.output('hookproof secret --json'));
    assert.match(secret, /^whsec_/);
    assert.notEqual(secret, first);
  },

  'a new key pair signs and verifies': async (shell) => {
    const [{ privateKey, publicKey }] = jsonLines(
      await shell.output('hookproof secret --ed25519 --json'),
    );
    shell.write('private', privateKey);
    shell.write('public', publicKey);
    const text = await shell.output(
      'hookproof sign event.json --secret-file private | tee headers && hookproof verify --headers headers event.json --secret-file public',
    );
    assert.match(text, /^webhook-signature: v1a,/m);
    assert.match(text, /^authentic$/m);
    assert.match(await shell.output('hookproof secret --ed25519'), /^whsk_\S+\nwhpk_\S+\n$/);
  },

  'a length or a file that cannot be is refused': async (shell) => {
    assert.match(await shell.complaint('hookproof secret --bytes 23'), /from 24 to 512/);
    assert.match(await shell.complaint('hookproof secret --bytes 1e2'), /whole number/);
    assert.match(
      await shell.complaint('hookproof secret --bytes 32 --ed25519'),
      /leave out --bytes/,
    );
    assert.match(await shell.complaint('hookproof secret file'), /> FILE/);
  },

  'the secret comes from a file, whose last newline is cut': async (shell) => {
    for (const ending of ['', '\n', '\r\n']) {
      shell.write('webhook.secret', shell.secret + ending);
      assert.match(await signs(shell, '--secret-file webhook.secret'), /^authentic$/m);
    }
    shell.write('other.secret', await another(shell));
    const { code } = await shell.run(
      'hookproof verify --headers headers event.json --secret-file other.secret',
    );
    assert.equal(code, 1, 'the file comes before the environment');
  },

  'a file and the environment may hold several, for a rotation': async (shell) => {
    const old = await another(shell);
    shell.write('both.secret', `${old}\n${shell.secret}\n`);
    await shell.output('hookproof sign event.json > headers');
    assert.match(
      await shell.output(
        'hookproof verify --headers headers event.json --secret-file both.secret',
        none,
      ),
      /secret 2 of 2 matches/,
    );
    const env = { WEBHOOK_SECRET: `${old} ${shell.secret}` };
    assert.match(
      await shell.output('hookproof verify --headers headers event.json', { env }),
      /secret 2 of 2 matches/,
    );
    const signatures = await shell.output('hookproof sign event.json', { env });
    assert.match(signatures, /^webhook-signature: v1,\S+ v1,\S+$/m);
  },

  'a secret on the command line works, with a warning': async (shell) => {
    const { code, stdout, stderr } = await shell.run(
      `hookproof sign event.json --secret ${shell.secret} --json`,
      none,
    );
    assert.equal(code, 0);
    assert.equal(jsonLines(stdout).length, 1);
    assert.match(jsonLines(stderr)[0].warning, /history of the shell/);
    const [{ publicKey }] = jsonLines(await shell.output('hookproof secret --ed25519 --json'));
    const verified = await shell.run(
      `hookproof sign event.json > headers; hookproof verify --headers headers event.json --secret ${publicKey}`,
    );
    assert.deepEqual([verified.code, verified.stderr], [1, ''], 'a public key is no secret');
  },

  'without a secret it says where to put one': async (shell) => {
    for (const command of [
      'sign event.json',
      'verify event.json',
      'send http://127.0.0.1:9 event.json',
      'listen --port 0',
    ]) {
      assert.match(
        await shell.complaint(`hookproof ${command}`, none),
        /--secret-file FILE, or set the environment variable WEBHOOK_SECRET/,
      );
    }
    shell.write('empty', '\n');
    assert.match(
      await shell.complaint('hookproof sign event.json --secret-file empty'),
      /there is no secret in empty/,
    );
    assert.match(
      await shell.complaint('hookproof sign event.json --secret-file missing'),
      /cannot read missing/,
    );
  },

  'a secret that cannot be one is refused, with advice': async (shell) => {
    const [{ privateKey, publicKey }] = jsonLines(
      await shell.output('hookproof secret --ed25519 --json'),
    );
    const complaint = (command, secret) =>
      shell.complaint(`hookproof ${command}`, { env: { WEBHOOK_SECRET: secret } });
    assert.match(
      await complaint('verify event.json', 'whsec_your_secret_here'),
      /fewer than 24 bytes.*\(on the command line: --min-secret-bytes N\)$/m,
    );
    assert.match(
      await complaint('listen --port 0', `"${shell.secret}"`),
      /quotes or line breaks are no part of a secret/,
    );
    assert.match(
      await complaint('verify event.json', privateKey),
      /verify with the whpk_ public key/,
    );
    assert.match(await complaint('sign event.json', publicKey), /whpk_/);
    assert.match(await complaint('send http://127.0.0.1:9 event.json', 'whsec_'), /secret/);
  },

  'a secret whose own text is the key': async (shell) => {
    for (const text of [
      'polar_whs_ovyN6cPrTv56AApvzCaJno08SSmGJmgbWilb33N2JuK',
      'a passphrase, of 32 characters!!',
      `whsec_${'é'.repeat(12)}`,
    ]) {
      const key = Buffer.from(text);
      const env = { WEBHOOK_SECRET: text };
      shell.write('text.secret', `${text}\r\n`);
      for (const [options, settings] of [
        ['--secret-as-text', { env }],
        ['--secret-as-text --secret-file text.secret', none],
        [`--secret-as-text --secret '${text}'`, none],
      ]) {
        const [headers] = jsonLines(
          await shell.output(
            `hookproof sign event.json --id a --timestamp 5 --json ${options}`,
            settings,
          ),
        );
        const mac = createHmac('sha256', key).update(`a.5.${shell.event}`).digest('base64');
        assert.equal(headers['webhook-signature'], `v1,${mac}`, options);
        shell.write('headers', JSON.stringify(headers));
        await shell.output(
          `hookproof verify --headers headers event.json --now 5 ${options}`,
          settings,
        );
      }
      await shell.listening(
        '--secret-as-text --json',
        async (receiver) => {
          await shell.output(`hookproof send ${receiver.url} event.json --secret-as-text`, { env });
          assert.equal(JSON.parse(await receiver.line(/"delivery"/)).ok, true);
        },
        { env },
      );
    }
  },

  'texts are separated by newlines, and a key pair is none': async (shell) => {
    shell.write(
      'both.secret',
      'the first passphrase of the two\nthe second passphrase of the two\n',
    );
    const text = await shell.output(
      'hookproof sign event.json --secret-as-text --secret-file both.secret',
    );
    assert.match(text, /^webhook-signature: v1,\S+ v1,\S+$/m);
    const [{ privateKey, publicKey }] = jsonLines(
      await shell.output('hookproof secret --ed25519 --json'),
    );
    for (const key of [privateKey, publicKey, `v1a,${publicKey}`]) {
      for (const command of ['sign event.json', 'verify event.json', 'listen --port 0']) {
        assert.match(
          await shell.complaint(`hookproof ${command} --secret-as-text`, {
            env: { WEBHOOK_SECRET: key },
          }),
          /on the command line: without --secret-as-text/,
          command,
        );
      }
    }
  },

  'a shorter secret is taken if that is asked for, and what is advised works': async (shell) => {
    const short = newSecret(16);
    const env = { WEBHOOK_SECRET: short };
    const least = /--min-secret-bytes/;
    shell.write('short.secret', short);
    for (const command of [
      'sign event.json',
      'send http://127.0.0.1:1/ event.json',
      'verify event.json',
      'listen --port 0',
    ]) {
      assert.match(await shell.complaint(`hookproof ${command}`, { env }), least, command);
      assert.match(
        await shell.complaint(`hookproof ${command} --min-secret-bytes 17`, { env }),
        least,
        command,
      );
      assert.match(
        await shell.complaint(`hookproof ${command} --min-secret-bytes 0`, { env }),
        /from 1 to 512/,
      );
    }
    await shell.listening('--secret-file short.secret --min-secret-bytes 16', async ({ url }) => {
      await shell.output(`hookproof send ${url} event.json --min-secret-bytes 16`, { env });
    });
    const pipe =
      'hookproof sign event.json --min-secret-bytes 16 > headers && hookproof verify --headers headers event.json --min-secret-bytes 16';
    assert.match(await shell.output(pipe, { env }), /^authentic$/m);
  },

  'where the text is the key, it says which option to give': async (shell) => {
    const env = { WEBHOOK_SECRET: 'polar_whs_ovyN6cPrTv56AApvzCaJno08SSmGJmgbWilb33N2JuK' };
    for (const command of ['sign event.json', 'verify event.json', 'listen --port 0']) {
      assert.match(
        await shell.complaint(`hookproof ${command}`, { env }),
        /--secret-as-text/,
        command,
      );
    }
  },
};
