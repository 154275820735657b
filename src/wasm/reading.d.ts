export class Reading {
  readonly secrets: readonly unknown[];
  readonly payload: string | Uint8Array | undefined;
  readonly fields: readonly (string | null | undefined)[];
  constructor(secret: unknown);
  takePayload(payload: unknown): void;
  takeHeaders(headers: unknown): void;
  takeTexts(id: string, timestamp: string): void;
}
export function ownSecret(secret: unknown): unknown;
