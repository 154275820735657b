import type { Output } from './output.js';

/** An option of a command, for `util.parseArgs` and for the help. */
export interface Option {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  /** What stands for the value in the help. */
  value?: string;
  about: string;
}

export type Options = Record<string, Option>;

/** What was given for the options: each is there or not. */
export type Values<O extends Options> = {
  [Name in keyof O]?: O[Name]['type'] extends 'boolean'
    ? boolean
    : O[Name] extends { multiple: true }
      ? string[]
      : string;
};

/**
 * 0: as it should be. 1: a webhook was refused, or not answered. 2: the command could not be
 * carried out.
 */
export type ExitCode = 0 | 1 | 2;

interface Described<O extends Options> {
  name: string;
  /** One line, for the list of commands. */
  summary: string;
  /** What follows the program's name. */
  usage: string[];
  about: string[];
  options: O;
  examples: string[];
  run(values: Values<O>, files: string[], output: Output): Promise<ExitCode>;
}

export type Command = Described<Options>;

/** Ties what `run` is given to the options that are declared beside it. */
export const command = <const O extends Options>(described: Described<O>): Command =>
  described as unknown as Command;
