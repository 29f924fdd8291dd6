import type { OrderWindow, QuietPolicy } from '../model/knowledge.js';
import type { Told } from '../model/memory.js';
import type { Readings } from '../readings/reading.js';
import { DAY, isAfter, type Moment, momentOf } from '../record/moment.js';
import { timeOf } from './attention.js';

/** A test that was taken from a card. */
export interface Accepted {
  readonly at: Moment;
  /** What the card rested on, by id of the lab. */
  readonly samples: Told['samples'];
}

/** The tests that were taken from cards which were shown, by their ids, the last first. Who did not say what he took took nothing. */
export function acceptedTests(
  told: readonly Told[],
  { accepted: { atMost } }: QuietPolicy,
  now: number,
): ReadonlyMap<string, readonly Accepted[]> {
  const taken = new Map<string, Accepted[]>();
  for (const { shown, answers, offered, samples } of told) {
    if (shown !== 'shown') continue;
    for (const { outcome, at, accepted } of answers) {
      const age = now - at.getTime();
      // What is dated ahead was not taken yet.
      if (outcome !== 'accepted' || !(age >= 0 && age <= atMost.value * DAY)) continue;
      for (const { test, suggestion } of offered)
        if (accepted.includes(suggestion))
          taken.set(test, [...(taken.get(test) ?? []), { at: momentOf(at), samples }]);
    }
  }
  for (const all of taken.values()) all.sort((one, other) => other.at.last - one.at.last);
  return taken;
}

/** The day on which a test was taken that still counts as asked for inside its window. */
export function askedOn(
  taken: readonly Accepted[],
  window: OrderWindow,
  { readings, now }: { readonly readings: Readings; readonly now: number },
): string | undefined {
  const counts = ({ at, samples }: Accepted): boolean => {
    if ('since' in window) {
      const reading = readings(window.since);
      const sampled = reading.result?.sampled;
      // Taken from a card about this very result, be it of the same day without a time.
      return !sampled || samples[window.since] === timeOf(reading) || isAfter(at, sampled);
    }
    return !('days' in window) || now - at.last <= window.days.value * DAY;
  };
  return taken.find(counts)?.at.day;
}
