import type { Figure, Knowledge, Rule } from '../../core/model/knowledge.js';
import type { Reach } from '../../knowledge/reach.js';
import { type Html, joined, markup, type Part } from '../markup.js';
import { list, type Section, table } from '../page.js';
import type { Renderer } from '../proof.js';
import { countsOf, decidingNumbers, figuresOf } from './figures.js';

/** What makes the card loud, with the numbers that decide it, and how many numbers were compared with a source. */
export function loudSection(rule: Rule, reach: Reach, knowledge: Knowledge, renderer: Renderer): Section {
  const { say, label } = renderer;
  const reasons = [
    ...rule.flags.map((flag) => ({ label: flag.label, expression: flag.when })),
    ...rule.warning,
  ].map((one) => ({
    label: label(one.label),
    figures: decidingNumbers(one.expression, rule.numbers, knowledge),
  }));
  const here = countsOf(
    reasons.flatMap(({ figures }) => figures),
    knowledge.sources,
  );
  const all = countsOf(figuresOf(rule, reach, knowledge), knowledge.sources);
  const counted = [here.count > 0 ? say('counted', here) : '', say('countedAll', all)].join(' ').trim();
  const rows = reasons.map(({ label: what, figures }) => [
    what,
    figureList(figures, renderer, knowledge.sources),
  ]);
  return {
    id: 'loud',
    title: say('loudTitle'),
    body: [
      markup`<p>${loudness(rule, say)}</p>`,
      rows.length > 0 ? table([{ head: say('decides') }, { head: say('decidingNumbers') }], rows) : undefined,
      markup`<p class="counted">${counted}</p>`,
      legend(renderer),
    ],
  };
}

/** What the marks behind numbers mean. */
export function legend({ say }: Renderer): Html {
  const mark = (kind: string): Html => markup`<span class="mark ${kind}">${say(kind)}</span>`;
  return list(
    [
      markup`${mark('verified')} ${say('verifiedMeans')}`,
      markup`${mark('unverified')} ${say('unverifiedMeans')}`,
      markup`${mark('decision')} ${say('decisionMeans')}`,
    ],
    'legend',
  );
}

function loudness({ flagged, warning }: Rule, say: Renderer['say']): string {
  if (flagged)
    return say('loudFlags', {
      full: say(`indicator-${flagged.full}`),
      us: say(`indicator-${flagged['us-nondevice']}`),
    });
  return say(warning.length > 0 ? 'loudWarning' : 'loudInfo');
}

/** Numbers of one kind and of the same sources together. */
function figureList(figures: readonly Figure[], renderer: Renderer, sources: Knowledge['sources']): Part {
  const { say, amount, mark, refs } = renderer;
  // That the project decided says the mark.
  const papers = (ids: readonly string[]): string[] =>
    ids.filter((id) => sources.get(id)?.kind !== 'decision');
  if (figures.length === 0) return markup`<span class="soft">${say('noNumber')}</span>`;
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    const key = JSON.stringify([figure.verified, figure.source]);
    groups.set(key, [...(groups.get(key) ?? []), figure]);
  }
  const shown = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const amounts = amountsOf(group, amount).map((one) => markup`<b>${one}</b>`);
    return [
      markup`<span class="figure">${joined(amounts, ', ')} ${mark(first)} ${refs(papers(first.source))}</span>`,
    ];
  });
  return list(shown, 'plain');
}

/** Each number once, those of one unit with the unit behind the last of them. */
function amountsOf(figures: readonly Figure[], amount: Renderer['amount']): string[] {
  const byUnit = new Map<string, number[]>();
  for (const { value, unit } of figures) byUnit.set(unit, [...(byUnit.get(unit) ?? []), value]);
  return [...byUnit].map(([unit, values]) => {
    const once = [...new Set(values)].sort((one, other) => one - other);
    return [...once.slice(0, -1).map(String), amount(once.at(-1) ?? 0, unit)].join(', ');
  });
}
