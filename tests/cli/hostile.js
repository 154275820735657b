/** What a sender, a receiver, a file or a disk can do to the command line. */
import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { answering, post, signed, withServer, withSocketServer } from './receivers-and-senders.js';
import { jsonLines } from './shell.js';

const continues = 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(20_000);

/** Writes the same again and again, as fast as it is read. */
const endlessly = (head, piece) => (socket) =>
  socket.once('data', () => {
    socket.write(head);
    const write = () => {
      while (socket.write(piece));
      if (!socket.destroyed) socket.once('drain', write);
    };
    write();
  });

const dripping = (head) => (socket) =>
  socket.once('data', () => {
    socket.write(head);
    const timer = setInterval(() => socket.write('x'), 50);
    socket.on('close', () => clearInterval(timer));
  });

const dump = (headers, body) =>
  `${headers.map((pair) => `${pair.join(': ')}\r\n`).join('')}\r\n${body}`;

/** Processor time of a command, by the shell's own count. */
async function processorSeconds(shell, command) {
  const { stderr } = await shell.run(`bash -c "TIMEFORMAT='%U'; time ${command} > printed"`);
  return Number(/^([\d.]+)\s*$/m.exec(stderr)[1]);
}

export const hostile = {
  'a full disk under the output: a message, and 2': async (shell) => {
    await shell.output('{ hookproof sign event.json; echo; cat event.json; } > request');
    for (const command of [
      '--help',
      '--version',
      'secret',
      'sign event.json',
      'verify request',
      'listen --port 0',
    ]) {
      const { code, stderr } = await shell.run(`hookproof ${command} > /dev/full`);
      assert.deepEqual(
        [code, stderr],
        [2, 'hookproof: cannot write the output: the disk is full\n'],
        command,
      );
    }
    await withServer(answering(204), async (url) => {
      assert.equal((await shell.run(`hookproof send ${url} event.json > /dev/full`)).code, 2);
    });
    const { stderr } = await shell.run('hookproof sign event.json --json > /dev/full');
    assert.match(jsonLines(stderr)[0].error, /the disk is full/);
  },

  'a full disk under the messages: the code is the same': async (shell) => {
    assert.equal((await shell.run('hookproof verify missing 2> /dev/full')).code, 2);
    assert.equal((await shell.run('hookproof sign event.json > /dev/full 2>&1')).code, 2);
    assert.equal(
      (await shell.run(`hookproof sign event.json --secret ${shell.secret} 2> /dev/full`)).code,
      0,
    );
  },

  'a disk that is full in the middle of a delivery keeps no half of it': async (shell) => {
    const body = `{"text":"${'x'.repeat(20_000)}"}`;
    // A file of 4 KiB at most: what does not fit is an error of the write, if the signal for it is
    // ignored.
    await shell.listening(
      '--save deliveries',
      async (receiver) => {
        assert.equal((await post(receiver.url, body, signed(body, shell.secret))).statusCode, 204);
        await receiver.line(/204 {2}authentic/);
        assert.match(receiver.errors, /warning: the delivery is not saved: /);
        assert.deepEqual(readdirSync(join(shell.folder, 'deliveries')), []);
        assert.equal(
          (await post(receiver.url, shell.event, signed(shell.event, shell.secret))).statusCode,
          204,
        );
        const [file, ...others] = readdirSync(join(shell.folder, 'deliveries'));
        assert.deepEqual(
          [JSON.parse(shell.read(`deliveries/${file}`)).format, others],
          ['hookproof delivery 1', []],
        );
      },
      { before: "trap '' XFSZ; ulimit -f 8; " },
    );
  },

  '101 is an answer, and ends the connection': async (shell) => {
    const switching = (socket) =>
      socket.once('data', () =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nmore',
        ),
      );
    await withSocketServer(switching, async (url) => {
      const { code, stdout } = await shell.run(`hookproof send ${url} event.json`);
      assert.equal(code, 1);
      assert.match(stdout, /: 101 Switching Protocols, /);
      await shell.output(`hookproof send ${url} event.json --expect 101`);
      const summary = jsonLines(
        (await shell.run(`hookproof send ${url} event.json --repeat 3 --json`)).stdout,
      ).at(-1);
      assert.deepEqual(summary.answers, { '101 Switching Protocols': 3 });
    });
  },

  'an answer that is cut off by the time limit is none, whatever status it began with': async (
    shell,
  ) => {
    const ok = 'HTTP/1.1 200 OK\r\n';
    for (const listener of [
      dripping(`${ok}\r\n`),
      dripping(`${ok}content-length: 1000\r\n\r\n`),
      endlessly(`${ok}\r\n`, 'x'.repeat(65_536)),
    ]) {
      await withSocketServer(listener, async (url) => {
        const { code, stdout, stderr } = await shell.run(
          `hookproof send ${url} event.json --timeout 2 --id msg_1`,
        );
        assert.deepEqual([code, stdout], [1, 'sent msg_1: no answer\n']);
        assert.match(
          stderr,
          /answered 200 OK, but its answer did not end within 2 s: a longer --timeout may help/,
        );
      });
    }
  },

  'interim answers without an end, headers without an end, a status that drips': async (shell) => {
    const listeners = [
      endlessly('', continues),
      endlessly('HTTP/1.1 200 OK\r\n', 'x-a: bbbbbbbbbbbbbbbb\r\n'.repeat(1000)),
      dripping('HTTP/1.1 2'),
    ];
    for (const listener of listeners) {
      await withSocketServer(listener, async (url) => {
        const { code, stdout } = await shell.run(
          `hookproof send ${url} event.json --timeout 2 --id msg_1`,
        );
        assert.deepEqual([code, stdout], [1, 'sent msg_1: no answer\n']);
      });
    }
  },

  '20,000 times "100 Continue" before an answer, from a receiver and in a file': async (shell) => {
    const answer = (socket) =>
      socket.once('data', () => socket.end(`${continues}HTTP/1.1 204 No Content\r\n\r\n`));
    await withSocketServer(answer, async (url) =>
      assert.match(await shell.output(`hookproof send ${url} event.json`), /: 204 /),
    );
    const pairs = Object.entries(signed(shell.event, shell.secret));
    shell.write('answer', `${continues}HTTP/1.1 200 OK\r\n${dump(pairs, shell.event)}`);
    assert.match(await shell.output('hookproof verify answer'), /^authentic$/m);
  },

  'blanks in a header cost what their number costs, not its square': async (shell) => {
    const seconds = [];
    for (const count of [100_000, 1_600_000]) {
      const pairs = [
        ['x-blank', `a${' '.repeat(count)}b`],
        ...Object.entries(signed(shell.event, shell.secret)),
      ];
      shell.write('request', dump(pairs, shell.event));
      seconds.push(await processorSeconds(shell, 'hookproof verify request'));
      assert.match(shell.read('printed').toString(), /^authentic$/m);
    }
    // Its square would be 256 times as much, many seconds even for the smaller one.
    assert.ok(seconds[1] < 8 * seconds[0] + 1, seconds.join(' and '));
  },

  'blanks around a value are no part of it, any other character is': async (shell) => {
    const { 'webhook-id': id, ...others } = signed(shell.event, shell.secret);
    shell.write(
      'good',
      dump([['webhook-id', ` \t ${id}\t `], ...Object.entries(others)], shell.event),
    );
    assert.match(await shell.output('hookproof verify good'), /^authentic$/m);
    shell.write(
      'bad',
      dump([['webhook-id', `${id}\u00a0`], ...Object.entries(others)], shell.event),
    );
    assert.equal((await shell.run('hookproof verify bad')).code, 1);
  },
};
