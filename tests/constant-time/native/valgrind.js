/** Runs a program under valgrind's memcheck, and reads what it reports. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt } from '../../../tools/lib/shell.js';

const options = [
  '--tool=memcheck',
  '--leak-check=no',
  '--error-limit=no',
  '--read-inline-info=yes',
  '--num-callers=40',
  '--xml=yes',
];

/**
 * Gives the errors, each with how often it came and its stack, innermost first; and what the
 * program printed.
 */
export async function memcheck(program, args) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-valgrind-'));
  try {
    const file = join(folder, 'report.xml');
    const { code, output } = await attempt('valgrind', [
      ...options,
      `--xml-file=${file}`,
      program,
      ...args,
    ]);
    if (code !== 0)
      throw new Error(`valgrind ${program} ${args.join(' ')} ended with ${code}\n${output}`);
    return { errors: errorsOf(readFileSync(file, 'utf8')), output: output.trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const kinds = { UninitCondition: 'branch', UninitValue: 'address' };

function errorsOf(xml) {
  const counts = new Map(
    all(xml, 'pair').map((pair) => [one(pair, 'unique'), Number(one(pair, 'count'))]),
  );
  return all(xml, 'error').map((error) => {
    const unique = one(error, 'unique');
    const kind = one(error, 'kind');
    // The first stack is where it was used. Others, if there are any, say where it came from.
    const frames = all(all(error, 'stack')[0], 'frame').map(frameOf);
    return { kind: kinds[kind] ?? kind, times: counts.get(unique) ?? 1, frames };
  });
}

const frameOf = (frame) => ({
  name: one(frame, 'fn'),
  path: [one(frame, 'dir'), one(frame, 'file')].filter(Boolean).join('/'),
  line: Number(one(frame, 'line')),
});

const all = (xml, tag) =>
  [...xml.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(([, text]) => text);
const one = (xml, tag) => unescaped(all(xml, tag)[0] ?? '');
const unescaped = (text) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
