import type { Knowledge } from '../core/model/knowledge.js';
import { patientOf } from '../cases/case-patients.js';
import type { Cohort } from './cohort-file.js';
import { type Adult, adultsOf, type Drawing } from './cohort.js';
import { reviewer } from './outcome.js';

/** How often each card was shown to a cohort. */
export interface Rates {
  readonly adults: number;
  /** Id of the rule, or `any` → adults with the card, and with it as more than `info`. */
  readonly shown: ReadonlyMap<string, { readonly cards: number; readonly pressing: number }>;
}

export type Progress = (done: number, all: number) => void;

export interface Asking {
  readonly adults?: number;
  readonly seed?: number;
  readonly progress?: Progress;
  /** Sees every adult with the number of cards shown. */
  readonly meet?: (adult: Adult, cards: number) => void;
}

/** Asks the rules about every adult of a cohort. */
export function ratesOf(
  cohort: Cohort,
  drawing: Drawing,
  knowledge: Knowledge,
  { adults = cohort.adults, seed = cohort.seed, progress, meet }: Asking = {},
): Rates {
  const now = new Date(knowledge.release.date);
  const topics = new Map([...knowledge.rules.values()].map(({ id, topic }) => [topic, id]));
  const shown = new Map(['any', ...knowledge.rules.keys()].map((id) => [id, { cards: 0, pressing: 0 }]));
  const review = reviewer(knowledge, 'full');
  let done = 0;
  for (const adult of adultsOf(cohort, drawing, knowledge, { adults, seed })) {
    const { cards } = review(patientOf(adult.given, knowledge, now), now);
    const count = (id: string, pressing: boolean): void => {
      const row = shown.get(id);
      if (!row) return;
      row.cards += 1;
      if (pressing) row.pressing += 1;
    };
    for (const { source, indicator } of cards)
      count(topics.get(source.topic.code) ?? '', indicator !== 'info');
    if (cards.length > 0)
      count(
        'any',
        cards.some(({ indicator }) => indicator !== 'info'),
      );
    meet?.(adult, cards.length);
    done += 1;
    progress?.(done, adults);
  }
  return { adults, shown };
}

/** The rates as a table per 1,000 adults, beside what is published. */
export function ratesTable(
  { adults, shown }: Rates,
  { title, published, note }: Cohort,
  seed: number,
): string[] {
  const per1000 = (count: number): string => ((count / adults) * 1000).toFixed(1);
  /** Half of the 95 % interval that chance alone gives to a share. */
  const chance = (count: number): string =>
    (1960 * Math.sqrt(((count / adults) * (1 - count / adults)) / adults)).toFixed(1);
  const rows = [...shown].map(([id, { cards, pressing }]) => {
    const found = published.find(({ rule }) => rule === id);
    const beside = found ? `${found.per1000.toFixed(1).padStart(9)}  ${found.what}` : '-'.padStart(9);
    return `${id.padEnd(14)}${per1000(cards).padStart(7)} ± ${chance(cards).padEnd(4)}${per1000(pressing).padStart(8)}   ${beside}`;
  });
  const [any = '', ...rules] = rows;
  return [
    `${title} (${adults.toLocaleString('en')} adults, seed ${seed})`,
    '',
    `${'per 1,000'.padEnd(14)}${'cards'.padStart(7)}${'warnings'.padStart(15)}   published`,
    ...rules,
    any,
    '',
    ...wrapped(note),
  ];
}

function wrapped(text: string, width = 100): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/u).filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
