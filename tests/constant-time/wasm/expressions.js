/**
 * One function of a module, made of closures: each gives the value of an expression, and leaves in
 * `machine.secret` if it is secret.
 */
import binaryen from 'binaryen';
import { readable } from './kinds.js';

const { i32 } = binaryen;

export class Expressions {
  #labels = new Map();
  #count = 0;

  constructor(name, types, operations, machine) {
    Object.assign(this, { name, types, operations, machine });
  }

  /** Returns the body of a function, as a function of its frame. */
  function(body) {
    const run = this.make(body);
    const { machine } = this;
    return (frame) => {
      try {
        return run(frame);
      } catch (left) {
        if (!(left instanceof Return)) throw left;
        machine.secret = left.secret;
        return left.value;
      }
    };
  }

  make(expression) {
    const kind = readable(binaryen.getExpressionId(expression));
    const make = this[kind];
    if (make === undefined) throw new Error(`${kind} cannot be watched yet`);
    // Those two have nothing to be asked about.
    const info =
      kind === 'Nop' || kind === 'Unreachable' ? {} : binaryen.getExpressionInfo(expression);
    return make.call(this, info);
  }

  /** Reports a value if it is secret. Each place in the code has one number. */
  #report(kind) {
    const at = `${this.name}:${this.#count++}`;
    const { machine } = this;
    return (value) => {
      if (machine.secret) machine.events.push({ kind, at, value });
    };
  }

  #label(name) {
    if (!this.#labels.has(name)) this.#labels.set(name, new Branch());
    return this.#labels.get(name);
  }

  Nop = () => () => undefined;

  Unreachable = () => () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };

  Const({ value }) {
    const { machine } = this;
    const given = Array.isArray(value) ? Uint8Array.from(value) : value;
    return () => {
      machine.secret = false;
      return given;
    };
  }

  Block({ name, children }) {
    const parts = children.map((child) => this.make(child));
    const all = (frame) => {
      let value;
      for (const part of parts) value = part(frame);
      return value;
    };
    return name === null || name === '' ? all : this.#catching(this.#label(name), all);
  }

  #catching(label, run) {
    const { machine } = this;
    return (frame) => {
      try {
        return run(frame);
      } catch (left) {
        if (left !== label) throw left;
        machine.secret = left.secret;
        return left.value;
      }
    };
  }

  Loop({ name, body }) {
    const label = this.#label(name);
    const run = this.make(body);
    return (frame) => {
      for (;;) {
        try {
          return run(frame);
        } catch (left) {
          if (left !== label) throw left;
        }
      }
    };
  }

  If({ condition, ifTrue, ifFalse }) {
    const [asks, yes, no] = [
      this.make(condition),
      this.make(ifTrue),
      ifFalse === 0 ? () => undefined : this.make(ifFalse),
    ];
    const report = this.#report('branch');
    return (frame) => {
      const value = asks(frame);
      report(value !== 0);
      return (value !== 0 ? yes : no)(frame);
    };
  }

  Break({ name, condition, value }) {
    const label = this.#label(name);
    const gives = value === 0 ? () => undefined : this.make(value);
    const asks = condition === 0 ? undefined : this.make(condition);
    const report = this.#report('branch');
    const { machine } = this;
    return (frame) => {
      label.value = gives(frame);
      label.secret = machine.secret;
      if (asks === undefined) throw label;
      const { value: given, secret } = label;
      const answer = asks(frame);
      report(answer !== 0);
      [label.value, label.secret, machine.secret] = [given, secret, secret];
      if (answer !== 0) throw label;
      return given;
    };
  }

  Switch({ names, defaultName, condition, value }) {
    const labels = names.map((name) => this.#label(name));
    const otherwise = this.#label(defaultName);
    if (value !== 0) throw new Error('a switch with a value cannot be watched yet');
    const asks = this.make(condition);
    const report = this.#report('branch');
    return (frame) => {
      const answer = asks(frame);
      report(answer);
      throw labels[answer >>> 0] ?? otherwise;
    };
  }

  Return({ value }) {
    const gives = value === 0 ? () => undefined : this.make(value);
    const { machine } = this;
    return (frame) => {
      const given = gives(frame);
      throw new Return(given, machine.secret);
    };
  }

  Call({ target, operands }) {
    const parts = operands.map((operand) => this.make(operand));
    const { machine } = this;
    return (frame) => {
      const secrets = [];
      const values = parts.map((part, at) => {
        const value = part(frame);
        secrets[at] = machine.secret;
        return value;
      });
      machine.secret = false;
      return machine.functions.get(target)(values, secrets);
    };
  }

  LocalGet({ index }) {
    const { machine } = this;
    return ({ values, secrets }) => {
      machine.secret = secrets[index];
      return values[index];
    };
  }

  LocalSet({ index, value }) {
    const gives = this.make(value);
    const { machine } = this;
    return (frame) => {
      const given = gives(frame);
      frame.values[index] = given;
      frame.secrets[index] = machine.secret;
      return given;
    };
  }

  GlobalGet({ name }) {
    const { machine } = this;
    const global = machine.globals.get(name);
    return () => {
      machine.secret = global.secret;
      return global.value;
    };
  }

  GlobalSet({ name, value }) {
    const gives = this.make(value);
    const { machine } = this;
    const global = machine.globals.get(name);
    return (frame) => {
      global.value = gives(frame);
      global.secret = machine.secret;
    };
  }

  Drop = ({ value }) => this.make(value);

  Select({ condition, ifTrue, ifFalse }) {
    const [yes, no, asks] = [ifTrue, ifFalse, condition].map((part) => this.make(part));
    // An engine may make a branch of it.
    const report = this.#report('select');
    const { machine } = this;
    return (frame) => {
      const one = yes(frame);
      const oneIsSecret = machine.secret;
      const other = no(frame);
      const otherIsSecret = machine.secret;
      const answer = asks(frame);
      report(answer !== 0);
      machine.secret = machine.secret || oneIsSecret || otherIsSecret;
      return answer !== 0 ? one : other;
    };
  }

  Load({ type, bytes, isSigned, offset, ptr }) {
    const place = this.make(ptr);
    const report = this.#report('address');
    const { machine } = this;
    const from = Number(offset);
    return (frame) => {
      const at = (place(frame) >>> 0) + from;
      const value = machine.memory.load(type, bytes, isSigned, at);
      const addressIsSecret = machine.secret;
      // What is looked up, so that a look-up of what is not secret after all can be told by it.
      report(value);
      machine.secret = addressIsSecret || machine.memory.isSecret(at, bytes);
      return value;
    };
  }

  Store({ bytes, offset, ptr, value, valueType }) {
    const [place, gives] = [this.make(ptr), this.make(value)];
    const report = this.#report('address');
    const { machine } = this;
    const from = Number(offset);
    return (frame) => {
      const at = (place(frame) >>> 0) + from;
      report(at);
      const given = gives(frame);
      machine.memory.store(valueType, bytes, at, given);
      machine.memory.mark(at, bytes, machine.secret);
    };
  }

  MemoryCopy = ({ dest, source, size }) =>
    this.#bulk([dest, source, size], ([to, from, length]) =>
      this.machine.memory.copy(to, from, length),
    );

  MemoryFill({ dest, value, size }) {
    return this.#bulk([dest, size, value], ([at, length, byte], isSecret) =>
      this.machine.memory.fill(at, byte, length, isSecret),
    );
  }

  /**
   * All but the third of a fill are places and lengths, so that the last is left for `work` to
   * judge.
   */
  #bulk(expressions, work) {
    const parts = expressions.map((expression) => this.make(expression));
    const report = this.#report('address');
    const { machine } = this;
    return (frame) => {
      const values = parts.map((part, at) => {
        const value = part(frame) >>> 0;
        if (at < 2 || work.length === 1) report(value);
        return value;
      });
      work(values, machine.secret);
    };
  }

  Unary({ op, value, type }) {
    return this.#operation(`unary ${op}`, [value], type, (module, [given]) =>
      binaryen._BinaryenUnary(module.ptr, op, given),
    );
  }

  Binary({ op, left, right, type }) {
    const run = this.#operation(`binary ${op}`, [left, right], type, (module, [a, b]) =>
      binaryen._BinaryenBinary(module.ptr, op, a, b),
    );
    return DIVISIONS.has(op) ? this.#reporting(run) : run;
  }

  /** How long a division takes depends on what is divided. */
  #reporting(run) {
    const report = this.#report('division');
    return (frame) => {
      const value = run(frame);
      report(value);
      return value;
    };
  }

  SIMDExtract({ op, vec, index, type }) {
    const build = (module, [given]) => binaryen._BinaryenSIMDExtract(module.ptr, op, given, index);
    return this.#operation(`extract ${op} ${index}`, [vec], type, build);
  }

  SIMDShuffle({ left, right, mask, type }) {
    return this.#operation(`shuffle ${mask}`, [left, right], type, (module, [a, b]) =>
      module.i8x16.shuffle(a, b, mask),
    );
  }

  SIMDShift({ op, vec, shift, type }) {
    const build = (module, [given, by]) => binaryen._BinaryenSIMDShift(module.ptr, op, given, by);
    return this.#operation(`shift ${op}`, [vec, shift], type, build);
  }

  #operation(key, expressions, type, build) {
    const parts = expressions.map((expression) => this.make(expression));
    // What never ends has no type of its own.
    const types = expressions
      .map((expression) => binaryen.getExpressionType(expression))
      .map((one) => (one === binaryen.unreachable ? i32 : one));
    const operation = this.operations.add(
      key,
      types,
      type === binaryen.unreachable ? i32 : type,
      build,
    );
    const { machine } = this;
    return (frame) => {
      let secret = false;
      const values = parts.map((part) => {
        const value = part(frame);
        secret ||= machine.secret;
        return value;
      });
      const given = operation.run(...values);
      machine.secret = secret;
      return given;
    };
  }
}

/** A branch under way to the end of its block or the start of its loop. */
class Branch {
  value = undefined;
  secret = false;
}

class Return {
  constructor(value, secret) {
    this.value = value;
    this.secret = secret;
  }
}

const DIVISIONS = new Set(
  ['DivS', 'DivU', 'RemS', 'RemU'].flatMap((name) => [
    binaryen[`${name}Int32`],
    binaryen[`${name}Int64`],
  ]),
);
