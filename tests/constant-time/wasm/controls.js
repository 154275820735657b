/** Leaks that the watch has to see: without them, seeing nothing would prove nothing. */
import binaryen from 'binaryen';
import { equal, ok } from '../../conformance/assert.js';
import { shipped } from './shipped.js';
import { watch } from './watch.js';
import { body, headersOf, options, secrets, tagOf } from './webhooks.js';

const leaky = `(module
  (memory (export "memory") 1)
  (data (i32.const 64) "0123456789abcdef")
  (func (export "comparesUpToADifference") (result i32) (local $at i32)
    (loop $next
      (if (i32.ne (i32.load8_u (local.get $at)) (i32.load8_u offset=32 (local.get $at))) (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 32))))
    (i32.const 1))
  (func (export "looksUp") (result i32) (i32.load8_u offset=64 (i32.load8_u (i32.const 3))))
  (func (export "chooses") (result i32) (select (i32.const 1) (i32.const 2) (i32.load8_u (i32.const 3))))
  (func (export "divides") (result i32) (i32.div_u (i32.const 9) (i32.add (i32.load8_u (i32.const 3)) (i32.const 1))))
  (func (export "moves") (result i32) (i32.store8 (i32.const 40) (i32.load8_u (i32.const 3)))
    (if (result i32) (i32.load8_u (i32.const 40)) (then (i32.const 1)) (else (i32.const 2)))))`;

function eventsOf(name) {
  const module = binaryen.parseText(leaky);
  const { exports, events, memory } = watch(module.emitBinary(), {});
  memory.mark(0, 32, true);
  exports[name]();
  return events.map(({ kind }) => kind);
}

export const controls = {
  'control: a comparison that stops at a difference is seen': () => {
    const kinds = eventsOf('comparesUpToADifference');
    equal(kinds.filter((kind) => kind === 'branch').length, 32);
  },
  'control: a look-up is seen': () => ok(eventsOf('looksUp').includes('address')),
  'control: a choice is seen': () => ok(eventsOf('chooses').includes('select')),
  'control: a division is seen': () => ok(eventsOf('divides').includes('division')),
  'control: a secret that was stored and loaded again is seen': () =>
    ok(eventsOf('moves').includes('branch')),
  // src/wasm/key_cache.rs says why it compares a developer's own secrets with each other as it
  // likes.
  'control: the comparison of a new secret with a known one is seen': async () => {
    const [known] = secrets(1);
    const other = (at) =>
      `${known.slice(0, at)}${known[at] === 'B' ? 'C' : 'B'}${known.slice(at + 1)}`;
    const counts = [];
    for (const at of [7, 20, 40]) {
      const { verifyWebhook, eventsOf } = await shipped();
      verifyWebhook(body, headersOf(tagOf(known)), known, options);
      counts.push(
        eventsOf(() => verifyWebhook(body, headersOf(tagOf(known)), other(at), options)).length,
      );
    }
    ok(counts[0] < counts[1] && counts[1] < counts[2], `${counts}`);
  },
};
