import type { ExperimentMeasures, Measures, RuleMeasures } from '../../core/model/measures.js';
import { list } from '../page.js';
import { type Html, joined, markup, type Part } from '../markup.js';
import { foundOf } from './experiments-section.js';
import { code, type Naming } from './naming.js';
import { many, perThousand, percent, rangeOf, shareOf, whole } from './said.js';

/** The first screen: how many cards of how many openings, what came of them, and what to look at. */
export function summary(measures: Measures, naming: Naming): Html {
  const { openings, counts, patients } = measures;
  const tiles: readonly (readonly [value: string, said: Part])[] = [
    [whole(openings), 'openings, or results handed over'],
    [whole(counts.shown), `cards shown: ${perThousand(counts.shown, openings)} for 1,000 openings`],
    ...(patients === undefined ? [] : [[whole(patients), 'patients of whom a card was shown'] as const]),
    [shareOf(counts.accepted, counts.shown), `accepted: ${whole(counts.accepted)}`],
    [shareOf(counts.overridden, counts.shown), `turned down: ${whole(counts.overridden)}`],
    [
      shareOf(counts.ignored, counts.shown),
      `no answer in ${measures.answerDays} days: ${whole(counts.ignored)}`,
    ],
  ];
  return markup`<ul class="tiles">${tiles.map(([value, said]) => markup`<li><b>${value}</b> <span>${said}</span></li>\n`)}</ul>
${list(findings(measures, naming), 'findings')}`;
}

function findings(measures: Measures, naming: Naming): Part[] {
  const { counts, rules, silent, quietBy, experiments, unknownFeedback, openings } = measures;
  const unknown = unknownFeedback.reduce((all, { count }) => all + count, 0);
  return [
    wolf(rules, measures, naming),
    ...(counts.repeats > 0
      ? [
          `${shareOf(counts.repeats, counts.shown)} of the cards rested on the same as one before, for the same patient.`,
        ]
      : []),
    ...(counts.quiet > 0
      ? [
          markup`${many(counts.quiet, 'card')} more ${counts.quiet === 1 ? 'was' : 'were'} kept back, as users had said so (${joined(
            quietBy.slice(0, 3).map(({ id, count }) => [code(id), ` ${whole(count)}`]),
            ', ',
          )}).`,
        ]
      : []),
    ...(silent.length > 0
      ? [
          markup`${many(counts.silent, 'card')} (${perThousand(counts.silent, openings)} for 1,000 openings) ${counts.silent === 1 ? 'was' : 'were'} worked out <a href="#silent">in silence</a> and shown to nobody.`,
        ]
      : []),
    ...experiments.map((one) => experimentLine(one)),
    ...(unknown > 0
      ? [
          `${many(unknown, 'answer')} named a card that its sender was never given, or that is no longer kept.`,
        ]
      : []),
  ];
}

/** The rule that is turned down most often for the openings there were, if enough was answered to say so. */
function wolf(rules: readonly RuleMeasures[], { smallest }: Measures, naming: Naming): Part {
  const worst = rules.find(
    ({ override, counts }) => override && override.of >= smallest && counts.overridden > 0,
  );
  if (!worst?.override)
    return `No rule has ${String(smallest)} answers yet: too few to say which one cries wolf.`;
  const { override, burden, rule } = worst;
  return markup`<span class="outcome">Cries wolf most:</span> ${naming.rule(rule)}, turned down ${burden.toFixed(1)} times for 1,000 openings. ${percent(override.share)} of its answered cards were (95 % interval ${rangeOf(override)}).`;
}

function experimentLine(experiment: ExperimentMeasures): Part {
  return markup`Experiment <a href="#experiment-${experiment.id}">${experiment.title}</a>: ${foundOf(experiment)}`;
}
