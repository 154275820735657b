/** The bytes that are signed, `id.timestamp.body`, with what is invisible made visible. */
import { byId, el } from './dom.js';
import type { SignedHeaders } from '../../pkg/src/request-text/signed-headers.js';
import { utf8 } from './text.js';
import { amount, excerpt, type Piece, visible } from './visible-bytes.js';

const LIMIT = 16 * 1024;

export function showSigned({ id, timestamp }: SignedHeaders, body: Uint8Array | undefined): void {
  const nothing = id === undefined && timestamp === undefined && (body?.length ?? 0) === 0;
  byId('signed').hidden = nothing;
  if (nothing) return;
  const parts = [
    part('id', id === undefined ? undefined : utf8(id)),
    dot(),
    part('timestamp', timestamp === undefined ? undefined : utf8(timestamp)),
    dot(),
    part('body', body),
  ];
  byId('signed-bytes').replaceChildren(...parts);
  const length =
    [id, timestamp].reduce((sum, text) => sum + utf8(text ?? '').length, 2) + (body?.length ?? 0);
  byId('signed-length').textContent = amount(length, 'byte', 'bytes');
}

const dot = (): HTMLElement => el('span', { class: 'dot' }, '.');

function part(name: string, bytes: Uint8Array | undefined): HTMLElement {
  if (bytes === undefined) return el('span', { class: `part ${name} absent` }, `no ${name}`);
  const { head, left, tail } = excerpt(bytes, LIMIT);
  const gap =
    left === 0 ? [] : [el('span', { class: 'gap' }, ` … ${amount(left, 'byte', 'bytes')} more … `)];
  return el(
    'span',
    { class: `part ${name}` },
    ...visible(head).flatMap(shown),
    ...gap,
    ...visible(tail).flatMap(shown),
  );
}

function shown({ kind, text, title, breaks, usual }: Piece): (Node | string)[] {
  if (kind === 'plain') return [text];
  if (kind === 'other') return [el('span', { class: 'other' }, text)];
  const mark = el('span', { class: usual ? 'mark usual' : 'mark', title: title ?? '' }, text);
  return breaks ? [mark, '\n'] : [mark];
}
