import { readFileSync } from 'node:fs';
import { readArguments } from './arguments.js';
import type { Command, ExitCode, Options, Values } from './command.js';
import { explained, systemError, UsageError } from './errors.js';
import { reasonOf } from './files.js';
import { commandHelp, programHelp } from './help.js';
import { listen } from './listen.js';
import { neverPrintGiven } from './masking.js';
import { didYouMean, nearest } from './nearest.js';
import { Output, write } from './output.js';
import { secret } from './secret.js';
import { send } from './send.js';
import { sign } from './sign.js';
import { verify } from './verify.js';

const commands: Command[] = [secret, sign, verify, send, listen];

/** Runs the command line, and gives the number to end with. */
export async function program(args: string[]): Promise<ExitCode> {
  const output = new Output(args.includes('--json'));
  endWithTheOutput(output);
  neverPrintGiven(args);
  try {
    return await dispatch(args, output);
  } catch (error) {
    output.error(explained(error));
    return 2;
  }
}

async function dispatch([word, ...rest]: string[], output: Output): Promise<ExitCode> {
  if (word === undefined) {
    write(process.stderr, `${programHelp(commands)}\n`);
    return 2;
  }
  if (['--help', '-h'].includes(word)) return print(programHelp(commands));
  if (word === '--version') return version(output);
  const command = find(word);
  const { values, files } = readArguments(command, rest);
  const { help, json: _, ...own } = values;
  if (help) return print(commandHelp(command));
  return await command.run(own as Values<Options>, files, output);
}

function find(word: string): Command {
  const command = commands.find(({ name }) => name === word);
  if (command !== undefined) return command;
  const names = commands.map(({ name }) => name);
  if (word.startsWith('-'))
    throw new UsageError(`options come after the command: hookproof ${names.join(' | ')}`);
  const meant = nearest(word, names);
  const advice =
    meant === undefined ? '; `hookproof --help` lists the commands' : didYouMean(meant);
  throw new UsageError(`there is no command ${word}${advice}`);
}

function print(text: string): ExitCode {
  write(process.stdout, `${text}\n`);
  return 0;
}

function version(output: Output): ExitCode {
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  output.either({ version }, [version]);
  return 0;
}

/**
 * Whoever reads the output may stop, as `head` does; and a disk may be full, which is told where
 * there is still room.
 */
function endWithTheOutput(output: Output): void {
  process.stdout.on('error', (error) => {
    if (systemError(error)?.code === 'EPIPE') process.exit();
    output.error(`cannot write the output: ${reasonOf(error)}`);
    process.exit(2);
  });
  process.stderr.on('error', () => {});
}
