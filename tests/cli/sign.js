import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';
import { isAuthentic } from './receivers-and-senders.js';
import { jsonLines } from './shell.js';

const known = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  under: '--id msg_p5jXN8AQM9LWM0D4loKWxJek --timestamp 1614265330',
};

export const sign = {
  'what it signs, another library takes: from a file, standard input, the command line': async (
    shell,
  ) => {
    for (const command of [
      'hookproof sign event.json --json',
      'cat event.json | hookproof sign - --json',
      'hookproof sign --body "$(cat event.json) " --json',
    ]) {
      const [headers] = jsonLines(await shell.output(command));
      const body = command.includes('--body') ? `${shell.event.trimEnd()} ` : shell.event;
      assert.ok(isAuthentic({ headers, body }, shell.secret), command);
    }
  },

  'a known message has its known signature': async (shell) => {
    shell.write('known.secret', known.secret);
    const text = await shell.output(
      `hookproof sign --body '{"test": 2432232314}' ${known.under} --secret-file known.secret`,
    );
    assert.equal(
      text,
      'webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\nwebhook-timestamp: 1614265330\nwebhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\n',
    );
    assert.equal(
      await shell.output(
        `hookproof sign --body '{"test": 2432232314}' ${known.under.replace('1614265330', '2021-02-25T15:02:10Z')} --secret-file known.secret`,
      ),
      text,
    );
  },

  'every byte is signed as it is': async (shell) => {
    const body = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0x0d, 0x0a, 0x0d, 0x0a]);
    shell.write('binary', body);
    const [headers] = jsonLines(
      await shell.output('hookproof sign binary --id a --timestamp 5 --json'),
    );
    const mac = createHmac('sha256', Buffer.from(shell.secret.slice(6), 'base64'))
      .update('a.5.')
      .update(body)
      .digest('base64');
    assert.equal(headers['webhook-signature'], `v1,${mac}`);
    const [again] = jsonLines(
      await shell.output('hookproof sign - --id a --timestamp 5 --json', { input: body }),
    );
    assert.deepEqual(again, headers);
  },

  'curl sends what it signs, as a file of headers and as options': async (shell) => {
    await shell.listening('', async ({ url }) => {
      const status = "-s -o answer -w '%{http_code}'";
      assert.equal(
        await shell.output(
          `hookproof sign event.json | curl ${status} -H @- --data-binary @event.json ${url}`,
        ),
        '204',
      );
      assert.equal(
        await shell.output(
          `eval "curl ${status} $(hookproof sign event.json --id "it's" --curl) --data-binary @event.json ${url}"`,
        ),
        '204',
      );
    });
  },

  'what it cannot sign, it says': async (shell) => {
    assert.match(
      await shell.complaint('hookproof sign'),
      /there is no body: give a file, - for standard input, or --body/,
    );
    assert.match(await shell.complaint('hookproof sign event.json --body x'), /given twice/);
    assert.match(await shell.complaint('hookproof sign event.json --id a.b'), /id/);
    assert.match(
      await shell.complaint('hookproof sign event.json --timestamp yesterday'),
      /seconds since 1970, or a date/,
    );
    assert.match(
      await shell.complaint('hookproof sign event.json --timestamp 2026-01-31T12:00:00'),
      /seconds since 1970, or a date/,
    );
    assert.match(await shell.complaint('hookproof sign event.json --curl --json'), /exclude/);
    assert.match(
      await shell.complaint('cat event.json | hookproof sign - --secret-file -'),
      /only be read once/,
    );
  },
};
