import type { Measures, MeasuresAsked, SilentMeasures } from '../../core/model/measures.js';
import type { Database } from '../../store/database.js';
import { measure } from '../../store/measures/measure.js';

/** What would have been shown in silence, for whom and how often, beside what was shown: lines for a terminal. */
export async function compare(
  database: Database,
  asked: MeasuresAsked,
  now: Date,
): Promise<readonly string[]> {
  return compareLines(await measure(database, asked, { experiments: [], reasons: new Set(), now }));
}

/** The same of what was measured already. */
export function compareLines({
  period,
  client,
  silent,
  counts,
  openings,
  rules,
}: Measures): readonly string[] {
  const whose = client ?? 'all clients';
  const head = `From ${period.from} to ${period.to}, ${whose}: ${many(openings, 'opening')}, ${many(counts.shown, 'card')} shown, ${many(counts.silent, 'card')} worked out in silence.`;
  if (silent.length === 0)
    return [
      head,
      '',
      'No rule or client was silent in these days. `mode: silent` in the file of a rule or client makes it so.',
    ];
  return [
    head,
    ...groupsOf(silent).flatMap(([name, some]) => ['', name, ...tableOf(some)]),
    '',
    `Shown meanwhile: ${
      rules
        .filter((rule) => rule.counts.shown > 0)
        .map(({ rule, counts: { shown } }) => `${rule} ${String(shown)}`)
        .join(', ') || 'nothing'
    }.`,
  ];
}

function groupsOf(silent: readonly SilentMeasures[]): [client: string, some: SilentMeasures[]][] {
  return [...new Set(silent.map(({ client }) => client))].map((client) => [
    client,
    silent.filter((one) => one.client === client),
  ]);
}

const HEAD = [
  'rule',
  'silent from',
  'to',
  'cards',
  'warnings',
  'patients',
  'per 1,000 openings',
  'shown on other days, per 1,000',
];

function tableOf(some: readonly SilentMeasures[]): string[] {
  const rows = some.map((one) => {
    const { warning = 0, critical = 0 } = one.indicators;
    return [
      ...[one.rule, one.from, one.to, String(one.cards), String(warning + critical)],
      one.patients === undefined ? 'not told apart' : String(one.patients),
      perThousand(one.cards, one.openings),
      one.shownSince === 0 ? '-' : perThousand(one.shownSince, one.openingsSince),
    ];
  });
  const widths = HEAD.map((head, place) =>
    Math.max(head.length, ...rows.map((row) => row[place]?.length ?? 0)),
  );
  return [HEAD, ...rows].map((row) =>
    `  ${row.map((text, place) => (place < 3 ? text.padEnd(widths[place] ?? 0) : text.padStart(widths[place] ?? 0))).join('  ')}`.trimEnd(),
  );
}

function perThousand(count: number, of: number): string {
  return of === 0 ? '-' : ((count * 1_000) / of).toFixed(1);
}

function many(count: number, what: string): string {
  return `${count.toLocaleString('en-GB')} ${what}${count === 1 ? '' : 's'}`;
}
