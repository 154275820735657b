/**
 * Measures every pair, `node run.js COUNT [FILE]`, and prints what was found as JSON. FILE is
 * another module to measure.
 */
import { readFileSync } from 'node:fs';
import { named } from '../wasm/imports.js';
import { measure } from './measure.js';
import { different, same } from './pairs.js';
import { compare } from './statistics.js';

const [count, file] = process.argv.slice(2);
if (file !== undefined) {
  const { Instance, Module } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(module, imports) {
      super(module, named(imports, module));
    }
  };
  WebAssembly.Module = class extends Module {
    constructor() {
      super(readFileSync(file));
    }
  };
}
const api = await import('hookproof');

const measured = ({ name, inputs, using }) => {
  const { times, classes } = measure(inputs, using(api), false, Number(count));
  const { t, means, counts } = compare(times, classes);
  return { name, measurements: counts[0] + counts[1], t: round(t), nanoseconds: means.map(round) };
};
const round = (value) => Math.round(value * 100) / 100;

const pairs = file === undefined ? { same, different } : { same: same.slice(0, 2), different: [] };
console.log(
  JSON.stringify({ same: pairs.same.map(measured), different: pairs.different.map(measured) }),
);
