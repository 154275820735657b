/** The verdict, the five checks and the hints. */
import { announce } from './announce.js';
import type { CheckState, Field, Judgement } from './checks.js';
import { byId, el, icon, unseen, withCode } from './dom.js';
import { hintText } from './hint-text.js';
import { capitalised } from './text.js';

const NAMES: Record<Field, string> = {
  body: 'the body',
  headers: 'the headers',
  secrets: 'the secret',
};
const SAID: Record<CheckState, string> = {
  pass: 'passes',
  fail: 'fails',
  skipped: 'not checked',
  waiting: 'waits',
};

export function showVerdict(judgement: Judgement): void {
  const { state, code, hints, checks, missing } = judgement;
  const word = wordOf(judgement);
  byId('verdict').dataset.state = state;
  byId('verdict-icon').replaceChildren(
    icon(state === 'ok' ? 'pass' : state === 'refused' ? 'fail' : 'waiting'),
  );
  byId('verdict-word').textContent = word;
  byId('verdict-code').textContent = code ?? '';
  byId('verdict-help').hidden = missing.length < 3;
  const strip = byId('strip');
  strip.dataset.state = state;
  const [likeliest] = hints;
  const cause = likeliest && hintText(likeliest.code, likeliest.message);
  byId('strip-word').textContent =
    cause === undefined ? word : `${word}: ${(cause.happened || cause.change).replaceAll('`', '')}`;

  showChecks(judgement);
  byId('hints').replaceChildren(...hints.map(hintCard));

  const failed = checks.filter((check) => check.state === 'fail').map(({ name }) => name);
  if (state === 'ok') announce('Verified. All five checks pass.');
  else if (state === 'refused')
    announce(
      `Refused. ${failed.join(' and ')} ${failed.length === 1 ? 'fails' : 'fail'}. ${hints[0]?.message ?? ''}`,
    );
  else if (missing.length < 3) announce(`${word}.`);
}

function wordOf({ state, missing }: Judgement): string {
  if (state === 'ok') return 'Verified';
  if (state === 'refused') return 'Refused';
  if (missing.length === 3) return 'Nothing to check yet';
  const names = missing.map((field) => NAMES[field]);
  return `Still needs ${names.join(' and ')}`;
}

/** Only what changed is made again, so that a change shows as one. */
function showChecks({ checks }: Judgement): void {
  const list = byId('checks');
  for (const [at, { name, state, detail }] of checks.entries()) {
    const shown = `${state} ${detail}`;
    const row =
      (list.children[at] as HTMLElement | undefined) ??
      list.appendChild(el('li', { 'data-check': name }));
    if (row.dataset.shown === shown) continue;
    row.dataset.shown = shown;
    row.dataset.state = state;
    row.replaceChildren(
      icon(state),
      el('span', { class: 'name' }, name),
      unseen(` ${SAID[state]}: `),
      el('span', { class: 'detail' }, detail.replace(/^not checked: /, '')),
    );
  }
}

function hintCard({ code, message }: { code: string; message: string }): HTMLElement {
  const { happened, change, settings } = hintText(code, message);
  const rows = settings.flatMap(({ framework, setting }) => [
    el('dt', {}, framework),
    el('dd', {}, el('code', {}, setting)),
  ]);
  return el(
    'li',
    { 'data-hint': code },
    el('p', { class: 'happened' }, ...withCode(capitalised(happened || change))),
    ...(happened === '' ? [] : [el('p', {}, `${capitalised(change)}.`)]),
    ...(rows.length === 0 ? [] : [el('dl', {}, ...rows)]),
    el('p', { class: 'hint-code' }, code),
  );
}
