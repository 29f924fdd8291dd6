import { many, perThousand, shareOf, whole } from '../../pages/insights/said.js';
import { type Html, markup, type Part } from '../../pages/markup.js';
import { type Column, table } from '../../pages/page.js';
import { type Drawing, drawn } from '../../pages/plots/drawing.js';
import { stacks } from '../../pages/plots/over-time.js';
import { variantLines } from './first-screen.js';
import type { Names } from './names.js';
import type { Numbers, Told } from './told.js';

const number = (head: string): Column => ({ head, kind: 'number' });

/** How many cards each month brought, the loudest last. */
export function overTime({ by }: Numbers, names: Names, drawing: Drawing): Part {
  const months = [...by('openings-by-month', 0).keys()].filter((month) => month !== '').sort();
  const indicators = [...by('cards', 1).keys()].sort();
  const counts = indicators.map((indicator) => by('cards-by-month', 0, (cells) => cells[2] === indicator));
  const points = months.map((month) => ({
    from: `${month}-01`,
    values: counts.map((count) => count.get(month) ?? 0),
  }));
  const frame = {
    id: 'months',
    title: 'Cards by month',
    description: points.map(({ from, values }) => `${from.slice(0, 7)}: ${values.join(' and ')}`).join('; '),
  };
  const key = indicators.map(
    (one, place) => markup`<li class="${['one', 'two', 'three'][place]}">${names.indicator(one)}</li>`,
  );
  return markup`<figure class="plots"><ul class="key">${key}</ul>
${drawn(frame, (of) => stacks(drawing, of, { by: 'month', points }))}</figure>
<p class="soft">Months at either end may not be whole.</p>`;
}

/** Each rule: what it asks, how often it spoke, and how often it could not tell. */
export function byRule({ by, sum, rows }: Numbers, names: Names): Part {
  const days = sum('openings');
  const rules = [...new Set([...by('cards', 0).keys(), ...by('verdicts', 0).keys()])];
  const columns = [
    { head: 'Rule' },
    ...['Cards', 'Per 1,000 days', 'Warning or above', 'Same card again', 'Could not tell'].map(number),
  ];
  const loud = (table_: string, rule: string): number =>
    rows(table_)
      .filter(({ cells: [one, indicator] }) => one === rule && indicator !== 'info')
      .reduce((all, { count }) => all + count, 0);
  return table(
    columns,
    rules
      .map((rule) => ({ rule, cards: sum('cards', rule) }))
      .sort((one, other) => other.cards - one.cards)
      .map(({ rule, cards }) => [
        markup`${names.rule(rule)} <code>${rule}</code>`,
        whole(cards),
        perThousand(cards, days),
        whole(loud('cards', rule)),
        whole(sum('repeats', rule)),
        whole(sum('could-not-tell', rule)),
      ]),
  );
}

/** Each variant with what comes and goes. */
export function variantTable(numbers: Numbers, variants: readonly string[]): Part {
  const days = numbers.sum('openings');
  return table(
    [
      { head: 'Knowledge' },
      ...['Days with a card', 'Per 1,000 days', 'Cards that come', 'Cards that go', 'Louder or quieter'].map(
        number,
      ),
    ],
    variantLines({ numbers, variants }).map(({ name, days: shown, gained, lost, turned }, place) => [
      markup`<code>${name}</code>`,
      whole(shown),
      perThousand(shown, days),
      ...(place === 0 ? ['–', '–', '–'] : [whole(gained), whole(lost), whole(turned)]),
    ]),
  );
}

/** What the record shows after days with a card and without one, side by side. */
export function didItMatter({ by, sum }: Numbers, names: Names): Part {
  const outcomes = [...by('outcomes', 0).keys()];
  if (outcomes.length === 0)
    return markup`<p>Nothing was looked for: the knowledge has no examples/outcomes.yaml.</p>`;
  const cell = (outcome: string, after: string, seen: string): string => {
    const of = sum('outcomes', outcome, after);
    return `${shareOf(sum('outcomes', outcome, after, seen), of)} (${whole(sum('outcomes', outcome, after, seen))})`;
  };
  return markup`<p>Counts only. That one thing came after another says nothing of cause: those with a card are others than those without, and nobody saw a card.</p>
${table(
  [
    { head: 'On record' },
    ...[
      'Known before, with a card',
      'Done after, with a card',
      'Known before, without',
      'Done after, without',
    ].map(number),
  ],
  outcomes.map((outcome) => [
    names.outcome(outcome),
    cell(outcome, 'card', 'before'),
    cell(outcome, 'card', 'after'),
    cell(outcome, 'no-card', 'before'),
    cell(outcome, 'no-card', 'after'),
  ]),
)}`;
}

/** A table of counts as it was counted, with names in place of ids. */
export interface Listed {
  readonly table: string;
  readonly title: string;
  /** What each cell is. */
  readonly cells: readonly (keyof Names | 'plain')[];
}

const MOST_ROWS = 25;

/** Tables of counts one after the other, those that hold nothing left out. */
export function listedTables(
  numbers: Numbers,
  names: Names,
  tables: Told['tables'],
  listed: readonly Listed[],
): Html[] {
  return listed.flatMap(({ table: name, title, cells }) => {
    const rows = numbers.rows(name);
    if (rows.length === 0) return [];
    const columns = (tables[name]?.columns ?? []).map((head) => ({ head: capital(head) }));
    const shown = rows.slice(0, MOST_ROWS).map((row) => [
      ...row.cells.map((cell, place) => {
        const kind = cells[place] ?? 'plain';
        return kind === 'plain' ? cell : names[kind](cell);
      }),
      whole(row.count),
    ]);
    const more = rows.length - shown.length;
    return [
      markup`<h3>${title}</h3>${table([...columns, number('Count')], shown)}
${more > 0 ? markup`<p class="soft">${many(more, 'row')} more in counts.csv.</p>` : undefined}`,
    ];
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
