import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonLines } from './shell.js';

const names = ['secret', 'sign', 'verify', 'send', 'listen'];

export const general = {
  'the help names every command': async (shell) => {
    const help = await shell.output('hookproof --help');
    for (const name of names) assert.match(help, new RegExp(`^  ${name} `, 'm'));
    assert.equal(await shell.output('hookproof -h'), help);
  },

  'every command has a help': async (shell) => {
    for (const name of names) {
      const help = await shell.output(`hookproof ${name} --help`);
      for (const part of [`hookproof ${name}: `, 'Usage:', 'Options:', '--json', 'Examples:'])
        assert.ok(help.includes(part), part);
    }
  },

  'it is found by its name': async (shell) => {
    assert.equal(
      await shell.output(`${shell.launcher} --help`),
      await shell.output('hookproof --help'),
    );
  },

  'the version is that of the package': async (shell) => {
    const { version } = JSON.parse(
      readFileSync(join(shell.consumer, 'node_modules', 'hookproof', 'package.json'), 'utf8'),
    );
    assert.equal(await shell.output('hookproof --version'), `${version}\n`);
    assert.deepEqual(jsonLines(await shell.output('hookproof --version --json')), [{ version }]);
  },

  'no command at all is a mistake': async (shell) => {
    assert.match(await shell.complaint('hookproof'), /Usage:/);
  },

  'a mistyped command or option is understood': async (shell) => {
    assert.match(await shell.complaint('hookproof sgin'), /no command sgin: did you mean sign\?/);
    assert.match(
      await shell.complaint('hookproof sign event.json --secret-fil webhook.secret'),
      /no option --secret-fil: did you mean --secret-file\?/,
    );
    assert.match(
      await shell.complaint('hookproof listen --prot 1'),
      /no option --prot: did you mean --port\?/,
    );
    assert.match(
      await shell.complaint('hookproof listen --constructor'),
      /no option --constructor; `hookproof listen --help`/,
    );
    assert.match(
      await shell.complaint('hookproof launch'),
      /no command launch; `hookproof --help`/,
    );
  },

  'an option without its value, or with one too many, is a mistake': async (shell) => {
    assert.match(
      await shell.complaint('hookproof sign event.json --id'),
      /--id needs a value: --id ID/,
    );
    assert.match(
      await shell.complaint('hookproof sign event.json --id --json'),
      /--id needs a value/,
    );
    assert.match(
      await shell.complaint('hookproof sign event.json --curl=yes'),
      /--curl takes no value/,
    );
    assert.match(
      await shell.complaint('hookproof --json sign event.json'),
      /options come after the command/,
    );
  },

  'with --json, mistakes are JSON, too': async (shell) => {
    const [{ error }] = jsonLines(await shell.complaint('hookproof sign missing.json --json'));
    assert.equal(error, 'cannot read missing.json: there is no such file');
  },

  'files that cannot be read are named, with the reason': async (shell) => {
    assert.match(
      await shell.complaint('hookproof sign missing.json'),
      /missing\.json: there is no such file/,
    );
    assert.match(await shell.complaint('hookproof sign .'), /it is a folder/);
    assert.match(await shell.complaint('hookproof sign event.json/x'), /no folder|no such file/);
    assert.match(
      await shell.complaint('hookproof sign event.json event.json'),
      /one file is enough/,
    );
  },

  'a secret in the wrong place is not repeated': async (shell) => {
    assert.match(await shell.complaint(`hookproof verify ${shell.secret}`), /cannot read whsec_…/);
    assert.match(await shell.complaint(`hookproof ${shell.secret}`), /no command whsec_…/);
    assert.match(await shell.complaint(`hookproof send ${shell.secret}`), /whsec_… is no URL/);
  },

  'it brings no WebAssembly of its own': async (shell) => {
    const program = readFileSync(
      join(shell.consumer, 'node_modules', 'hookproof', 'dist', 'cli.js'),
      'utf8',
    );
    assert.match(program, /from "hookproof\/full"/);
    assert.doesNotMatch(program, /AGFzbQ|WebAssembly\.(Module|Instance|compile|instantiate)/);
  },

  'a reader that stops early ends it quietly': async (shell) => {
    await shell.listening('', async ({ url }) => {
      const { stdout, stderr } = await shell.run(
        `hookproof send ${url} event.json --repeat 200 --json | head -n 1`,
      );
      assert.equal(jsonLines(stdout).length, 1);
      assert.equal(stderr, '');
    });
  },
};
