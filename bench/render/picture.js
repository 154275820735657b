/**
 * The picture for the README: how long the two peers take that a user would most likely pick, as a
 * multiple of hookproof's time, by size of the body. It brings its own background, so that it reads
 * the same on a light and on a dark page.
 */
import { peers } from '../peers/index.js';
import { sizes } from '../webhook.js';
import { microseconds, ratio, threeDigits, times, titleOfSize } from './figures.js';

const colours = {
  text: '#1f2328',
  muted: '#59636e',
  grid: '#e4e8ec',
  panel: '#ffffff',
  border: '#d1d9e0',
};
const bars = { hookproof: '#12805c', 'node-crypto': '#0b6bcb', standardwebhooks: '#c2570c' };

const width = 800;
const plot = { left: 96, right: 680, top: 112 };
const bar = { height: 14, distance: 17 };
const groupHeight = Object.keys(bars).length * bar.distance + 14;

export function picture({ runtimes, machine }) {
  const runtime = runtimes.find(({ id }) => id === 'node20');
  const highest = Math.max(
    ...sizes.flatMap((size) => Object.keys(bars).map((peer) => ratio(runtime, peer, size))),
  );
  const step = highest > 6 ? 2 : 1;
  const end = Math.ceil(highest / step) * step;
  const x = (value) => plot.left + ((plot.right - plot.left) * value) / end;
  const bottom = plot.top + sizes.length * groupHeight;
  const height = bottom + 56;
  const ticks = Array.from({ length: end / step + 1 }, (_, index) => index * step);

  const subtitle = `${runtime.title}, JSON body as a string, ${machine.cpu}. Median; in brackets, microseconds.`;
  const axis = "time, as a multiple of hookproof's, by size of the body";
  const muted = { size: 12, fill: colours.muted, anchor: 'middle' };

  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"
 aria-labelledby="title" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">
<title id="title">${description(runtime)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${colours.panel}" stroke="${colours.border}"/>
${text(28, 38, 'Time to verify one webhook: shorter is faster', { size: 19, weight: 600 })}
${text(28, 61, subtitle, { size: 13, fill: colours.muted })}
${legend()}
${ticks.map((tick) => line(x(tick), plot.top, bottom)).join('\n')}
${ticks.map((tick) => text(x(tick), bottom + 18, `${tick}×`, muted)).join('\n')}
${sizes.map((size, index) => group(runtime, size, plot.top + index * groupHeight, x)).join('\n')}
${text((plot.left + plot.right) / 2, bottom + 38, axis, muted)}
</svg>
`;
}

function group(runtime, size, top, x) {
  const first = top + (groupHeight - Object.keys(bars).length * bar.distance) / 2;
  const drawn = Object.entries(bars).map(([peer, colour], index) => {
    const y = first + index * bar.distance;
    const value = ratio(runtime, peer, size);
    const label = `${value === 1 ? '1×' : times(value)} (${threeDigits(microseconds(runtime, peer, size, 'string'))} µs)`;
    return [
      `<rect x="${x(0)}" y="${y}" width="${round(x(value) - x(0))}" height="${bar.height}" rx="2" fill="${colour}"/>`,
      text(x(value) + 6, y + 11.5, label, { size: 12, halo: true }),
    ].join('\n');
  });
  const name = text(plot.left - 12, top + groupHeight / 2 + 4, titleOfSize(size), {
    size: 14,
    weight: 600,
    anchor: 'end',
  });
  return [name, ...drawn].join('\n');
}

function legend() {
  let start = plot.left;
  return Object.entries(bars)
    .map(([peer, colour]) => {
      const { title } = peers[peer];
      const square = `<rect x="${start}" y="81" width="13" height="13" rx="2" fill="${colour}"/>`;
      const entry = `${square}\n${text(start + 20, 92, title, { size: 13 })}`;
      start += title.length * 7.5 + 48;
      return entry;
    })
    .join('\n');
}

function text(
  x,
  y,
  content,
  { size, weight = 400, fill = colours.text, anchor = 'start', halo = false },
) {
  const outline = halo ? ` paint-order="stroke" stroke="${colours.panel}" stroke-width="3"` : '';
  const style = `font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${outline}`;
  return `<text x="${round(x)}" y="${y}" ${style}>${escaped(content)}</text>`;
}

const line = (x, top, bottom) =>
  `<line x1="${round(x)}" y1="${top}" x2="${round(x)}" y2="${bottom}" stroke="${colours.grid}"/>`;

function description(runtime) {
  const others = Object.keys(bars).filter((peer) => peer !== 'hookproof');
  const factor = (peer, size) => `${peers[peer].title} ${times(ratio(runtime, peer, size))}`;
  const perSize = sizes.map(
    (size) => `${titleOfSize(size)}: ${others.map((peer) => factor(peer, size)).join(', ')}.`,
  );
  return escaped(
    `Time to verify one webhook, as a multiple of hookproof's, by size of the body. ${perSize.join(' ')}`,
  );
}

const round = (value) => Math.round(value * 10) / 10;
const escaped = (content) => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
