/** A Worker, with Cloudflare's own types and no others. */
import { verifyRequest } from 'hookproof';
import { DurableObjectReplayStore, type ReplayStore } from 'hookproof/replay';

export { DurableObjectReplayStore };

interface Env {
  REPLAY: DurableObjectNamespace<DurableObjectReplayStore>;
  ANY: DurableObjectNamespace;
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
    return new Response(null, { status: (await store.claim(id, 660)) ? 204 : 401 });
  },
} satisfies ExportedHandler<Env>;
