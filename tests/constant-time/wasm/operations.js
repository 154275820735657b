/**
 * The arithmetic of WebAssembly, done by the engine itself: one small function for each operation
 * that a module uses.
 */
import binaryen from 'binaryen';

const { i32, i64, f32, f64, v128, none } = binaryen;

/**
 * A value of 128 bits cannot cross to JavaScript, and goes through memory: operands in the first
 * places, the result behind.
 */
const PLACE = 16;
const RESULT = 3 * PLACE;

export class Operations {
  #module = new binaryen.Module();
  #known = new Map();
  #memory;

  constructor() {
    this.#module.setFeatures(binaryen.Features.All);
    this.#module.setMemory(1, 1, 'memory');
  }

  /** `build` makes the operation of its operands. What is given can be called once `finish` was. */
  add(key, operands, result, build) {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const module = this.#module;
    const scalars = operands.filter((type) => type !== v128);
    let parameter = 0;
    const given = operands.map((type, at) =>
      type === v128
        ? module.v128.load(at * PLACE, 1, module.i32.const(0))
        : module.local.get(parameter++, type),
    );
    const made = build(module, given);
    const body = result === v128 ? module.v128.store(RESULT, 1, module.i32.const(0), made) : made;
    module.addFunction(
      key,
      binaryen.createType(scalars),
      result === v128 ? none : result,
      [],
      body,
    );
    module.addFunctionExport(key, key);
    const operation = { run: undefined, operands, result };
    this.#known.set(key, operation);
    return operation;
  }

  finish() {
    if (!this.#module.validate()) throw new Error('an operation was not put together right');
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(this.#module.emitBinary()));
    this.#memory = new Uint8Array(exports.memory.buffer);
    for (const [key, operation] of this.#known)
      operation.run = this.#runner(exports[key], operation);
    this.#module.dispose();
  }

  #runner(run, { operands, result }) {
    if (result !== v128 && !operands.includes(v128)) return run;
    return (...values) => {
      const scalars = [];
      for (const [at, value] of values.entries()) {
        if (operands[at] === v128) this.#memory.set(value, at * PLACE);
        else scalars.push(value);
      }
      const given = run(...scalars);
      return result === v128 ? this.#memory.slice(RESULT, RESULT + PLACE) : given;
    };
  }
}

/** Returns what a local begins with. */
export const zeroOf = (type) =>
  ({ [i32]: 0, [i64]: 0n, [f32]: 0, [f64]: 0, [v128]: new Uint8Array(PLACE) })[type];
