import type { Measures, SilentMeasures } from '../../core/model/measures.js';
import { markup, type Part } from '../markup.js';
import { type Section, table } from '../page.js';
import { code, type Naming } from './naming.js';
import { perThousand, whole } from './said.js';

/** What was kept back as users had said so, by rule and part of the policy. */
export function quietSection({ rules, counts }: Measures, naming: Naming): Section[] {
  const kept = rules.filter((rule) => rule.counts.quiet > 0);
  if (counts.quiet === 0) return [];
  return [
    {
      id: 'quiet',
      title: 'Kept back, as users had said so',
      body: table(
        [
          { head: 'Rule' },
          { head: 'Cards kept back' },
          { head: 'Patients' },
          { head: 'By part of the policy' },
        ],
        kept.map((rule) => [
          naming.rule(rule.rule),
          whole(rule.counts.quiet),
          rule.patients ? whole(rule.patients.quiet) : '–',
          rule.quietBy.map(({ id, count }, place) => [place > 0 ? ', ' : '', code(id), ` ${whole(count)}`]),
        ]),
      ),
    },
  ];
}

/** What would have been shown, for whom and how often, while a client or rule was silent. */
export function silentSection({ silent }: Measures, naming: Naming): Section[] {
  if (silent.length === 0) return [];
  const row = (one: SilentMeasures): Part[] => [
    code(one.client),
    naming.rule(one.rule),
    markup`${one.from} to ${one.to}`,
    loudness(one),
    one.patients === undefined ? '–' : whole(one.patients),
    perThousand(one.cards, one.openings),
    one.shownSince === 0 ? '–' : perThousand(one.shownSince, one.openingsSince),
  ];
  return [
    {
      id: 'silent',
      title: 'What would have been shown in silence',
      body: [
        markup`<p>These cards were worked out and recorded, and nobody saw them: for whom, and how often, before anyone does. On other days of the period the same rule was shown there as often as stands last.</p>`,
        table(
          [
            { head: 'Client', kind: 'short' },
            { head: 'Rule' },
            { head: 'Silent from, to', kind: 'short' },
            { head: 'Cards' },
            { head: 'Patients' },
            { head: 'for 1,000 openings' },
            { head: 'shown on other days, for 1,000' },
          ],
          silent.map(row),
        ),
      ],
    },
  ];
}

function loudness({ cards, indicators: { warning = 0, critical = 0 } }: SilentMeasures): string {
  return warning + critical > 0
    ? `${whole(cards)}, ${whole(warning + critical)} of them warnings`
    : whole(cards);
}
