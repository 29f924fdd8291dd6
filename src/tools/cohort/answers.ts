import { keyOf } from '../../core/record/codes.js';
import type { Card } from '../../core/model/advice.js';
import type { Knowledge, Lab, Order, OrderTest } from '../../core/model/knowledge.js';
import type { CohortsFile } from '../../core/model/files.generated.js';
import { valueAt } from './centiles.js';
import { type Adult, lineOf } from './adult.js';
import { fits } from './group.js';

/** A test that a card has drafted an order for. */
export interface Offered {
  readonly order: Order;
  readonly test: OrderTest;
  /** Another sample of a test that was done, and nothing new. */
  readonly isRepeat: boolean;
}

/** Which tests the drafted orders of cards are, by their codes. */
export function offeredTests({ orders }: Knowledge): (cards: readonly Card[]) => Offered[] {
  const byCode = new Map<string, Offered>();
  for (const order of orders.values())
    for (const test of order.tests)
      for (const { system, code } of test.codes) {
        const isRepeat = 'since' in (test.window ?? order.window);
        const key = keyOf(system, code);
        if (!byCode.has(key)) byCode.set(key, { order, test, isRepeat });
      }
  return (cards) =>
    cards
      .flatMap(({ suggestions = [] }) => suggestions.flatMap(({ actions }) => actions))
      .flatMap(({ resource }) => {
        const codings = resource.code?.coding ?? [];
        const [found] = codings.flatMap(
          ({ system = '', code = '' }) => byCode.get(keyOf(system, code)) ?? [],
        );
        return found ? [found] : [];
      });
}

/** How many orders a clinician sees in these: the parts of one order are one, and so are all repeats. */
export function countOrders(offered: readonly Offered[]): number {
  return new Set(offered.map(({ order, isRepeat }) => (isRepeat ? '' : order.id))).size;
}

/** Labs whose results answer a test: of the sets that do, the one with the lab that has a code of the test, else the first. */
export function labsOfTest({ codes, doneBy }: OrderTest, labs: Knowledge['labs']): readonly string[] {
  const own = new Set(codes.map(({ system, code }) => keyOf(system, code)));
  const isOwn = (id: string): boolean =>
    labs.get(id)?.codes.some(({ system, code }) => own.has(keyOf(system, code))) ?? false;
  return doneBy.labs.find((set) => set.some(isOwn)) ?? doneBy.labs[0] ?? [];
}

/**
 * What comes back when the tests that cards offered are done: a value of the person's own where there is one, else a normal one; negative
 * where the answer is yes or no; a report where there is no number, as for imaging. A repeat is not answered here: it is drawn.
 */
export function answerer(
  { follow, survey }: CohortsFile,
  { labs }: Knowledge,
): (adult: Adult, offered: readonly Offered[]) => string[] {
  const fixed = new Map(follow.answers.map((answer) => [answer.lab, answer]));
  const lineFor = (lab: Lab, adult: Adult): string => {
    const own = [...adult.measured, ...adult.awaited].find((one) => one.lab === lab.id);
    const found = own ?? fixed.get(lab.id);
    if (found) return lineOf(found);
    const drawn = survey.labs.find((one) => one.lab === lab.id);
    const centiles = drawn?.centiles.find((group) => fits(group, adult));
    if (drawn && centiles) return lineOf({ lab: lab.id, value: valueAt(centiles.at, 0), unit: drawn.unit });
    return `${lab.id} ${lab.negative ? 'negative' : 'done'}`;
  };
  return (adult, offered) => [
    ...new Set(
      offered
        .filter(({ isRepeat }) => !isRepeat)
        .flatMap(({ test }) => {
          const wanted = labsOfTest(test, labs).flatMap((id) => labs.get(id) ?? []);
          return wanted.length > 0 ? wanted.map((lab) => lineFor(lab, adult)) : [`report ${test.id}, final`];
        }),
    ),
  ];
}
