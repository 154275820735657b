/**
 * A Worker whose stores a test uses over HTTP, with the object as it ships and with ones that fail.
 */
import { d1ReplayStore, DurableObjectReplayStore } from 'hookproof/replay';

export { DurableObjectReplayStore };

/** Also says what it keeps. */
export class Inspected extends DurableObjectReplayStore {
  #storage;

  constructor(state) {
    super(state);
    this.#storage = state.storage;
  }

  async fetch(request) {
    if (request.url.endsWith('/age')) {
      // As if so many milliseconds had passed.
      this.#storage.sql.exec(
        'UPDATE claims SET ends_at = ends_at - ?',
        Number(await request.text()),
      );
      await this.alarm();
    } else if (!request.url.endsWith('/inspect')) {
      return super.fetch(request);
    }
    const [{ claims }] = this.#storage.sql.exec('SELECT COUNT(*) AS claims FROM claims').toArray();
    return Response.json({ claims, alarm: await this.#storage.getAlarm() });
  }
}

/** Does what it is asked and then fails, the first time. */
export class Forgetful extends DurableObjectReplayStore {
  #failed = false;

  async fetch(request) {
    const response = await super.fetch(request);
    if (this.#failed) return response;
    this.#failed = true;
    throw new Error('the connection was lost');
  }
}

export class Hanging {
  fetch() {
    return new Promise((resolve) => setTimeout(resolve, 60_000));
  }
}

export class Broken {
  fetch() {
    throw new Error('broken');
  }
}

/** Not of this package at all. */
export class Foreign {
  fetch() {
    return Response.json({ claimed: true });
  }
}

/** The stores by name: two requests that name the same one use the same object. */
const stores = new Map();

async function answerTo({ binding, store: name, options, method, args }, env) {
  try {
    const key = `${binding} ${name}`;
    if (!stores.has(key))
      stores.set(
        key,
        binding === 'DB'
          ? d1ReplayStore(env.DB, options)
          : DurableObjectReplayStore.from(env[binding], options),
      );
    return { answer: await stores.get(key)[method](...args) };
  } catch (error) {
    return { error: String(error), code: error.code };
  }
}

/** Questions that come together are asked at once. */
export default {
  async fetch(request, env) {
    if (/\/(inspect|age)$/.test(request.url))
      return env.Inspected.get(env.Inspected.idFromName('replay-0')).fetch(request);
    if (request.url.endsWith('/sql'))
      return Response.json((await env.DB.prepare(await request.text()).all()).results);
    const questions = await request.json();
    return Response.json(await Promise.all(questions.map((question) => answerTo(question, env))));
  },
};
