import type { ArmMeasures, ExperimentMeasures, Measures } from '../../core/model/measures.js';
import { type Html, markup, type Part } from '../markup.js';
import { type Section, table } from '../page.js';
import { type Drawing, drawn } from '../plots/drawing.js';
import { intervals } from '../plots/intervals.js';
import { many, percent, pointsText, rangeOf, rateText, whole } from './said.js';
import type { Naming } from './naming.js';

const OUTCOMES: Readonly<Record<ExperimentMeasures['outcome'], string>> = {
  accepted: 'something of the card was accepted',
  overridden: 'the card was turned down',
  'order-accepted': 'a test that the card offered was ordered',
};

/** Each experiment of the period: what was declared, its arms, and what can be said of them. */
export function experimentsSection(measures: Measures, naming: Naming, drawing: Drawing): Section[] {
  const { experiments, smallest } = measures;
  if (experiments.length === 0) return [];
  return [
    {
      id: 'experiments',
      title: 'Versions tried against each other',
      body: [
        markup`<p>Each patient is in one arm for good, so each counts once: with the first card, and what was answered to it.</p>`,
        experiments.map((one) => experimentOf(one, smallest, naming, drawing)),
        markup`<p class="soft">Look once, at the end that was declared. Who looks again and again, and stops when a difference shows, finds one more often where there is none: these intervals hold for one look.</p>`,
      ],
    },
  ];
}

function experimentOf(
  experiment: ExperimentMeasures,
  smallest: number,
  naming: Naming,
  drawing: Drawing,
): Html {
  const { id, title, rule, start, end, outcome, arms } = experiment;
  const columns = [
    { head: 'Arm', kind: 'short' as const },
    { head: 'Of all patients' },
    { head: 'Cards' },
    { head: 'Patients' },
    { head: 'Came to what counts' },
    { head: 'Rate (95 % interval)' },
    { head: `Against ${arms[0]?.id ?? ''}` },
  ];
  return markup`<h3 id="experiment-${id}">${title}</h3>
<p>${naming.rule(rule)}, ${start} to ${end}. Declared beforehand: counts when ${OUTCOMES[outcome]}.</p>
<p class="outcome">${foundOf(experiment)}</p>
${picture(experiment, smallest, drawing)}
${table(
  columns,
  arms.map((arm) => [
    arm.id,
    `${String(arm.share)} %`,
    whole(arm.cards),
    whole(arm.patients),
    whole(arm.rate?.count ?? 0),
    rateText(arm.rate, smallest),
    arm.against ? pointsText(arm.against) : '',
  ]),
)}`;
}

function picture({ id, title, arms }: ExperimentMeasures, smallest: number, drawing: Drawing): Part {
  const seen = arms.flatMap((arm) => (arm.rate ? [{ arm, rate: arm.rate }] : []));
  if (seen.length === 0) return undefined;
  const description = seen
    .map(
      ({ arm, rate }) =>
        `${arm.id}: ${percent(rate.share)}, 95 % interval ${rangeOf(rate)}, of ${whole(rate.of)} patients`,
    )
    .join('. ');
  const most = Math.min(1, Math.max(...seen.map(({ rate }) => rate.high)) * 1.1);
  const frame = { id: `plot-${id}`, title: `${title}: the rate of each arm`, description };
  return markup`<figure class="plots">${drawn(frame, (one) =>
    intervals(
      drawing,
      one,
      seen.map(({ arm, rate }) => ({
        label: arm.id,
        value: rate.share,
        ...{ low: rate.low, high: rate.high, text: percent(rate.share), isFaint: rate.of < smallest },
      })),
      { domain: [0, most], format: percent },
    ),
  )}</figure>`;
}

/** What can be said of an experiment, in a sentence or two. */
export function foundOf({ state, arms, isEnough, end }: ExperimentMeasures): string {
  if (state === 'not-begun') return 'It has not begun.';
  if (!isEnough)
    return `Too little was seen: ${arms.map(({ id, patients }) => `${id} ${many(patients, 'patient')}`).join(', ')}.`;
  const told = arms.flatMap((arm) => (arm.against ? [sentence(arm, arms[0]?.id ?? '')] : []));
  const early = state === 'running' ? ` It runs until ${end}: this is no result yet.` : '';
  return told.join(' ') + early;
}

function sentence({ id, against }: ArmMeasures, first: string): string {
  if (!against) return '';
  const { low, high } = against;
  if (low > 0) return `${id} came to it more often than ${first}: ${pointsText(against)}.`;
  if (high < 0) return `${id} came to it less often than ${first}: ${pointsText(against)}.`;
  return `No difference was shown between ${id} and ${first}: ${pointsText(against)}; what lies in between cannot be ruled out.`;
}
