/** The other two tabs, the links, and the keyboard. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, ok } from '../conformance/assert.js';
import { root } from '../../tools/lib/shell.js';
import { choose, verdict } from './page.js';
import { sending } from './sending.js';
import { named } from '../conformance/outcome.js';

const select = (tab) => document.getElementById(`tab-${tab}`).click();

/** Signs a body with what is in the fields, and gives the code that is shown. */
function signed({ body, secret, url }) {
  const type = (id, value) => {
    const field = document.getElementById(id);
    field.value = value;
    field.dispatchEvent(new Event('input'));
  };
  document.getElementById('tab-sign').click();
  type('sign-url', url);
  type('sign-secret', secret);
  type('sign-body', body);
  return Object.fromEntries(
    [...document.querySelectorAll('#sign-output figure')].map((figure) => [
      figure.querySelector('figcaption span').textContent,
      figure.querySelector('code').textContent,
    ]),
  );
}

const bodies = [
  '{"type":"job.completed"}',
  '',
  '@file',
  '-x',
  `it's "so" $HOME \`id\` \\n !! %s é日😀`,
  'line\n  two\n\n',
  '\ufeff{}\u2028',
];

export function otherTests(page, { url, receiver }) {
  const tests = {
    'sign: what is signed verifies, in the other tab': async () => {
      await page.run(select, 'sign');
      for (const button of ['sign-generate', 'sign-pair']) {
        await page.run((id) => document.getElementById(id).click(), button);
        const before = await page.run(
          () => document.querySelector('#sign-output code').textContent,
        );
        await page.run(() => document.getElementById('sign-again').click());
        ok(
          (await page.run(() => document.querySelector('#sign-output code').textContent)) !==
            before,
          'a new id',
        );
        await page.run(() => document.getElementById('sign-verify').click());
        equal(
          [
            (await page.run(verdict)).state,
            await page.run(() => document.getElementById('verify').hidden),
          ],
          ['ok', false],
        );
        await page.run(select, 'sign');
      }
    },
    'sign: the commands and the test reach a real receiver, which takes them': async () => {
      for (const body of bodies) {
        const code = await page.run(signed, { body, secret: receiver.secret, url: receiver.url });
        for (const answer of await sending(code, receiver))
          equal([answer.status, answer.body], [204, body], `${answer.by}: ${JSON.stringify(body)}`);
      }
    },
    'sign: no command holds the secret': async () => {
      const code = await page.run(signed, {
        body: '{}',
        secret: receiver.secret,
        url: receiver.url,
      });
      ok(!JSON.stringify(code).includes(receiver.secret.slice(6, 20)), 'the secret is in it');
    },
    'sign: a secret that cannot sign is told': async () => {
      await page.run(signed, { body: '{}', secret: 'whsec_short', url: receiver.url });
      const note = await page.run(() => document.getElementById('sign-note').textContent);
      ok(note.startsWith('Not signed: the secret '), note);
      equal(await page.run(() => document.getElementById('sign-output').hidden), true);
      await page.run(() => document.getElementById('sign-generate').click());
    },
    'receive: each framework shows its example as it is': async () => {
      await page.run(select, 'receive');
      const files = {
        Express: 'express/server.js',
        Fastify: 'fastify/server.js',
        Hono: 'hono/server.js',
        Next: 'next/app/webhook/route.js',
        Workers: 'workers/src/index.js',
        Deno: 'deno/server.js',
        Bun: 'bun/server.js',
        Flask: 'flask/server.py',
        FastAPI: 'fastapi/server.py',
        Django: 'django/server.py',
      };
      for (const [name, file] of Object.entries(files)) {
        const shown = await page.run((framework) => {
          const tab = [...document.querySelectorAll('#frameworks [role=tab]')].find(
            (each) => each.textContent === framework,
          );
          tab.click();
          const panel = document.getElementById(tab.getAttribute('aria-controls'));
          return [panel.hidden, [...panel.querySelectorAll('code')].at(-1).textContent];
        }, name);
        equal(shown, [false, readFileSync(join(root, 'examples', file), 'utf8').trimEnd()], name);
      }
      equal(
        await page.run(() =>
          [...document.querySelectorAll('#frameworks [role=tab]')].map(
            ({ textContent }) => textContent,
          ),
        ),
        Object.keys(files),
      );
    },
    'links: one carries everything but the secret': async () => {
      await page.goto(url);
      await page.run(choose, 'Ten minutes late');
      const before = await page.run(verdict);
      const secret = await page.run(() => document.querySelector('#secrets input').value);
      await page.run(() => document.getElementById('share').click());
      const link = await page.run(async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return document.getElementById('link').value;
      });
      ok(link.startsWith(`${url}#webhook=1&`), link);
      const decoded = [...new URLSearchParams(link.split('#')[1]).values()]
        .map((value) => `${value} ${Buffer.from(value, 'base64url').toString('latin1')}`)
        .join(' ');
      ok(
        !decoded.includes(secret.slice(6, 20)) && !link.includes(secret.slice(6, 20)),
        'the secret is in it',
      );
      await page.goto('about:blank');
      await page.goto(link);
      const opened = await page.run(verdict);
      equal(
        [opened.state, opened.checks, opened.signed],
        ['waiting', ['waiting', 'pass', 'pass', 'fail', 'waiting'], before.signed],
      );
      await page.run((text) => {
        const field = document.querySelector('#secrets input');
        field.value = text;
        field.dispatchEvent(new Event('input'));
      }, secret);
      const { state, hints, code } = await page.run(verdict);
      equal([state, code, hints], ['refused', before.code, before.hints]);
    },
    'links: a damaged one is told': async () => {
      await page.goto('about:blank');
      await page.goto(`${url}#webhook=1&body=%`);
      ok(
        (await page.run(() => document.getElementById('share-note').textContent)).includes(
          'damaged',
        ),
        'nothing is said',
      );
      equal((await page.run(verdict)).state, 'waiting');
    },
    'links: #sign and #receive open their tab': async () => {
      for (const tab of ['sign', 'receive']) {
        await page.goto('about:blank');
        await page.goto(`${url}#${tab}`);
        equal(await page.run((id) => document.getElementById(id).hidden, tab), false, tab);
      }
    },
    'keyboard: arrows, Home and End move between the tabs; one of them is in the tab order':
      async () => {
        await page.goto('about:blank');
        await page.goto(url);
        const state = () =>
          page.run(() => {
            const shown = [...document.querySelectorAll('main > [role=tabpanel]')]
              .filter((panel) => !panel.hidden)
              .map(({ id }) => id);
            const selected = [...document.querySelectorAll('#tabs [aria-selected=true]')].map(
              ({ id }) => id,
            );
            const inOrder = [...document.querySelectorAll('#tabs [role=tab]')]
              .filter(({ tabIndex }) => tabIndex === 0)
              .map(({ id }) => id);
            return [document.activeElement.id, ...shown, ...selected, ...inOrder];
          });
        const at = (name) => [`tab-${name}`, name, `tab-${name}`, `tab-${name}`];
        await page.run(() => document.getElementById('tab-verify').focus());
        for (const [key, name] of [
          ['ArrowRight', 'sign'],
          ['ArrowRight', 'receive'],
          ['ArrowRight', 'verify'],
          ['ArrowLeft', 'receive'],
          ['Home', 'verify'],
          ['End', 'receive'],
        ]) {
          await page.press(key);
          equal(await state(), at(name), key);
        }
        await page.press('Tab');
        equal(await page.run(() => document.activeElement.id), 'tab-receive-express');
        await page.press('ArrowDown');
        equal(
          await page.run(() => [
            document.activeElement.id,
            document.getElementById('receive-fastify').hidden,
          ]),
          ['tab-receive-fastify', false],
        );
      },
    'keyboard: an example is loaded and the clock is turned without a mouse': async () => {
      await page.run(select, 'verify');
      await page.run(() => document.getElementById('example').focus());
      await page.press('Enter');
      equal((await page.run(verdict)).state, 'ok');
      await page.run(() => {
        const slider = document.getElementById('clock');
        slider.value = '300';
        slider.dispatchEvent(new Event('input'));
        slider.focus();
      });
      equal((await page.run(verdict)).state, 'ok');
      await page.press('ArrowRight');
      equal(
        [
          (await page.run(verdict)).hints[0],
          await page.run(() => document.getElementById('clock').value),
        ],
        ['TIMESTAMP_CLOCK', '301'],
      );
    },
  };
  return named(tests);
}
