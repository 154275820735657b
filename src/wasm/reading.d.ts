export class Reading {
  readonly secrets: readonly unknown[];
  readonly payload: string | Uint8Array | undefined;
  /** Less than 0 if these are no headers. */
  readonly present: number;
  readonly fields: readonly (string | number | null | undefined)[];
  /** `minSecretBytes` is the fewest bytes that a secret may have, 24 unless given, for the core to judge. */
  constructor(secret: unknown, minSecretBytes?: number);
  takePayload(payload: unknown): void;
  takeHeaders(headers: unknown): void;
  takeTexts(id: string, timestamp: string): void;
}
export function ownSecret(secret: unknown): unknown;
