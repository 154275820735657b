import { readFileSync } from 'node:fs';
import { WebhookConfigError } from 'hookproof/full';
import { readArguments } from './arguments.js';
import type { Command, ExitCode, Options, Values } from './command.js';
import { UsageError, withoutKeys } from './errors.js';
import { commandHelp, programHelp } from './help.js';
import { listen } from './listen.js';
import { didYouMean, nearest } from './nearest.js';
import { Output } from './output.js';
import { secret } from './secret.js';
import { send } from './send.js';
import { sign } from './sign.js';
import { verify } from './verify.js';

const commands: Command[] = [secret, sign, verify, send, listen];

/** Runs the command line, and gives the number to end with. */
export async function program(args: string[]): Promise<ExitCode> {
  endWithThePipe();
  const output = new Output(args.includes('--json'));
  try {
    return await dispatch(args, output);
  } catch (error) {
    output.error(explained(error));
    return 2;
  }
}

async function dispatch([word, ...rest]: string[], output: Output): Promise<ExitCode> {
  if (word === undefined) {
    process.stderr.write(`${programHelp(commands)}\n`);
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
  if (word.startsWith('-')) throw new UsageError(`options come after the command: hookproof ${names.join(' | ')}`);
  const meant = nearest(word, names);
  const advice = meant === undefined ? '; `hookproof --help` lists the commands' : didYouMean(meant);
  throw new UsageError(`there is no command ${withoutKeys(word)}${advice}`);
}

function print(text: string): ExitCode {
  process.stdout.write(`${text}\n`);
  return 0;
}

function version(output: Output): ExitCode {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  output.either({ version }, [version]);
  return 0;
}

/** Never a stack trace: what it says is for whoever typed the command. */
function explained(error: unknown): string {
  if (error instanceof UsageError || error instanceof WebhookConfigError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `something went wrong that is a mistake of hookproof: ${withoutKeys(message)}`;
}

/** Whoever reads the output may stop, as `head` does. */
function endWithThePipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
