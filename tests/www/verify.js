/** The first tab: every cause, every way to put something in, and what is shown of it. */
import { generateSecret, signWebhook } from 'hookproof';
import { equal, ok } from '../conformance/assert.js';
import { choose, enter, seen, verdict } from './page.js';
import { named } from '../conformance/outcome.js';

const generic = ['BODY_CHANGED', 'SECRET_OTHER'];

export function verifyTests(page, { causes, examples }) {
  const judged = async (entry) => {
    await page.run(enter, entry);
    return await page.run(
      verdict,
      entry.text === undefined || entry.text.includes('\r') ? 'body.bin' : '',
    );
  };

  const everyCause = causes.map(({ name, code, entry, expected }) => ({
    name: `verify: ${name}`,
    run: async () => {
      const found = await judged(entry);
      equal([found.state, found.code, found.hints], ['refused', expected.code, expected.hints]);
      equal(
        found.checks.map((state) => state === 'pass'),
        expected.checks,
      );
      ok(found.hints.includes(code), `${code} is not in ${found.hints}`);
    },
  }));

  const everyExample = examples.map(({ label, hint }) => ({
    name: `verify: the example “${label}”`,
    run: async () => {
      await page.run(choose, label);
      const { state, hints, checks } = await page.run(verdict);
      if (hint === undefined) equal([state, checks], ['ok', Array(5).fill('pass')]);
      else
        equal(
          [state, generic.includes(hint) ? hints.slice(0, 2) : hints[0]],
          ['refused', generic.includes(hint) ? generic : hint],
        );
    },
  }));

  const tests = {
    'nothing is judged before it is there, and Clear goes back to that': async () => {
      await page.run(choose, 'A webhook that verifies');
      await page.run(() => document.getElementById('clear').click());
      const { state, hints, checks } = await page.run(verdict);
      equal([state, hints, checks], ['waiting', [], Array(5).fill('waiting')]);
    },
    'a field that is left empty on purpose counts': async () => {
      await page.run(choose, 'A webhook that verifies');
      const entered = await page.run(() => document.getElementById('headers').value);
      await page.run(() => document.getElementById('clear').click());
      await page.run((headers) => {
        const area = document.getElementById('headers');
        area.value = headers;
        area.dispatchEvent(new Event('input'));
        for (const field of [
          document.getElementById('body'),
          document.querySelector('#secrets input'),
        ]) {
          field.focus();
          field.blur();
        }
      }, entered);
      const { state, hints } = await page.run(verdict);
      equal(
        [state, hints.includes('SECRET_MISSING'), hints.includes('BODY_EMPTY')],
        ['refused', true, true],
      );
    },
    'a dropped file keeps its bytes, and shows those that have no look': async () => {
      const bytes = [
        0xef, 0xbb, 0xbf, 0x7b, 0x22, 0xff, 0x00, 0x22, 0x3a, 0x09, 0xc3, 0xa9, 0x7d, 0x0d, 0x0a,
      ];
      await page.run(enter, {
        headers: 'webhook-id: msg_1\nwebhook-timestamp: 1',
        body: Buffer.from(bytes).toString('base64'),
        secrets: ['x'],
        offset: 0,
        tolerance: '300',
      });
      const { note, signed } = await page.run(verdict, 'body.bin');
      equal(signed.trimEnd(), 'msg_1.1.BOM{"FFNUL":TABé}CRLF');
      for (const part of [
        '15 bytes',
        'byte order mark',
        '1 CRLF',
        '1 zero byte',
        '1 byte that is not UTF-8',
        'exact bytes',
      ])
        ok(note.includes(part), note);
    },
    'a dropped file that is not UTF-8 verifies, until its text is edited': async () => {
      const body = Buffer.from('{"name":"Zo\xeb"}\r\n', 'latin1');
      const secret = generateSecret();
      const headers = JSON.stringify(signWebhook(body, secret));
      await page.run(enter, {
        headers,
        body: body.toString('base64'),
        secrets: [secret],
        offset: 0,
        tolerance: '300',
      });
      equal((await page.run(verdict, 'body.bin')).state, 'ok');
      await page.run(() => document.getElementById('body').dispatchEvent(new Event('input')));
      const { state, hints } = await page.run(verdict);
      equal([state, hints[0]], ['refused', 'BODY_REPLACEMENT']);
    },
    'CRLF that is pasted stays, also when the text is edited': async () => {
      await page.run(() => {
        document.getElementById('clear').click();
        const area = document.getElementById('body');
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', 'a\r\nb');
        // The last two are Firefox's own way to say the same.
        const pasted = { clipboardData, dataType: 'text/plain', data: 'a\r\nb' };
        area.dispatchEvent(
          new ClipboardEvent('paste', { ...pasted, cancelable: true, bubbles: true }),
        );
      });
      ok((await page.run(verdict)).note.startsWith('4 bytes · line ends: 1 CRLF'), 'pasted');
      await page.run(() => {
        const area = document.getElementById('body');
        area.value += '\nc';
        area.dispatchEvent(new Event('input'));
      });
      ok((await page.run(verdict)).note.startsWith('7 bytes · line ends: 2 CRLF'), 'edited');
    },
    'a cURL command fills the body too, and does not overwrite one': async () => {
      const secret = generateSecret();
      const body = '{"it\'s": "$HOME é"}';
      const headers = Object.entries(signWebhook(body, secret))
        .map(([name, value]) => `-H '${name}: ${value}'`)
        .join(' ');
      const command = `curl -X POST https://example.com/hook ${headers} --data-raw '${body.replaceAll("'", "'\\''")}'`;
      const paste = (value) =>
        page.run((text) => {
          const area = document.getElementById('headers');
          area.value = text;
          area.dispatchEvent(new Event('input'));
        }, value);
      await page.run(() => document.getElementById('clear').click());
      await paste(command);
      await page.run((text) => {
        const field = document.querySelector('#secrets input');
        field.value = text;
        field.dispatchEvent(new Event('input'));
      }, secret);
      equal((await page.run(verdict)).state, 'ok');
      await paste(command.replace('HOME', 'USER'));
      equal(
        [
          (await page.run(verdict)).state,
          await page.run(() => document.getElementById('use-body').hidden),
        ],
        ['ok', false],
      );
      await page.run(() => document.getElementById('use-body').click());
      equal((await page.run(verdict)).state, 'refused');
    },
    'the clock decides, to the second': async () => {
      await page.run(choose, 'A webhook that verifies');
      const turn = (seconds) =>
        page.run((value) => {
          const slider = document.getElementById('clock');
          slider.value = value;
          slider.dispatchEvent(new Event('input'));
        }, String(seconds));
      for (const [seconds, state] of [
        [300, 'ok'],
        [301, 'refused'],
        [-300, 'ok'],
        [-301, 'refused'],
        [0, 'ok'],
      ]) {
        await turn(seconds);
        equal((await page.run(verdict)).state, state, String(seconds));
      }
      await turn(600);
      equal(
        await page.run(() => document.getElementById('clock').getAttribute('aria-valuetext')),
        '10 min after it was sent',
      );
      await page.run(() => document.getElementById('clock-computer').click());
      equal((await page.run(verdict)).state, 'ok', 'the computer’s clock');
    },
    'a screen reader is told the verdict, and the likeliest cause': async () => {
      await page.run(choose, 'A webhook that verifies');
      await page.run(seen, '#live', 'Verified. All five checks pass.');
      await page.run(choose, 'Parsed and printed again');
      await page.run(seen, '#live', 'Refused. signature fails. the signature fits the same JSON');
    },
    'a secret is hidden unless it is an example’s, and each of several is judged': async () => {
      await page.run(choose, 'A webhook that verifies');
      const types = () =>
        page.run(() => [...document.querySelectorAll('#secrets input')].map(({ type }) => type));
      equal(await types(), ['text']);
      await page.run(() => {
        document.getElementById('secret-add').click();
        const field = [...document.querySelectorAll('#secrets input')].at(-1);
        field.value = 'whsec_short';
        field.dispatchEvent(new Event('input'));
      });
      equal(
        [await types(), (await page.run(verdict)).hints[0]],
        [['password', 'password'], 'SECRET_ANOTHER_MATCHES'],
      );
    },
    'a hint names the setting of each framework': async () => {
      await page.run(choose, 'Parsed and printed again');
      const shown = await page.run(() =>
        [...document.querySelectorAll('#hints li:first-child dt')].map(
          ({ textContent }) => textContent,
        ),
      );
      equal(shown, ['Express', 'Next pages', 'Next app', 'Nest', 'Fastify']);
    },
  };
  return [...everyCause, ...everyExample, ...named(tests, 'verify: ')];
}
