import type { Outline } from '../../core/model/outline.js';

/** A card that would have been shown, without anything that names the patient. */
export interface Finding {
  readonly date: string;
  /** Stands for the patient: a digest with a key that is not kept. */
  readonly patient: string;
  readonly rule: string;
  readonly topic: string;
  readonly indicator: string;
  readonly readings: Outline['readings'];
  readonly causes: readonly string[];
  /** Orders that it offers, and those that are not offered as they were done or asked for. */
  readonly orders: readonly string[];
  readonly done: readonly string[];
  readonly redFlags: readonly string[];
  /** What made it quieter. */
  readonly quietened: readonly string[];
  /** Days since the very same card would have been shown before. */
  readonly repeats?: number;
}

/** A day on which a rule could not be judged, or a result that starts one could not be used. */
export interface Untold {
  readonly date: string;
  readonly patient: string;
  readonly couldNotTell: readonly { readonly rule: string; readonly open: readonly string[] }[];
  readonly readings: Outline['readings'];
}

/** What a card says, apart from when and to whom: the same text is the same card. */
export function sameCard({ rule, indicator, readings, causes, orders }: Finding): string {
  return JSON.stringify([rule, indicator, readings, causes, orders]);
}

/** The cards of an answer as findings. */
export function findingsOf(outline: Outline, date: string, patient: string): Finding[] {
  const { readings, causes, offered, done, redFlags, quietened } = outline;
  return outline.cards.map(({ rule, topic, indicator }) => ({
    ...{ date, patient, rule, topic, indicator },
    readings: readings.filter(({ why }) => why !== 'no-result'),
    ...{ causes, orders: offered, done, redFlags },
    quietened: quietened.flatMap((one) => (one.rule === rule ? [one.id] : [])),
  }));
}

/** What could not be told, where that is anything. */
export function untoldOf(outline: Outline, date: string, patient: string): Untold | undefined {
  const couldNotTell = outline.verdicts.flatMap(({ rule, open }) =>
    open.length > 0 ? [{ rule, open }] : [],
  );
  const readings = outline.readings.filter(({ why }) => why !== undefined && !NOTHING_CAME.has(why));
  return couldNotTell.length + readings.length === 0 ? undefined : { date, patient, couldNotTell, readings };
}

/** Nothing came, or only what is too old: no result of the day is left unjudged by it. */
const NOTHING_CAME: ReadonlySet<string> = new Set(['no-result', 'stale']);
