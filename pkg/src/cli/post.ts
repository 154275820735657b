import type { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { type Answer, Noted, statusLine } from './answer.js';
import { Deadline } from './deadline.js';
import { exchange, noAnswer, piecesOf } from './exchange.js';
import type { Message } from './message.js';

interface Target {
  url: URL;
  agent: Agent;
  timeoutSeconds: number;
}

/** POSTs a message, and gives the answer; rejects with `NoAnswer`. */
export async function post(
  { url, agent, timeoutSeconds }: Target,
  message: Message,
): Promise<Answer> {
  const start = performance.now();
  const deadline = new Deadline(timeoutSeconds);
  const { signal } = deadline;
  let begun: Noted | undefined;
  try {
    const response = await exchange({ url, agent, signal }, message);
    begun = new Noted(response, start);
    for await (const piece of piecesOf(response, signal)) begun.add(piece);
    return begun.end();
  } catch (error) {
    throw noAnswer(error, url, deadline.missed, begun && statusLine(begun.end()));
  } finally {
    deadline.lift();
  }
}
