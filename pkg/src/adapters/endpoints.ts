/**
 * Which endpoints a store knows: two receivers that meant the same ids would take each other's
 * webhooks for replays.
 */
import { must } from './settings.js';
import type { ReplayStore } from './types.js';

const registry: unique symbol = Symbol.for('hookproof.endpoints') as never;

/** Registered, because each adapter is a bundle of its own. */
const endpoints = ((globalThis as { [registry]?: WeakMap<object, Map<string, object>> })[
  registry
] ??= new WeakMap());

/**
 * Notes down that a receiver keeps its ids in a store under the name of its endpoint.
 *
 * @throws {WebhookConfigError} Another receiver does, under the same name.
 */
export function claimEndpoint(store: ReplayStore, endpoint: string, receiver: object): void {
  const names = endpoints.get(store) ?? new Map<string, object>();
  endpoints.set(store, names);
  const holder = names.get(endpoint);
  must(
    holder === undefined || holder === receiver,
    'two receivers share this replay store, and one would take the webhooks of the other for replays: give each an `endpoint` of its ' +
      "own, { replay, endpoint: 'pulse' }",
  );
  names.set(endpoint, receiver);
}
