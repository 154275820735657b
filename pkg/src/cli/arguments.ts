import { parseArgs } from 'node:util';
import type { Command, Option, Options } from './command.js';
import { UsageError } from './errors.js';
import { didYouMean, nearest } from './nearest.js';

/** Options that every command takes. */
export const common = {
  json: { type: 'boolean', about: 'print JSON, one object a line' },
  help: { type: 'boolean', short: 'h', about: 'print this help' },
} as const satisfies Options;

interface Given {
  values: Record<string, string | boolean | string[] | undefined>;
  files: string[];
}

/**
 * Reads a command's arguments. Not in parseArgs's strict way: its messages differ between runtimes,
 * and suggest nothing.
 */
export function readArguments({ name, options }: Command, args: string[]): Given {
  const known: Options = { ...options, ...common };
  const settings = { strict: false, allowPositionals: true, tokens: true } as const;
  const { values, positionals, tokens } = parseArgs({
    args,
    options: forParser(known),
    ...settings,
  });
  for (const token of tokens) {
    if (token.kind === 'option') check(name, known, token);
  }
  return { values: values as Given['values'], files: positionals };
}

function forParser(options: Options): Record<string, Pick<Option, 'type' | 'short' | 'multiple'>> {
  const entries = Object.entries(options).map(([name, { type, short, multiple = false }]) => {
    return [name, { type, multiple, ...(short === undefined ? {} : { short }) }];
  });
  return Object.fromEntries(entries);
}

function check(
  command: string,
  options: Options,
  { name, rawName, value, inlineValue }: Token,
): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const meant = nearest(name, Object.keys(options));
    const advice =
      meant === undefined
        ? `; \`hookproof ${command} --help\` lists the options`
        : didYouMean(`--${meant}`);
    throw new UsageError(`there is no option ${rawName}${advice}`);
  }
  if (option.type === 'boolean' && value !== undefined)
    throw new UsageError(`${rawName} takes no value`);
  if (option.type === 'boolean') return;
  if (value === undefined || (!inlineValue && value.startsWith('-') && value !== '-')) {
    throw new UsageError(
      `${rawName} needs a value: ${rawName} ${option.value} (or ${rawName}=${option.value}, if it begins with a dash)`,
    );
  }
}

interface Token {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

/** A whole number within bounds. */
export function whole(name: string, text: string, [least, most]: [number, number]): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}`);
}

/** A time: whole seconds since 1970, or a date with its zone. */
export function time(name: string, text: string): number | Date {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  const date = new Date(
    /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? text : Number.NaN,
  );
  if (!Number.isNaN(date.getTime())) return date;
  throw new UsageError(
    `--${name} must be whole seconds since 1970, or a date such as 2026-01-31T12:00:00Z`,
  );
}

/** A time span in seconds, with or without a fraction. */
export function span(name: string, text: string): number {
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw new UsageError(`--${name} must be a number of seconds, such as 10 or 0.5`);
}

/** At most one file. */
export function onlyFile(files: string[]): string | undefined {
  if (files.length > 1) throw new UsageError(`one file is enough, and ${files.length} were given`);
  return files[0];
}
