/** A Worker, with Cloudflare's own types and no others. */
import { verifyRequest } from 'hookproof';
import { d1ReplayStore, DurableObjectReplayStore, type ReplayStore } from 'hookproof/replay';

export { DurableObjectReplayStore };

interface Env {
  REPLAY: DurableObjectNamespace<DurableObjectReplayStore>;
  ANY: DurableObjectNamespace;
  DB: D1Database;
  WEBHOOK_SECRET: string;
}

export default {
  async fetch(request, env) {
    const { id } = await verifyRequest(request, env.WEBHOOK_SECRET);
    const store: ReplayStore = DurableObjectReplayStore.from(env.REPLAY, { shards: 4 });
    DurableObjectReplayStore.from(env.REPLAY.jurisdiction('eu'));
    DurableObjectReplayStore.from(env.ANY);
    // @ts-expect-error No binding.
    DurableObjectReplayStore.from(env.WEBHOOK_SECRET);
    d1ReplayStore(env.DB, { table: 'webhooks' });
    // @ts-expect-error No database.
    d1ReplayStore(env.REPLAY);
    const state = await store.claim(`pulse:${id}`, {
      leaseSeconds: 60,
      token: crypto.randomUUID(),
    });
    return new Response(null, { status: state === 'busy' ? 503 : 204 });
  },
} satisfies ExportedHandler<Env>;
