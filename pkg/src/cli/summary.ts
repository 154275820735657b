import type { Piece } from './output.js';

/** Counts what came back, and how long it took. */
export class Summary {
  sent = 0;
  good = 0;
  readonly #answers = new Map<string, number>();
  readonly #times: number[] = [];

  /** `milliseconds` is missing where nothing came back. */
  add(answer: string, isGood: boolean, milliseconds?: number): void {
    this.sent += 1;
    this.good += isGood ? 1 : 0;
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
    if (milliseconds !== undefined) this.#times.push(milliseconds);
  }

  report(seconds: number): {
    sent: number;
    ok: number;
    seconds: number;
    answers: Record<string, number>;
    milliseconds?: Times;
  } {
    const times = spread(this.#times);
    const whole = {
      sent: this.sent,
      ok: this.good,
      seconds: rounded(seconds),
      answers: Object.fromEntries(this.#answers),
    };
    return times === undefined ? whole : { ...whole, milliseconds: times };
  }

  lines(seconds: number): Piece[][] {
    const times = spread(this.#times);
    const answers = [...this.#answers].map(([answer, count]) => [
      `${String(count).padStart(7)}  ${answer}`,
    ]);
    const timing = times && [
      `milliseconds: ${times.least} at least, ${times.median} median, ${times.p95} for 95 %, ${times.most} at most`,
    ];
    return [
      [`${this.sent} sent in ${rounded(seconds)} s, ${this.good} as expected`],
      ...answers,
      ...(timing ? [timing] : []),
    ];
  }
}

interface Times {
  least: number;
  median: number;
  p95: number;
  most: number;
}

function spread(times: number[]): Times | undefined {
  const sorted = [...times].sort((a, b) => a - b);
  // The smallest time within which that share of the answers came.
  const at = (share: number) =>
    rounded(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number);
  return sorted.length === 0
    ? undefined
    : { least: at(0), median: at(0.5), p95: at(0.95), most: at(1) };
}

export const rounded = (value: number): number => Math.round(value * 10) / 10;
