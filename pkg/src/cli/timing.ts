import type { VerifyOptions } from 'hookproof';
import { span, time } from './arguments.js';
import type { Options } from './command.js';

export const toleranceOption = {
  tolerance: {
    type: 'string',
    value: 'SECONDS',
    about: 'how far the timestamp may lie from now (300)',
  },
} as const satisfies Options;

/** What a webhook is judged by, as the library takes it. */
export function timing(now: string | undefined, tolerance: string | undefined): VerifyOptions {
  return {
    ...(now === undefined ? {} : { now: time('now', now) }),
    ...(tolerance === undefined ? {} : { toleranceSeconds: span('tolerance', tolerance) }),
  };
}
