import type { Memory } from './memory.js';

/** The half that TypeScript sees; the `take…`, `write…` and `keep…` methods are Rust's. */
export class Reading {
  constructor(memory: Memory);
  readonly id: string;
  readonly timestamp: number;
  readonly signature: string;
  readonly payload: string | Uint8Array;
}
