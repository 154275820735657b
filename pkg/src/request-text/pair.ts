/** A header as it was written. */
export type Pair = readonly [name: string, value: string];
