/** The slider that turns the clock, and the tolerance beside it. */
import { type Clock, nowBy, phrase, sentAt } from './clock.js';
import { byId } from './dom.js';

export interface ClockField {
  readonly clock: Clock;
  readonly tolerance: number;
  now: (timestamp: string | undefined) => number;
  set: (clock: Clock, tolerance?: number) => void;
  /** Says how far the clock stands from the timestamp. */
  show: (timestamp: string | undefined) => void;
}

const DEFAULT_TOLERANCE = 300;

export function clockField(changed: () => void): ClockField {
  const slider = byId<HTMLInputElement>('clock');
  const computer = byId<HTMLInputElement>('clock-computer');
  const tolerance = byId<HTMLInputElement>('tolerance');
  const said = byId('clock-said');

  const clock = (): Clock =>
    computer.checked ? { kind: 'computer' } : { kind: 'after', seconds: Number(slider.value) };
  const seconds = () => (tolerance.value.trim() === '' ? Number.NaN : Number(tolerance.value));
  const now = (timestamp: string | undefined) => nowBy(clock(), timestamp, Date.now() / 1000);

  slider.addEventListener('input', () => {
    computer.checked = false;
    changed();
  });
  computer.addEventListener('change', changed);
  tolerance.addEventListener('input', changed);
  // The computer's clock goes on while the page is looked at.
  setInterval(() => computer.checked && changed(), 1000);

  return {
    get clock() {
      return clock();
    },
    get tolerance() {
      return seconds();
    },
    now,
    set(given, allowed = DEFAULT_TOLERANCE) {
      computer.checked = given.kind === 'computer';
      slider.value = String(given.kind === 'after' ? given.seconds : 0);
      tolerance.value = String(allowed);
      changed();
    },
    show(timestamp) {
      const sent = sentAt(timestamp);
      const apart = sent === undefined ? undefined : now(timestamp) - sent;
      said.textContent =
        apart === undefined ? 'there is no timestamp to count from' : phrase(apart);
      slider.setAttribute('aria-valuetext', said.textContent);
      if (computer.checked && apart !== undefined) slider.value = String(apart);
      const reach = Number(slider.max);
      const share = (Math.min(Math.max(seconds() || 0, 0), reach) / reach) * 50;
      slider.style.setProperty('--from', `${50 - share}%`);
      slider.style.setProperty('--to', `${50 + share}%`);
    },
  };
}
