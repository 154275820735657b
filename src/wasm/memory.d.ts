import type { HostHash } from './host_hash.js';

export class Memory {
  constructor(memory: WebAssembly.Memory, host?: HostHash);
}
