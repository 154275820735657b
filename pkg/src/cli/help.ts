import { common } from './arguments.js';
import type { Command, Option, Options } from './command.js';

const width = 80;

/** The help of the program: its commands. */
export function programHelp(commands: Command[]): string {
  const rows = commands.map(({ name, summary }): [string, string] => [name, summary]);
  return [
    'hookproof: verify, sign, send and receive webhooks (Standard Webhooks)',
    '',
    'Usage:\n  hookproof COMMAND [options]',
    '',
    `Commands:\n${table(rows)}`,
    '',
    `Options:\n${table([
      ['--help', 'print this help; `hookproof COMMAND --help` prints that of a command'],
      ['--version', 'print the version'],
      ['--json', 'every command: print JSON, one object a line'],
    ])}`,
    '',
    `Ends with:\n${table([
      ['0', 'all is well'],
      ['1', 'a webhook was refused, or not answered'],
      ['2', 'the command could not be carried out: wrong option, file, secret or address'],
    ])}`,
    '',
    wrapped('Colour is used on a terminal only, and never if NO_COLOR is set.', ''),
  ].join('\n');
}

export function commandHelp({ name, summary, usage, about, options, examples }: Command): string {
  return [
    `hookproof ${name}: ${summary}`,
    '',
    `Usage:\n${usage.map((line) => `  hookproof ${line}`).join('\n')}`,
    '',
    about.map((paragraph) => wrapped(paragraph, '')).join('\n\n'),
    '',
    `Options:\n${optionTable({ ...options, ...common })}`,
    '',
    `Examples:\n${examples.map((line) => `  ${line}`).join('\n')}`,
  ].join('\n');
}

const optionTable = (options: Options): string =>
  table(Object.entries(options).map(([name, option]) => [written(name, option), option.about]));

const written = (name: string, { short, value }: Option): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;

function table(rows: [string, string][]): string {
  const column = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows
    .map(([left, right]) => `  ${left.padEnd(column - 2)}${wrapped(right, ' '.repeat(column))}`)
    .join('\n');
}

/** Breaks a text into lines; those after the first are indented. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > width - indent.length) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].join(`\n${indent}`);
}
