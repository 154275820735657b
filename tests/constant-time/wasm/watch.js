/**
 * Runs a module as compiled for the engine, and follows a secret through it: a value that was
 * computed from a secret is secret, and so is the memory that it is stored in. What valgrind is to
 * native code. Every branch, every choice of `select` and every address that depends on a secret is
 * an event; so is a length, and whatever else an engine's time may depend on.
 */
import binaryen from 'binaryen';
import { Expressions } from './expressions.js';
import { WatchedMemory } from './memory.js';
import { Operations, zeroOf } from './operations.js';

/**
 * Like `new WebAssembly.Instance(module, imports)` for `bytes`; `before[name]` is called when an
 * export is, `after[name]` when an import has returned.
 */
export function watch(bytes, imports, { before = {}, after = {} } = {}) {
  const module = binaryen.readBinary(bytes);
  // Its memory, with the data in it, is that of a real instance.
  const real = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  const machine = {
    memory: new WatchedMemory(real.exports.memory),
    events: [],
    functions: new Map(),
    globals: new Map(),
    secret: false,
  };
  for (let at = 0; at < module.getNumGlobals(); at++) {
    const { name, init } = binaryen.getGlobalInfo(module.getGlobalByIndex(at));
    machine.globals.set(name, { value: binaryen.getExpressionInfo(init).value, secret: false });
  }
  const operations = new Operations();
  for (let at = 0; at < module.getNumFunctions(); at++) {
    const info = binaryen.getFunctionInfo(module.getFunctionByIndex(at));
    const run =
      info.module === ''
        ? ownFunction(info, operations, machine)
        : importedFunction(info, imports, after, machine);
    machine.functions.set(info.name, run);
  }
  operations.finish();
  const exports = { memory: real.exports.memory };
  for (let at = 0; at < module.getNumExports(); at++) {
    const { name, value, kind } = binaryen.getExportInfo(module.getExportByIndex(at));
    if (kind === binaryen.ExternalFunction)
      exports[name] = exported(machine.functions.get(value), before[name], machine);
  }
  module.dispose();
  return { exports, events: machine.events, memory: machine.memory };
}

function ownFunction({ name, params, vars, body }, operations, machine) {
  const types = [...binaryen.expandType(params), ...vars];
  const run = new Expressions(name, types, operations, machine).function(body);
  return (values, secrets) => {
    const frame = { values: types.map(zeroOf), secrets: types.map(() => false) };
    for (const [at, value] of values.entries())
      [frame.values[at], frame.secrets[at]] = [value, secrets[at]];
    return run(frame);
  };
}

/** Of what it gives only memory can be secret: what JavaScript wrote there is marked by `after`. */
function importedFunction({ module, base }, imports, after, machine) {
  const call = imports[module][base];
  const name = /^__wbg_(.+)_[0-9a-f]{16}$/.exec(base)?.[1] ?? base;
  return (values, secrets) => {
    if (secrets.includes(true))
      machine.events.push({ kind: 'import', at: name, value: secrets.indexOf(true) });
    const given = call(...values);
    after[name]?.(machine.memory, values, given);
    machine.secret = false;
    return typeof given === 'boolean' ? Number(given) : given;
  };
}

function exported(run, before, machine) {
  return (...values) => {
    before?.(machine.memory, values);
    const given = run(
      values,
      values.map(() => false),
    );
    if (machine.secret) machine.events.push({ kind: 'result', at: 'end', value: given });
    return given;
  };
}
