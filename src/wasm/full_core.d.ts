import { Core } from './core.js';
import type { HostHash } from './host_hash.js';
import type { Reading } from './reading.js';

export interface ToExplain {
  now: number;
  tolerance: number;
  isList: boolean;
  kinds: [payload: number, headers: number, access: number];
  texts: [pairs: string, headersAdvice: string, payloadAdvice: string];
}

export class FullCore extends Core {
  constructor(exports: WebAssembly.Exports, host?: HostHash);
  publicKey(reading: Reading): number;
  explain(reading: Reading, given: ToExplain): unknown;
}
