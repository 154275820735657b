import { webhookHandler } from 'hookproof/fetch';
import { DurableObjectReplayStore } from 'hookproof/replay';

// The object that remembers which webhooks were taken: wrangler.jsonc binds it as REPLAY.
export { DurableObjectReplayStore };

export default {
  fetch: webhookHandler({
    secret: (env) => env.WEBHOOK_SECRET,
    replay: (env) => DurableObjectReplayStore.from(env.REPLAY),
    // The code is for the log: a sender, or whoever claims to be one, learns only that it was
    // refused.
    onRefused: (error) => console.warn(`refused: ${error.code ?? error.message}`),
    // Answered as soon as the queue has it. If the queue does not take it, the answer is 500 and
    // the sender tries again.
    onEvent: async ({ id, event }, { env }) => {
      await env.EVENTS.send({ id, event });
    },
  }),

  /**
   * The work itself, as long as it takes. A message that fails is delivered again, and one that
   * goes on failing ends in the dead letter queue.
   */
  async queue({ messages }) {
    for (const message of messages) {
      try {
        await work(message.body);
        message.ack();
      } catch (error) {
        console.error(`${message.body.id}:`, error);
        message.retry();
      }
    }
  },
};

/** A queue delivers at least once: what must not happen twice needs the id here as well. */
async function work({ id, event }) {
  console.log(`${id}: ${event.type}`);
}
