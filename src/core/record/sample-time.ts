import type { Moment } from './moment.js';

/** When a sample was taken, as it is kept and looked for again: the instant in UTC, or the day as written where no time is known. */
export function sampleTime({ first, timed, day }: Moment): string {
  return timed ? new Date(first).toISOString() : day;
}
