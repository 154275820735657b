import { byId } from './dom.js';

let waiting: ReturnType<typeof setTimeout> | undefined;

/**
 * Has a screen reader say something, once the typing pauses: each keystroke's verdict would talk
 * over the next key.
 */
export function announce(text: string, delay = 600): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const live = byId('live');
    if (live.textContent !== text) live.textContent = text;
  }, delay);
}
