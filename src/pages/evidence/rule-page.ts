import type { Fact, Knowledge, Rule, Words } from '../../core/model/knowledge.js';
import { WORKUP } from '../../core/facts/names.js';
import { type Html, joined, markup, type Part } from '../markup.js';
import { wayFigure } from '../way/draw-way.js';
import { wayOf } from '../way/rule-way.js';
import { reasonsAgainst } from '../way/steps.js';
import { experimentsSection } from './experiments-section.js';
import { loudSection } from './loud-section.js';
import { numbersSection, resultsSection } from './numbers.js';
import { list, pageOf, type Section } from '../page.js';
import { type Renderer, rendererOf } from '../proof.js';
import { reachOf } from '../../knowledge/reach.js';
import { quietSection, reasonsSection } from './quiet-sections.js';
import { causesSection, closingSections, conditionList, sourcesSections } from './sections.js';
import { testsSection } from './tests-section.js';

/** What every page is written from. */
export interface PageContext {
  readonly knowledge: Knowledge;
  readonly words: Words;
  readonly language: string;
  /** Path of the service in its address, without a slash at its end. */
  readonly base: string;
}

/**
 * The page a card's source links to. It opens with what a reviewer reads and prints: the way to the card, how loud it is, what makes it
 * quiet, its causes. Everything else that the rule can come to ask, use and say stands closed below.
 */
export function rulePage(rule: Rule, { knowledge, words, language, base }: PageContext): string {
  const renderer = rendererOf(words, language, knowledge.sources);
  const { say, label } = renderer;
  const reach = reachOf(rule, knowledge);
  const lead = leadOf(rule, base, renderer);
  const steps = wayOf(rule, knowledge, base, renderer);
  const sections: Section[] = [
    {
      id: 'way',
      title: say('wayTitle'),
      body: wayFigure(steps, say('wayTitle'), renderer),
    },
    loudSection(rule, reach, knowledge, renderer),
  ];
  const open = renderer.sources().length;
  const opened = [
    quietSection(rule, reasonsAgainst(rule, knowledge), knowledge, renderer),
    ...causesSection(reach.causes, rule, renderer),
  ];
  const folded = [
    ...experimentsSection(rule, knowledge, renderer),
    conditionsSection(rule, renderer),
    ...reasonsSection(reach.reasons, renderer),
    ...testsSection(reach.orders, reach.stages, knowledge.stages, renderer),
    ...factsSection(reach.facts, renderer),
    resultsSection(reach, base, renderer),
    numbersSection(rule, reach, knowledge.stages, renderer),
    ...closingSections(knowledge, renderer),
  ];
  const sources = sourcesSections(open, renderer);
  return pageOf(
    {
      language,
      base,
      title: label(rule.question),
      lead,
      sections: [...sections, ...opened],
      folded: [...folded, ...sources.folded],
      last: [sources.last],
      release: knowledge.release,
    },
    renderer,
  );
}

function leadOf({ id, triggers, status, mode, because }: Rule, base: string, renderer: Renderer): Html {
  const { say, name, words, told, refs } = renderer;
  const labs = triggers.map((lab) => name('labs', lab)).join(', ');
  return markup`${words['statement']?.[id] !== undefined ? markup`<p>${told('statement', id)}</p>` : undefined}
<p class="meta">${say('startsFrom', { labs })} ${say('restsOn')} ${refs(because)}. ${say('ruleState')} ${say(`status-${status}`)}${mode === 'silent' ? `, ${say('mode-silent')}` : ''}. <a class="file" href="${base}/evidence/${id}.yaml">${say('asFile')}</a></p>`;
}

