import type { Knowledge } from '../core/model/knowledge.js';
import type { Patient } from '../cases/case-patients.js';
import { type Outcome, outcomes } from './outcome.js';

/** What changes for one patient; nothing is said of what stays. */
export interface Change {
  /** `main-ferritin info`, or `no card`. */
  readonly cards?: readonly [before: string, after: string];
  readonly causes?: readonly [before: readonly string[], after: readonly string[]];
  readonly suggested?: { readonly gone: readonly string[]; readonly come: readonly string[] };
  /** Sentences of cards that are shown both times. */
  readonly sentences: readonly {
    readonly rule: string;
    readonly gone: readonly string[];
    readonly come: readonly string[];
  }[];
}

/** What was said of a patient before. */
export type Before = (patient: Patient) => Outcome;

/** What another knowledge of the same form says, as if it were of the same version: the version on a card is no change of it. */
export function answersOf(before: Knowledge, { release }: Knowledge): Before {
  const now = new Date(release.date);
  const { version, date } = release;
  const then = outcomes({ ...before, release: { ...before.release, version, date } });
  return (patient) => then(patient, now);
}

/** Says for each patient what changes from what was said before. */
export function createComparison(before: Before, after: Knowledge): (patient: Patient) => Change | undefined {
  const now = new Date(after.release.date);
  const thereafter = outcomes(after);
  return (patient) => changeBetween(before(patient), thereafter(patient, now));
}

function changeBetween(before: Outcome, after: Outcome): Change | undefined {
  const [cardsBefore, cardsAfter] = [cardsOf(before), cardsOf(after)];
  const cards = cardsBefore !== cardsAfter;
  const causes = before.causes.join() !== after.causes.join();
  const gone = lacking(before.suggested, after.suggested);
  const come = lacking(after.suggested, before.suggested);
  const sentences = [...after.sentences].flatMap(([rule, now]) => {
    const then = before.sentences.get(rule);
    if (!then) return [];
    const found = { rule, gone: lacking(then, now), come: lacking(now, then) };
    return found.gone.length + found.come.length > 0 ? [found] : [];
  });
  if (!cards && !causes && gone.length + come.length === 0 && sentences.length === 0) return undefined;
  return {
    ...(cards && { cards: [cardsBefore, cardsAfter] as const }),
    ...(causes && { causes: [before.causes, after.causes] as const }),
    ...(gone.length + come.length > 0 && { suggested: { gone, come } }),
    sentences,
  };
}

function cardsOf({ cards }: Outcome): string {
  return [...cards].map(([rule, indicator]) => `${rule} ${indicator}`).join(', ') || 'no card';
}

function lacking(these: readonly string[], those: readonly string[]): string[] {
  const known = new Set(those);
  return [...new Set(these)].filter((one) => !known.has(one));
}
