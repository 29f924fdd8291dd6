import type { Experiment, Knowledge, Rule } from '../../core/model/knowledge.js';
import { markup, type Part } from '../markup.js';
import { type Section, table } from '../page.js';
import type { Renderer } from '../proof.js';

/** The versions of a rule's card that are tried against each other, with who approved it; no section where there are none. */
export function experimentsSection(
  { id }: Pick<Rule, 'id'>,
  { experiments }: Pick<Knowledge, 'experiments'>,
  { say }: Renderer,
): Section[] {
  const own = [...experiments.values()].filter(({ rule }) => rule === id);
  if (own.length === 0) return [];
  const columns = ['experiment', 'experimentDays', 'experimentArms', 'experimentCounts', 'experimentBy'];
  const row = ({ title, start, end, arms, outcome, approved }: Experiment): Part[] => [
    title,
    markup`${start} – ${end}`,
    arms.map((arm) => `${arm.id} ${String(arm.share)} %`).join(', '),
    say(`experimentCounts-${outcome}`),
    `${approved.by}, ${approved.on}`,
  ];
  return [
    {
      id: 'experiments',
      title: say('experimentsTitle'),
      body: [
        markup`<p>${say('experimentsIntro')}</p>`,
        table(
          columns.map((key) => ({ head: say(key) })),
          own.map(row),
        ),
      ],
    },
  ];
}
