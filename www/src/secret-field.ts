/** One secret, or several as during a rotation; hidden unless asked for. */
import { byId, el, unseen } from './dom.js';

export interface SecretField {
  /** Undefined as long as nothing was put in, nor left out on purpose. */
  readonly secrets: string[] | undefined;
  /** Those of an example may be seen, until someone enters another. */
  set: (secrets: string[] | undefined, areExamples?: boolean) => void;
}

/** What verifying takes. */
const MOST = 16;

export function secretField(changed: () => void): SecretField {
  const [rows, add, show] = [
    byId('secrets'),
    byId<HTMLButtonElement>('secret-add'),
    byId<HTMLInputElement>('secret-show'),
  ];
  let [isGiven, areExamples] = [false, false];

  const inputs = () => [...rows.querySelectorAll('input')];
  const number = () => {
    for (const [at, row] of [...rows.children].entries()) {
      const name = row.querySelector('.unseen');
      if (name !== null) name.textContent = `Secret ${at + 1}`;
    }
    add.disabled = inputs().length >= MOST;
  };
  const reveal = (isShown: boolean) => {
    show.checked = isShown;
    for (const input of inputs()) input.type = isShown ? 'text' : 'password';
  };
  const addRow = (secret = '') => {
    // No name, no form, no autocomplete: nothing for a browser to keep.
    const input = el('input', {
      type: show.checked ? 'text' : 'password',
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      placeholder: 'whsec_… or whpk_…',
      'data-1p-ignore': '',
      'data-lpignore': 'true',
    });
    input.value = secret;
    const row = el('div', { class: 'row' }, el('label', {}, unseen('Secret'), input));
    input.addEventListener('input', () => {
      isGiven = true;
      if (areExamples) reveal(false);
      areExamples = false;
      changed();
    });
    input.addEventListener('blur', () => {
      isGiven = true;
      changed();
    });
    if (rows.children.length > 0) {
      const remove = el('button', { type: 'button', class: 'small' }, 'Remove');
      remove.addEventListener('click', () => {
        row.remove();
        number();
        inputs().at(-1)?.focus();
        changed();
      });
      row.append(remove);
    }
    rows.append(row);
    number();
    return input;
  };

  add.addEventListener('click', () => addRow().focus());
  show.addEventListener('change', () => {
    areExamples = false;
    reveal(show.checked);
  });
  addRow();

  return {
    get secrets() {
      if (!isGiven) return undefined;
      const filled = inputs()
        .map(({ value }) => value)
        .filter((value) => value !== '');
      return filled.length > 0 ? filled : [''];
    },
    set(secrets, examples = false) {
      rows.replaceChildren();
      [isGiven, areExamples] = [secrets !== undefined, examples];
      for (const secret of secrets ?? ['']) addRow(secret);
      reveal(examples);
      changed();
    },
  };
}
