/**
 * Does what Lambda does with a function: imports it, and calls its handler with the events of
 * standard input. Without one it runs the suite.
 */
import { text } from 'node:stream/consumers';

const [, , file] = process.argv;
const { handler, outcome } = await import(file);
const events = JSON.parse(await text(process.stdin));
const answers = [];
for (const event of events) answers.push(await handler(event));
console.log(JSON.stringify(events.length > 0 ? answers : await outcome()));
