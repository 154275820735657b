/** A process of its own: claims one id many times at once through a client of its own, and prints how often it got it. */
import { redisReplayStore } from 'hookproof/replay';
import { libraries } from './redis-clients.js';
import { trues } from './store.js';

const [library, path, id, times] = process.argv.slice(2);
const { connect, close } = libraries[library];
const client = await connect(path);
const store = redisReplayStore(client, { timeoutMs: 30_000 });
await store.release('warm');
console.log('ready');
await new Promise((resolve) => process.stdin.once('data', resolve));
const answers = await Promise.all(Array.from({ length: Number(times) }, () => store.claim(id, 60)));
console.log(trues(answers));
close(client);
process.stdin.destroy();
