/** Runs suites in processes of their own, two at a time where there are two cores. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../run-suite.js', import.meta.url));

/**
 * Calls `onResult` with the name, the seconds and the result of each suite as it ends. What must
 * run `alone` comes last. What takes the `wheel` runs in the first process, which builds it once.
 *
 * A suite that fails beside another one is given to `onRepeat`, and runs again, alone: what it
 * waits for may come late on a busy machine. What fails then has failed.
 */
export async function runSideBySide(suites, onResult, onRepeat) {
  const installers = new Installers();
  const processes = Array.from({ length: Math.min(2, availableParallelism()) }, () =>
    newProcess(installers),
  );
  const waiting = suites.filter(({ alone }) => !alone);
  const next = (isFirst) => {
    const own = waiting.findIndex(({ wheel = false }) => wheel === isFirst);
    if (own >= 0) return waiting.splice(own, 1)[0];
    return isFirst ? waiting.shift() : undefined;
  };
  const again = [];
  const work = async (process, at) => {
    for (let suite = next(at === 0); suite !== undefined; suite = next(at === 0)) {
      const result = await process.run(suite);
      if (result.failed === 0 || processes.length === 1) onResult(result);
      else {
        again.push(suite);
        onRepeat(result);
      }
    }
  };
  await Promise.all(processes.map(work));
  for (const suite of [...again, ...suites.filter(({ alone }) => alone)])
    onResult(await processes[0].run(suite));
  for (const { end } of processes) end();
}

/** Runs one suite after the other; another process takes the place of one that has ended. */
function newProcess(installers) {
  let child;
  const run = async ({ name }) => {
    const start = performance.now();
    child ??= fork(program);
    const result = await new Promise((resolve) => {
      const onMessage = ({ result, wantsToInstall, hasInstalled }) => {
        if (wantsToInstall) installers.add(child);
        if (hasInstalled) installers.remove(child);
        if (result !== undefined) end(result);
      };
      const onExit = (code, signal) => {
        installers.remove(child);
        child = undefined;
        end({ passed: 0, failed: 1, report: `its process ended with ${code ?? signal}` });
      };
      const running = child;
      const end = (result) => {
        running.off('message', onMessage).off('exit', onExit);
        resolve(result);
      };
      running.on('message', onMessage).on('exit', onExit).send({ name });
    });
    return { name, seconds: (performance.now() - start) / 1000, ...result };
  };
  return { run, end: () => child?.disconnect() };
}

/** Those that install or want to, one at a time: lib/install-lock.js. */
class Installers {
  #queue = [];

  add(child) {
    if (this.#queue.push(child) === 1) child.send({ mayInstall: true });
  }

  remove(child) {
    const place = this.#queue.indexOf(child);
    if (place >= 0) this.#queue.splice(place, 1);
    if (place === 0) this.#queue[0]?.send({ mayInstall: true });
  }
}
