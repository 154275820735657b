/** When the webhook is judged: some time after it was sent, or now. */
export type Clock = { kind: 'after'; seconds: number } | { kind: 'computer' };

/**
 * The `now` to judge by, in seconds. Where no timestamp can be read there is nothing to count from
 * but the computer's clock.
 */
export function nowBy(clock: Clock, timestamp: string | undefined, computer: number): number {
  const sent = sentAt(timestamp);
  return clock.kind === 'computer' || sent === undefined
    ? Math.floor(computer)
    : sent + clock.seconds;
}

/** The timestamp in seconds; 13 digits are taken for milliseconds, whatever the verdict on them. */
export function sentAt(timestamp: string | undefined): number | undefined {
  if (timestamp === undefined || !/^\d{1,13}$/.test(timestamp)) return undefined;
  return timestamp.length === 13 ? Math.floor(Number(timestamp) / 1000) : Number(timestamp);
}

/** `2 min 5 s after it was sent`. */
export function phrase(seconds: number): string {
  if (seconds === 0) return 'the second it was sent';
  return `${duration(Math.abs(seconds))} ${seconds > 0 ? 'after' : 'before'} it was sent`;
}

/** The two largest units are enough. */
function duration(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  const parts = [
    [days, days === 1 ? 'day' : 'days'],
    [hours, 'h'],
    [minutes, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count.toLocaleString('en')} ${unit}`)
    .join(' ');
}
