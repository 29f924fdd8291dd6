import type { Card } from '../core/model/advice.js';
import type { Knowledge } from '../core/model/knowledge.js';
import { patientOf } from '../cases/case-patients.js';
import type { Cohort } from './cohort-file.js';
import { type Adult, adultsOf, type Drawing } from './cohort.js';
import { Share } from './cohort/share.js';
import { reviewer } from './outcome.js';

/** How often each card was shown to a population. */
export interface Rates {
  readonly adults: number;
  /** Id of the rule, or `any` → of 1,000 adults, those with the card, and with it as more than `info`. */
  readonly shown: ReadonlyMap<string, { readonly cards: Share; readonly pressing: Share }>;
}

export type Progress = (done: number, all: number) => void;

export interface Asking {
  readonly adults?: number;
  readonly seed?: number;
  readonly progress?: Progress;
  /** Sees every adult with the number of cards shown. */
  readonly meet?: (adult: Adult, cards: number) => void;
}

/** Counts the cards that people are shown. */
export class RateCount {
  #adults = 0;
  readonly #topics: ReadonlyMap<string, string>;
  readonly #shown: ReadonlyMap<string, { readonly cards: Share; readonly pressing: Share }>;

  constructor({ rules }: Knowledge) {
    this.#topics = new Map([...rules.values()].map(({ id, topic }) => [topic, id]));
    this.#shown = new Map(
      ['any', ...rules.keys()].map((id) => [id, { cards: new Share(), pressing: new Share() }]),
    );
  }

  note(cards: readonly Card[], weight: number): void {
    this.#adults += 1;
    for (const [id, counts] of this.#shown) {
      const own = cards.filter(({ source }) => id === 'any' || this.#topics.get(source.topic.code) === id);
      counts.cards.note(own.length > 0, weight);
      counts.pressing.note(
        own.some(({ indicator }) => indicator !== 'info'),
        weight,
      );
    }
  }

  rates(): Rates {
    return { adults: this.#adults, shown: this.#shown };
  }
}

/** Asks the rules about every adult of a cohort. */
export function ratesOf(
  cohort: Cohort,
  drawing: Drawing,
  knowledge: Knowledge,
  { adults = cohort.adults, seed = cohort.seed, progress, meet }: Asking = {},
): Rates {
  const now = new Date(knowledge.release.date);
  const count = new RateCount(knowledge);
  const review = reviewer(knowledge, 'full');
  let done = 0;
  for (const adult of adultsOf(cohort, drawing, knowledge, { adults, seed })) {
    const { cards } = review(patientOf(adult.given, knowledge, now), now);
    count.note(cards, adult.weight);
    meet?.(adult, cards.length);
    done += 1;
    progress?.(done, adults);
  }
  return count.rates();
}

/** What a table of rates says beside them. */
export type Caption = Pick<Cohort, 'title' | 'published' | 'note'>;

/** The rates as a table per 1,000 adults, beside what is published. */
export function ratesTable(
  { adults, shown }: Rates,
  { title, published, note }: Caption,
  seed?: number,
): string[] {
  const rows = [...shown].map(([id, { cards, pressing }]) => {
    const found = published.find(({ rule }) => rule === id);
    const beside = found ? `${found.per1000.toFixed(1).padStart(9)}  ${found.what}` : '-'.padStart(9);
    const shares = `${cards.per1000().toFixed(1).padStart(7)} ± ${cards.chance().toFixed(1).padEnd(4)}`;
    return `${id.padEnd(14)}${shares}${pressing.per1000().toFixed(1).padStart(8)}   ${beside}`;
  });
  const [any = '', ...rules] = rows;
  const from = seed === undefined ? '' : `, seed ${seed}`;
  return [
    `${title} (${adults.toLocaleString('en')} adults${from})`,
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
