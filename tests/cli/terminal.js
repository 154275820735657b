/** What a person sees: `script` gives the program a pseudo-terminal. */
import { strict as assert } from 'node:assert';
import { answering, withServer } from './receivers-and-senders.js';

const onTerminal = (command) => `script -q -e -c '${command}' typescript < /dev/null`;
const colour = /\u001b\[\d+m/;
const request = '{ hookproof sign event.json; echo; cat event.json; } > request';

export const terminal = {
  'colour is for a terminal alone, and never with NO_COLOR': async (shell) => {
    await shell.output(request);
    assert.match(await shell.output(onTerminal('hookproof verify request')), colour);
    assert.doesNotMatch(
      await shell.output(onTerminal('hookproof verify request'), { env: { NO_COLOR: '1' } }),
      colour,
    );
    assert.doesNotMatch(
      await shell.output(onTerminal('hookproof verify request'), { env: { TERM: 'dumb' } }),
      colour,
    );
    assert.doesNotMatch(await shell.output(onTerminal('hookproof verify request --json')), colour);
    assert.doesNotMatch(await shell.output('hookproof verify request'), colour);
    assert.doesNotMatch(
      await shell.output('hookproof verify request', { env: { FORCE_COLOR: '1' } }),
      colour,
    );
  },

  'each stream is judged for itself': async (shell) => {
    const { stdout } = await shell.run(onTerminal('hookproof sign missing > file'));
    assert.match(stdout, colour);
    await shell.output(`${request}; ${onTerminal('hookproof verify request > file')}`);
    assert.doesNotMatch(shell.read('file').toString(), colour);
  },

  'a refusal keeps its exit code there': async (shell) => {
    await shell.output(`${request}; echo >> request`);
    const { code, stdout } = await shell.run(onTerminal('hookproof verify request'));
    assert.equal(code, 1);
    assert.match(stdout, /refused: ERR_NO_MATCHING_SIGNATURE/);
  },

  'progress is for a terminal, and gone at the end': async (shell) => {
    await withServer(answering(204), async (url) => {
      const text = await shell.output(
        onTerminal(`hookproof send ${url} event.json --repeat 40 --concurrency 4`),
      );
      assert.match(text, /\r\u001b\[K40 of 40 sent, 40 as expected\r\u001b\[K40 sent in /);
      const { stderr } = await shell.run(`hookproof send ${url} event.json --repeat 40`);
      assert.equal(stderr, '');
      assert.doesNotMatch(
        await shell.output(onTerminal(`hookproof send ${url} event.json --repeat 40 --json`)),
        /\u001b/,
      );
      assert.doesNotMatch(
        await shell.output(onTerminal(`hookproof send ${url} event.json`)),
        /\u001b\[K/,
      );
    });
  },

  'Ctrl+C, typed, ends listen with its count': async (shell) => {
    const typed =
      "{ while ! grep -q 'listening on' screen; do sleep 0.1; done; printf '\\003'; sleep 5; }";
    const { code } = await shell.run(
      `touch screen; ${typed} | script -q -e -f -c 'exec hookproof listen --port 0' screen > copy`,
    );
    assert.equal(code, 0);
    assert.match(shell.read('screen').toString(), /0 received, 0 of them refused/);
  },
};
