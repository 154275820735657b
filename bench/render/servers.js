/** The figures of the adapters on their servers, as tables. */
import { CONNECTIONS } from '../servers/load.js';
import { times, titleOfSize } from './figures.js';
import { table } from './table.js';

export const serversReport = ({ date, machine, versions, rows }) => `# On their servers

Written by \`npm run bench -- servers\` on ${date}; the run leaves every figure in
target/bench/servers.json. Requests answered a second by one processor, with the load (wrk, ${CONNECTIONS}
connections, HTTP/1.1) on another. Figures depend on the machine, ratios much less.

- Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memory}; ${machine.system}
- Packages: standardwebhooks ${versions.standardwebhooks}; servers on Node run on Node ${versions.node}
- **by hand**: Pulse's sample with its bugs fixed (node:crypto), behind what the server has for raw
  bodies (\`express.raw()\`, a parser of Fastify's, \`text()\` of a request), and \`JSON.parse\`. No limit
  of time, no replay guard, no one answer for all refusals.
- **standardwebhooks**: the same with one kept \`Webhook\`.
- **once**: the adapter with \`memoryReplayStore()\`, each webhook with an id of its own, beside what
  remembers nothing. **ids in a Map**: by hand, with the ids of ten minutes in a \`Map\`.
- **p99**: the 99th percentile of the latency when half as many requests come as the receiver by hand
  answers, at random moments. At full load it is the time in the queue, and differs by several times
  from one second to the next; it is in the file.
- Each is a process of its own; they are asked in turns, and a figure is the median of the rounds, of
  several processes of each (of one for standardwebhooks and the Map). In brackets: in each round
  ours is divided by theirs, and this is the median of that, which is not what the two medians give.
  More than 1 is faster; for the latency, less is.
- **by hand, twice** is the second table: two processes of the receiver by hand, measured in the same
  way. What is between its ratios and 1 is the machine's doing, and nobody's.

${serversTables(rows)}
`;

export const serversTables = (rows) =>
  [againstOthers(rows), againstItself(rows)].filter(Boolean).join('\n\n');

function againstOthers(rows) {
  const head = [
    ...['server', 'body', '', 'hookproof', 'by hand', 'standardwebhooks', 'ids in a Map'],
    'p99, by hand',
  ];
  const lines = rows.filter(isOurs).map((row) => {
    const other = otherOf(rows, row);
    return [
      row.title,
      titleOfSize(row.size),
      row.receiver === 'once' ? 'once' : row.kind,
      whole(row.perSecond.figure),
      ...['by-hand', 'standardwebhooks', 'by-hand-once'].map((name) => against(other(name))),
      latency(other('by-hand')),
    ];
  });
  return lines.length > 0 ? table(head, lines) : '';
}

function againstItself(rows) {
  const lines = rows
    .filter(({ receiver }) => receiver === 'by-hand-again')
    .map((row) => [row.title, titleOfSize(row.size), against(row), latency(row)]);
  const head = ['server', 'body', 'by hand, twice', 'p99'];
  return lines.length > 0 ? table(head, lines) : '';
}

const isOurs = ({ receiver }) => ['hookproof', 'once'].includes(receiver);

const otherOf =
  (rows, { id, run, size, kind }) =>
  (receiver) =>
    rows.find(
      (row) =>
        row.id === id &&
        row.run === run &&
        row.size === size &&
        row.kind === kind &&
        row.receiver === receiver,
    );

const whole = (figure) => String(Math.round(figure));
const against = (row) =>
  row ? `${whole(row.perSecond.figure)} (${times(row.perSecond.oursByTheirs)})` : '–';
const latency = ({ p99 }) => `${p99.figure.toFixed(2)} ms (${times(p99.oursByTheirs)})`;
