/** The tab that verifies: three fields and a clock in, a verdict out, at each change. */
import { bodyField } from './body-field.js';
import { type Given, judge } from './checks.js';
import { clockField } from './clock-field.js';
import { copy, say } from './copy.js';
import { byId, el } from './dom.js';
import { type Filled, examples } from './examples.js';
import type { RequestRead } from '../../pkg/src/request-text/read.js';
import { isSchemeHeader } from '../../pkg/src/request-text/signed-headers.js';
import { readHeaders, signedHeaders } from './headers-input.js';
import type { Pair } from '../../pkg/src/request-text/pair.js';
import { secretField } from './secret-field.js';
import { fromFragment, isShared, toFragment } from './share-link.js';
import { showSigned } from './signed-view.js';
import { capitalised, isSame } from './text.js';
import { showVerdict } from './verdict-view.js';
import { amount } from './visible-bytes.js';

/** A body longer than this is judged when the typing pauses: its causes take a while to try. */
const AT_ONCE = 64 * 1024;
const PAUSE = 300;

export function verifyPanel(): { fill: (webhook: Filled) => void } {
  const area = byId<HTMLTextAreaElement>('headers');
  const note = byId('headers-note');
  const useBody = byId<HTMLButtonElement>('use-body');
  let isTouched = false;
  let isFilling = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const changed = () => {
    if (isFilling) return;
    clearTimeout(waiting);
    if ((body.bytes?.length ?? 0) <= AT_ONCE) update();
    else waiting = setTimeout(update, PAUSE);
  };
  const body = bodyField('body', changed);
  const secret = secretField(changed);
  const clock = clockField(changed);

  const given = (read: RequestRead): Given => ({
    body: body.bytes,
    headers: isTouched ? read.pairs : undefined,
    secrets: secret.secrets,
    now: clock.now(signedHeaders(read.pairs).timestamp),
    toleranceSeconds: clock.tolerance,
  });

  function update() {
    const read = readHeaders(area.value);
    const signed = signedHeaders(read.pairs);
    describe(read);
    clock.show(signed.timestamp);
    showVerdict(judge(given(read)));
    showSigned(signed, body.bytes);
  }

  function describe({ format, pairs, problem, body: inside }: RequestRead) {
    const count = pairs.filter(([name]) => isSchemeHeader(name)).length;
    const parts = [
      format === 'nothing' ? '' : `read as ${NAMES[format]}`,
      pairs.length > 0
        ? `${amount(pairs.length, 'header', 'headers')}, ${count} of them signed`
        : '',
      problem ?? '',
    ];
    note.textContent = parts.filter(Boolean).join(' · ');
    note.classList.toggle('problem', problem !== undefined);
    useBody.hidden =
      inside === undefined || (body.bytes !== undefined && isSame(inside, body.bytes));
  }

  area.addEventListener('input', () => {
    isTouched = true;
    const { body: inside } = readHeaders(area.value);
    // A whole request was pasted: both fields are filled, unless there is a body already.
    if (inside !== undefined && (body.bytes?.length ?? 0) === 0) body.set(inside);
    changed();
  });
  area.addEventListener('blur', () => {
    isTouched = true;
    changed();
  });
  useBody.addEventListener('click', () => body.set(readHeaders(area.value).body));

  /** All at once, so that no verdict is given on half of it. */
  const fillWith = (action: () => void) => {
    isFilling = true;
    action();
    isFilling = false;
    update();
  };
  const fill = (
    webhook: Omit<Filled, 'secrets'> & { secrets?: string[]; tolerance?: number },
    isExample = false,
  ) =>
    fillWith(() => {
      isTouched = true;
      area.value = lines(webhook.headers);
      body.set(webhook.body);
      secret.set(webhook.secrets, isExample);
      clock.set(webhook.clock ?? { kind: 'after', seconds: 0 }, webhook.tolerance);
    });
  const clear = () =>
    fillWith(() => {
      isTouched = false;
      area.value = '';
      body.set(undefined);
      secret.set(undefined);
      clock.set({ kind: 'after', seconds: 0 });
    });

  offerExamples((webhook) => fill(webhook, true));
  byId('clear').addEventListener('click', () => {
    byId<HTMLSelectElement>('examples').value = '';
    clear();
    area.focus();
  });
  byId('share').addEventListener('click', () => share());

  async function share() {
    const button = byId<HTMLButtonElement>('share');
    const link = byId<HTMLInputElement>('link');
    const { pairs } = readHeaders(area.value);
    const made = toFragment(
      {
        body: body.bytes ?? new Uint8Array(),
        headers: pairs,
        clock: clock.clock,
        tolerance: clock.tolerance,
      },
      secret.secrets ?? [],
    );
    link.hidden = 'problem' in made;
    byId('share-note').textContent =
      'problem' in made
        ? `${capitalised(made.problem)}.`
        : 'Body, signed headers and clock are in it; the secret is not.';
    if ('problem' in made) return say(button, 'No link', made.problem);
    link.value = `${location.href.split('#')[0]}${made.fragment}`;
    link.select();
    const copied = await copy(link.value);
    say(
      button,
      copied ? 'Copied' : 'Selected',
      copied
        ? 'link copied, without the secret'
        : 'the link is selected: copy it with the keyboard',
    );
  }

  const open = () => {
    if (!isShared(location.hash)) return;
    const shared = fromFragment(location.hash);
    if (shared !== undefined) fill(shared);
    byId('share-note').textContent =
      shared === undefined
        ? 'This link is damaged, or was cut off.'
        : 'Opened from a link. The secret is not in it: enter it here.';
  };
  addEventListener('hashchange', open);
  update();
  open();
  return { fill: (webhook) => fill(webhook) };
}

const NAMES = {
  nothing: '',
  lines: 'lines',
  object: 'JSON or a printed object',
  cURL: 'a cURL command',
};

const lines = (headers: readonly Pair[]): string =>
  headers.map(([name, value]) => `${name}: ${value}`).join('\n');

function offerExamples(fill: (webhook: Filled) => void) {
  const menu = byId<HTMLSelectElement>('examples');
  for (const group of new Set(examples.map((example) => example.group))) {
    const options = examples.flatMap((example, at) =>
      example.group === group ? [el('option', { value: String(at) }, example.label)] : [],
    );
    menu.append(el('optgroup', { label: group }, ...options));
  }
  const load = async (at: number) => {
    const webhook = await examples[at]?.make();
    if (webhook !== undefined) fill(webhook);
  };
  menu.addEventListener('change', () => menu.value !== '' && void load(Number(menu.value)));
  byId('example').addEventListener('click', () => {
    menu.value = '0';
    void load(0);
  });
}
