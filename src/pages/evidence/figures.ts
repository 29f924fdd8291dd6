import { meaningsOf } from '../../core/facts/names.js';
import type { Expression } from '../../core/language/expression.js';
import type { Fact, Figure, Knowledge, Proof, Rule, Source } from '../../core/model/knowledge.js';
import type { Reach } from '../../knowledge/reach.js';

/** How many proofs there are, and of which kind. */
export interface Counts extends Readonly<Record<string, number>> {
  readonly count: number;
  readonly verified: number;
  readonly decided: number;
  readonly open: number;
}

/** A number with a source that was read is verified; of the others some are decisions of the project. */
export function countsOf(proofs: readonly Proof[], sources: ReadonlyMap<string, Source>): Counts {
  const verified = proofs.filter((proof) => proof.verified).length;
  const decided = proofs.filter((proof) => !proof.verified && isDecided(proof, sources)).length;
  return { count: proofs.length, verified, decided, open: proofs.length - verified - decided };
}

export function isDecided({ source }: Proof, sources: ReadonlyMap<string, Source>): boolean {
  return source.some((id) => sources.get(id)?.kind === 'decision');
}

/** Every number that a rule can come to use: its own, and those of facts, causes, tests, results and record behind it. */
export function figuresOf(
  { numbers, quiet, settled }: Rule,
  { facts, causes, reasons, orders, labs, valueSets }: Reach,
  { stages }: Pick<Knowledge, 'stages'>,
): Proof[] {
  const some = (...figures: readonly (Proof | undefined)[]): Proof[] => figures.flatMap((one) => one ?? []);
  return [
    ...numbers,
    ...quiet.flatMap(({ done }) => some(done?.within)),
    ...some(settled?.within),
    ...[...facts, ...reasons].flatMap((file) => file.numbers),
    ...causes.flatMap(({ start, moves, ...file }) => [...file.numbers, ...start, ...moves]),
    ...stages.numbers,
    ...orders.flatMap((order) => [
      ...order.numbers,
      ...('days' in order.window ? [order.window.days] : 'ever' in order.window ? [order.window.ever] : []),
      ...some(order.urgent?.days, order.settled, order.later),
    ]),
    ...labs.flatMap(({ limits, window, pair, course, plausible, plausibleLimit }) => [
      ...limits,
      ...some(window, pair?.within, course?.within, course?.change, course?.persistent),
      ...some(plausible, plausibleLimit),
    ]),
    ...valueSets.flatMap(({ window, renewed }) => some(window, renewed)),
  ];
}

/**
 * The numbers that decide whether something holds: those written in it, and those of the facts it reads; where such a fact has none, those
 * of the facts behind that one.
 * @param own numbers of the file it stands in
 */
export function decidingNumbers(
  expression: Expression,
  own: readonly Figure[],
  knowledge: Knowledge,
): Figure[] {
  const meanings = meaningsOf(knowledge);
  const seen = new Set<Fact>();
  const behind = ({ uses }: Expression): Figure[] =>
    uses.flatMap((name) => {
      const meaning = meanings.get(name);
      if ((meaning?.kind !== 'fact' && meaning?.kind !== 'fact-at') || seen.has(meaning.fact)) return [];
      seen.add(meaning.fact);
      return meaning.fact.numbers.length > 0 ? meaning.fact.numbers : behind(meaning.fact.value);
    });
  return [...own.filter((figure) => isWrittenIn(expression, figure)), ...behind(expression)];
}

/** Whether a number stands in an expression, in its unit where it has one there. */
export function isWrittenIn(expression: Expression | undefined, { value, unit }: Figure): boolean {
  return (
    expression?.numbers.some(
      (number) => number.value === value && (number.unit === undefined || number.unit === unit),
    ) ?? false
  );
}