function conditionsSection(rule: Rule, renderer: Renderer): Section {
  const { say, path, figure } = renderer;
  const { when, unless, warning, flags, flagged, lines, suggestIf, settled } = rule;
  const { show, notes, say: advice } = rule;
  const part = (title: string, body: Html, some = true): Part =>
    some ? markup`<h3>${say(title)}</h3>${body}` : undefined;
  return {
    id: 'conditions',
    title: say('conditionsTitle'),
    body: [
      markup`<p>${say('conditionsIntro')}</p>`,
      part('allMustHold', conditionList(when, renderer), when.length > 0),
      part('noneMayHold', conditionList(unless, renderer), unless.length > 0),
      part('oneIsEnough', list(flags.map((flag) => redFlag(flag, renderer))), flags.length > 0),
      part('linesTitle', contextLines(rule, renderer), lines.length > 0),
      part('warningIf', conditionList(warning, renderer), warning.length > 0),
      flagged
        ? markup`<p>${say('flagged', { full: say(`indicator-${flagged.full}`), us: say(`indicator-${flagged['us-nondevice']}`) })}</p>`
        : undefined,
      part('summariesTitle', summaryList(rule, renderer), rule.summaries.length > 0),
      part('showTitle', sentences('results', show, renderer), show.length > 0),
      part('notesTitle', sentences('notes', notes, renderer), notes.length > 0),
      part('adviceTitle', sentences('advice', advice, renderer), advice.length > 0),
      suggestIf ? part('suggestIf', path(suggestIf)) : undefined,
      settled
        ? part(
            'settledIf',
            markup`${path(settled.when)} <p>${say('settledWithin')} ${figure(settled.within)}</p>`,
          )
        : undefined,
    ],
  };
}

function redFlag({ label, when, shows }: Rule['flags'][number], renderer: Renderer): Html {
  const { say, path, name } = renderer;
  const labs = shows.map((lab) => name('labs', lab)).join(', ');
  const values = labs === '' ? undefined : markup`<span class="soft">${say('flagShows', { labs })}</span>`;
  return markup`<strong>${renderer.label(label)}</strong> ${values} ${path(when)}`;
}

function summaryList({ summaries }: Rule, { told, say, path }: Renderer): Html {
  return list(
    summaries.map(({ id, when, onlyInfo }) => {
      const only = onlyInfo === true ? markup`<span class="soft">(${say('onlyInfo')})</span>` : undefined;
      return markup`${told('summary', id)} ${only} ${path(when)}`;
    }),
  );
}

function sentences(section: string, entries: Rule['say'], { told, path }: Renderer): Html {
  return list(entries.map(({ id, when }) => markup`${told(section, id)} ${path(when)}`));
}

function contextLines({ lines }: Rule, { told, say, path }: Renderer): Html {
  return list(
    lines.map(
      (line) =>
        markup`${'id' in line ? told('context', line.id) : say(`each-${line.each}`)} ${path(line.when)}`,
    ),
  );
}

/** Facts in words, with everything that works them out. */
export function factsSection(facts: readonly Fact[], renderer: Renderer): Section[] {
  if (facts.length === 0) return [];
  const { say, name, figure, path } = renderer;
  const at = (anchor: string): string =>
    anchor === WORKUP ? say('atWorkup') : say('atSample', { lab: name('labs', anchor) });
  const entries = facts.map(({ id, value, category, reason, numbers, at: anchors = [] }) => [
    markup`<h3 id="fact-${id}">${name('factNotes', id)}</h3>`,
    path(value),
    anchors.length > 0
      ? markup`<p class="meta">${say('alsoAt')} ${anchors.map(at).join('; ')}</p>`
      : undefined,
    category ? [markup`<p class="meta">${say('category')}</p>`, path(category)] : undefined,
    reason ? [markup`<p class="meta">${say('reason')}</p>`, path(reason)] : undefined,
    numbers.length > 0
      ? markup`<p class="meta">${say('numbersUsed')} ${joined(numbers.map(figure), '; ')}</p>`
      : undefined,
  ]);
  return [{ id: 'facts', title: say('factsTitle'), body: [markup`<p>${say('factsIntro')}</p>`, entries] }];
}
