import type { Measures, RuleMeasures } from '../../core/model/measures.js';
import { markup, type Part } from '../markup.js';
import { type Section, table } from '../page.js';
import { type Drawing, drawn } from '../plots/drawing.js';
import { intervals } from '../plots/intervals.js';
import { code, type Naming } from './naming.js';
import { many, percent, perThousand, rangeOf, rateText, whole } from './said.js';

/** What came of the cards of each rule, that which costs most first. */
export function rulesSection(measures: Measures, naming: Naming, drawing: Drawing): Section {
  const { rules, openings, smallest } = measures;
  const columns = [
    { head: 'Rule' },
    { head: 'Shown' },
    { head: 'Shown for 1,000' },
    { head: 'Patients' },
    { head: 'Accepted' },
    { head: 'Turned down' },
    { head: 'Turned down for 1,000' },
    { head: 'No answer' },
    { head: 'Again the same' },
    { head: 'Of those answered (95 %)', kind: 'short' as const },
  ];
  const row = ({ rule, counts, patients, override, burden }: RuleMeasures): Part[] => [
    naming.rule(rule),
    whole(counts.shown),
    perThousand(counts.shown, openings),
    patients ? whole(patients.shown) : '–',
    whole(counts.accepted),
    whole(counts.overridden),
    burden.toFixed(1),
    whole(counts.ignored),
    whole(counts.repeats),
    rateText(override, smallest),
  ];
  return {
    id: 'rules',
    title: 'Which rule cries wolf',
    body: [
      markup`<p>In the order of what they cost: cards that were turned down, for 1,000 openings. With fewer than ${String(smallest)} answers the 95 % interval of a share may reach more than ten points to either side: that is said to be too few.</p>`,
      picture(rules, smallest, drawing),
      table(columns, rules.map(row)),
      loudness(rules),
    ],
  };
}

function picture(rules: readonly RuleMeasures[], smallest: number, drawing: Drawing): Part {
  const seen = rules.flatMap(({ rule, override }) => (override ? [{ rule, override }] : []));
  if (seen.length === 0) return undefined;
  const description = seen
    .map(
      ({ rule, override }) =>
        `${rule}: ${percent(override.share)}, ${rangeOf(override)}, of ${whole(override.of)}`,
    )
    .join('. ');
  return markup`<figure class="plots"><figcaption>Share of the answered cards that was turned down, with its 95 % interval</figcaption>
${drawn(
  { id: 'plot-rules', title: 'Share of the answered cards that was turned down, by rule', description },
  (frame) =>
    intervals(
      drawing,
      frame,
      seen.map(({ rule, override }) => ({
        label: rule,
        value: override.share,
        ...{ low: override.low, high: override.high, isFaint: override.of < smallest },
        text: percent(override.share),
      })),
      { domain: [0, 1], format: percent },
    ),
)}</figure>`;
}

function loudness(rules: readonly RuleMeasures[]): Part {
  const loud = rules.flatMap(({ rule, indicators: { warning = 0, critical = 0 }, counts }) =>
    warning + critical > 0
      ? [[code(rule), ` ${many(warning + critical, 'warning')} of ${whole(counts.shown)}`]]
      : [],
  );
  return loud.length > 0
    ? markup`<p class="soft">Shown as a warning or louder: ${loud.map((one, place) => (place > 0 ? ['; ', one] : one))}.</p>`
    : undefined;
}
