/**
 * What was aimed at before anything was measured. A bar is what has to be reached, a goal is what
 * can be.
 */
import { peers } from '../peers/index.js';
import { sizes } from '../webhook.js';
import { microseconds, ratio, times, titleOfSize } from './figures.js';
import { table } from './table.js';

/** The peer's time by hookproof's, for a string body: [goal, bar]. */
const byStandardwebhooks = {
  128: [10, 7.5],
  512: [6, 6],
  1024: [6, 6],
  4096: [6, 6],
  65536: [6, 6],
  1048576: [6, 6],
};
const ratios = {
  'node-crypto': {
    128: [3, 2.5],
    512: [2, 1.8],
    1024: [1.9, 1.7],
    4096: [1.5, 1.4],
    65536: [1.4, 1],
    1048576: [1.4, 1],
  },
  standardwebhooks: byStandardwebhooks,
  'standardwebhooks-each': byStandardwebhooks,
};
const runtimesWithGoals = ['node20', 'node26'];
/** Of Node 26 less is asked at the shortest body: its own crypto is faster. */
const barOf = (runtime, peer, size) =>
  runtime.id === 'node26' && peer === 'node-crypto' && size === sizes[0]
    ? 2.3
    : ratios[peer][size][1];
/**
 * The sample's time by hookproof's, for headers of another shape. A `Headers` it asks three times.
 */
const shapeBars = { '22 headers': 1.5, 'fetch Headers': 2 };
const mostForString = 1.05;
/** By the time of sha2 alone, for bodies so long that their hash is nearly all there is to do. */
const mostForWasm = 1.1;
const longSizes = [65536, 1048576];

export function goals({ runtimes, coldStarts }) {
  const nodes = runtimes.filter(({ id }) => runtimesWithGoals.includes(id));
  const others = [
    ...nodes.flatMap(shapeGoals),
    ...nodes.map(stringGoal),
    ...nodes.map(wasmGoal),
    ...coldStartGoals(coldStarts),
  ];
  return [...nodes.map(speedGoals), table(['goal', 'measured', ''], others)].join('\n\n');
}

function speedGoals(runtime) {
  const compared = Object.keys(ratios);
  const head = [
    'body',
    ...compared.flatMap((peer) => [`${peers[peer].title} / hookproof`, 'goal (bar)', '']),
  ];
  const rows = sizes.map((size) => [
    titleOfSize(size),
    ...compared.flatMap((peer) => {
      const [[goal], bar] = [ratios[peer][size], barOf(runtime, peer, size)];
      const measured = ratio(runtime, peer, size);
      return [
        times(measured),
        `${goal}× (${bar}×)`,
        measured >= goal ? 'met' : measured >= bar ? 'bar met' : 'not met',
      ];
    }),
  ]);
  return `${runtime.title}, string body:\n\n${table(head, rows)}`;
}

function shapeGoals(runtime) {
  return Object.entries(shapeBars).map(([form, bar]) => {
    const measured = ratio(runtime, 'node-crypto', sizes[0], form);
    const what = `${runtime.title}: ${titleOfSize(sizes[0])} with ${form}, at least ${bar}× the sample`;
    return [what, times(measured), measured >= bar ? 'met' : 'not met'];
  });
}

function stringGoal(runtime) {
  const time = (form) => (size) => microseconds(runtime, 'hookproof', size, form);
  return [
    `${runtime.title}: a string costs at most 5 % more than the same bytes`,
    ...excess(sizes, time('string'), time('bytes'), mostForString),
  ];
}

function wasmGoal(runtime) {
  const time = (peer) => (size) => microseconds(runtime, peer, size, 'bytes');
  return [
    `${runtime.title}: without the host's hash, at most 10 % more than sha2 alone, from 64 KiB`,
    ...excess(longSizes, time('hookproof-wasm'), time('sha2-wasm'), mostForWasm),
  ];
}

/** How far a time is over another at the worst of all sizes, and whether that is too far. */
function excess(sizes, time, other, most) {
  const factor = (size) => time(size) / other(size);
  const worst = sizes.reduce((a, b) => (factor(a) >= factor(b) ? a : b));
  const percent = Math.round((factor(worst) - 1) * 100);
  const measured = `${percent > 0 ? '+' : ''}${percent} % at ${titleOfSize(worst)}, the worst of them`;
  return [measured, factor(worst) <= most ? 'met' : 'not met'];
}

function coldStartGoals(coldStarts) {
  const nodes = [...new Set(coldStarts.map(({ runtime }) => runtime))].filter((runtime) =>
    runtime.startsWith('Node'),
  );
  return nodes.map((node) => {
    const total = (peer) =>
      coldStarts.find((row) => row.runtime === node && row.peer === peer).sinceStart;
    const [ours, theirs] = [total('hookproof'), total('standardwebhooks')];
    return [
      `${node}: from process start to first verdict no slower than standardwebhooks`,
      `${ours.toFixed(1)} ms, standardwebhooks ${theirs.toFixed(1)} ms`,
      ours <= theirs ? 'met' : 'not met',
    ];
  });
}
