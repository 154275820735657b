import type { HostHash } from './host_hash.js';
import type { Reading } from './reading.js';

export class Core {
  constructor(exports: WebAssembly.Exports, host?: HostHash);
  verify(reading: Reading, now: number, tolerance: number): number;
  checkHeaders(reading: Reading, now: number, tolerance: number): number;
  checkSecrets(reading: Reading): number;
  sign(reading: Reading): number;
  signature(length: number): string;
}
export function whileReading<T>(asking: Core, reading: Reading, use: () => T): T;
export function secretIndexOf(number: number): number;
export function firstHeaderOf(number: number): number;
