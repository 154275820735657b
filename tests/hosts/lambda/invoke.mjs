/** What Lambda does with a function: requires or imports it, and calls its handler with an event. Asked for on standard input. */
import { text } from 'node:stream/consumers';

const [, , file] = process.argv;
const { handler, outcome } = await import(file);
const events = JSON.parse(await text(process.stdin));
const answers = [];
for (const event of events) answers.push(await handler(event));
console.log(JSON.stringify({ answers, outcome: await outcome() }));
