import type { ReplayResult } from '../../replay/merge.js';
import { type Counted, tablesOf } from '../../replay/tally.js';

const WIDTH = 46;

/** The first answers, for the terminal: how often, for whom, what if. Everything else is in the files. */
export function summaryOf(result: ReplayResult): string[] {
  const tables = tablesOf(result.counts);
  const rows = (name: string): readonly Counted[] => tables.get(name) ?? [];
  const sum = (name: string): number => rows(name).reduce((all, { count }) => all + count, 0);
  const [results, openings, withCard] = [sum('results'), sum('openings'), sum('openings-with-card')];
  const line = (what: string, count: number, more = ''): string =>
    `${what.padEnd(WIDTH)}${count.toLocaleString('en').padStart(12)}${more}`;
  const share = (count: number, of: number): string =>
    of === 0 ? '' : `   ${((1_000 * count) / of).toFixed(1)} per 1,000`;
  const listed = (name: string, of: number, most = Infinity): string[] =>
    [...rows(name)]
      .sort((one, other) => other.count - one.count)
      .slice(0, most)
      .map(({ cells, count }) => line(`  ${cells.join(', ')}`, count, share(count, of)));
  const { done, all } = result.partitions;
  return [
    ...(result.complete ? [] : [`STOPPED BEFORE ITS END: ${done} of ${all} parts of the patients`, '']),
    line('Lines read', sum('lines')),
    line('Lines that could not be read', sum('bad-lines')),
    ...listed('bad-lines', 0),
    line('Results that start a rule', results),
    ...(sum('not-mapped') > 0
      ? [line('  of these called so by name, and not mapped', sum('not-mapped'))]
      : []),
    line('Patients with one', sum('patients')),
    line('Days on which one arrived', openings, ' (each opens the chart once)'),
    '',
    line('Days with a card', withCard, share(withCard, openings)),
    ...listed('cards', openings),
    ...(sum('repeats') > 0 ? ['The very same card as before', ...listed('repeats', openings)] : []),
    ...(sum('could-not-tell') > 0 ? ['Could not tell', ...listed('could-not-tell', openings, 8)] : []),
    ...(sum('could-not-use') > 0 ? ['Results not used', ...listed('could-not-use', openings, 8)] : []),
    ...variantLines(rows, line),
  ];
}

function variantLines(
  rows: (name: string) => readonly Counted[],
  line: (what: string, count: number, more?: string) => string,
): string[] {
  return rows('variant-openings').flatMap(({ cells: [variant = '', shown], count }) => {
    if (shown !== 'with-card') return [];
    const of = (name: string): number =>
      rows(name)
        .filter(({ cells }) => cells[0] === variant)
        .reduce((sum, one) => sum + one.count, 0);
    return [
      '',
      `What if: ${variant}`,
      line('Days with a card', count),
      line('  cards that come', of('variant-gains')),
      line('  cards that go', of('variant-loses')),
      line('  cards that turn louder or quieter', of('variant-turns')),
    ];
  });
}
