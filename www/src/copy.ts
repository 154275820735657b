import { announce } from './announce.js';
import { el } from './dom.js';

/**
 * A button that copies; without a clipboard (an insecure origin, a refusal) it selects what was to
 * be copied.
 */
function copyButton(what: string, text: () => string, source?: () => Node): HTMLButtonElement {
  const button = el(
    'button',
    { type: 'button', class: 'small', 'aria-label': `Copy ${what}` },
    'Copy',
  );
  button.addEventListener('click', async () => {
    const copied = await copy(text());
    if (!copied && source) getSelection()?.selectAllChildren(source());
    say(
      button,
      copied ? 'Copied' : 'Selected',
      copied ? `${what} copied` : `${what} is selected: copy it with the keyboard`,
    );
  });
  return button;
}

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Shows on a button, for a moment, what came of pressing it. */
export function say(button: HTMLButtonElement, word: string, sentence: string): void {
  const label = (button.dataset.label ??= button.textContent ?? '');
  button.textContent = word;
  announce(sentence, 0);
  setTimeout(() => {
    button.textContent = label;
  }, 1500);
}

/** A block of code with its name and a button to copy it. `set` changes the code. */
export function codeBlock(name: string): { figure: HTMLElement; set: (text: string) => void } {
  const code = el('code');
  const pre = el('pre', { tabindex: '0', role: 'region', 'aria-label': name }, code);
  const button = copyButton(
    name,
    () => code.textContent ?? '',
    () => code,
  );
  const figure = el(
    'figure',
    { class: 'code' },
    el('figcaption', {}, el('span', {}, name), button),
    pre,
  );
  return {
    figure,
    set: (text) => {
      code.replaceChildren(...text.split(/(?<=\n)/).map(line));
    },
  };
}

const line = (text: string): Node | string =>
  /^\s*(\/\/|\/\*|\*)/.test(text) ? el('span', { class: 'comment' }, text) : text;
