/** What the stores in SQL share, whatever the engine. */
import { must } from './claim.js';

/** Which table to keep what is known in. */
export interface SqlReplayStoreOptions {
  /** Its name, which may have that of a schema and a dot before it. Default: `hookproof_replay`. */
  table?: string;
}

/**
 * The name as SQL writes it, and that of its index. It stands in every statement, so it is letters,
 * digits and `_`.
 */
export function tableOf({ table = 'hookproof_replay' }: SqlReplayStoreOptions): {
  table: string;
  index: string;
} {
  must(
    typeof table === 'string' && /^([a-z_]\w{0,47}\.)?[a-z_]\w{0,47}$/i.test(table),
    'table must be a name of letters, digits and _, at most 48 characters, such as hookproof_replay',
  );
  const parts = table.split('.');
  return { table: parts.map((part) => `"${part}"`).join('.'), index: `"${parts.at(-1)}_ends_at"` };
}

/**
 * How many rows that have ended a claim takes along: now and then a hundred, which is two for each
 * that comes. So they go sooner than new ones come, without a process that sweeps, and no single
 * claim pays for all of it.
 */
export const rowsToSweep = (): number => (Math.random() * 50 < 1 ? 100 : 0);
