/** The figures that Rust and JavaScript share, as the last build wrote them. */
import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('../pkg/wasm/lean/tables.ts', import.meta.url), 'utf8');
const figures = Object.fromEntries(
  [...source.matchAll(/^export const (\w+) = (-?\d+);$/gm)].map(([, name, digits]) => [
    name,
    Number(digits),
  ]),
);

export const { BODY, BODY_ROOM, IN_PIECES, HASHED } = figures;

/**
 * The places of an id, a timestamp and signatures, one after the other and of each set: how long
 * each of them is.
 */
export const ROOMS = JSON.parse(/^export const ROOMS = (\[.*\]) as const;$/m.exec(source)[1]);

/** How long all of them are, which stand before the message. */
export const TEXTS = 2 * ROOMS.reduce((sum, room) => sum + room);
