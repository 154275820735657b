/** What a person does to the page and sees on it; each runs inside of the page. */

/**
 * Puts a webhook into the fields: the body as it would come from a file, or typed, the secrets one
 * by one.
 */
export function enter({ headers, body, text, secrets, offset, tolerance }) {
  const type = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  document.getElementById('clear').click();
  type(document.getElementById('headers'), headers);
  const area = document.getElementById('body');
  if (text !== undefined && !text.includes('\r')) {
    type(area, text);
  } else {
    const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], 'body.bin'));
    const drop = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files });
    area.dispatchEvent(drop);
  }
  for (const [at, secret] of secrets.entries()) {
    if (at > 0) document.getElementById('secret-add').click();
    const field = [...document.querySelectorAll('#secrets input')].at(-1);
    type(field, secret);
    field.dispatchEvent(new FocusEvent('blur'));
  }
  type(document.getElementById('clock'), String(offset));
  type(document.getElementById('tolerance'), tolerance);
}

/**
 * Returns what the page says; `until` has to hold of it, within two seconds: a file takes a moment
 * to read.
 */
export async function verdict(until = '') {
  const look = () => {
    const text = (selector) => document.querySelector(selector)?.textContent ?? '';
    return {
      state: document.getElementById('verdict').dataset.state,
      code: text('#verdict-code'),
      checks: [...document.querySelectorAll('#checks li')].map(({ dataset }) => dataset.state),
      hints: [...document.querySelectorAll('#hints li')].map(({ dataset }) => dataset.hint),
      note: text('#body-note'),
      signed: text('#signed-bytes'),
    };
  };
  for (let tries = 0; tries < 80; tries++) {
    if (document.getElementById('body-note').textContent.includes(until)) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return look();
}

/** Chooses from the menu of examples by its label, and waits until it is on the page. */
export async function choose(label) {
  const menu = document.getElementById('examples');
  const option = [...menu.options].find((each) => each.textContent === label);
  document.getElementById('clear').click();
  menu.value = option.value;
  menu.dispatchEvent(new Event('change', { bubbles: true }));
  for (let tries = 0; tries < 80 && document.getElementById('headers').value === ''; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Waits until a text is there. */
export async function seen(selector, part) {
  let text = '';
  for (let tries = 0; tries < 200; tries++) {
    text = document.querySelector(selector)?.textContent ?? '';
    if (text.includes(part)) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${selector} has no “${part}”, but “${text}”`);
}
