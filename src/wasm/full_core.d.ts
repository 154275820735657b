import { Core } from './core.js';
import type { HostHash } from './host_hash.js';
import type { Reading } from './reading.js';

export class FullCore extends Core {
  constructor(exports: WebAssembly.Exports, host?: HostHash);
  publicKey(reading: Reading): number;
  explain(reading: Reading, now: number, tolerance: number, payload: number): unknown;
}
