import type {
  Cause,
  Conditions,
  Knowledge,
  Move,
  Rule,
  Source,
  Statement,
} from '../../core/model/knowledge.js';
import { type Html, joined, markup, type Part, rich } from '../markup.js';
import { list, type Section } from '../page.js';
import { readingList, sourceList, type Renderer } from '../proof.js';

/** Conditions in words, each with its FHIRPath. */
export function conditionList(conditions: Conditions, { label, path }: Renderer): Html {
  return list(conditions.map((one) => markup`${label(one.label)} ${path(one.expression)}`));
}

/** Causes in the order of the rule: what moves each up, what supports it, what contradicts common belief. */
export function causesSection(
  causes: readonly Cause[],
  { missNot }: Pick<Rule, 'missNot'>,
  renderer: Renderer,
): Section[] {
  if (causes.length === 0) return [];
  const { say, name, path } = renderer;
  const notToMiss =
    missNot &&
    markup`<details><summary><h3>${say('missNotTitle')}</h3> ${joined(
      missNot.causes.map((id) => name('causes', id)),
      ', ',
    )}</summary><p>${say('missNotWhen')} ${path(missNot.when)}</p></details>`;
  const body = markup`<p>${say('causesIntro')}</p>
<ol class="causes">${causes.map((cause) => markup`<li>${causeEntry(cause, renderer)}</li>\n`)}</ol>
${notToMiss}`;
  return [{ id: 'causes', title: say('causesTitle'), body }];
}

function causeEntry({ id, start, moves, evidence, contradicts, because }: Cause, renderer: Renderer): Html {
  const { say, name, mark, refs, path } = renderer;
  const begins = start.map((entry) => {
    const { weight, when, source } = entry;
    const what = say(when ? 'startWhen' : 'start', { weight });
    return markup`${what} ${mark(entry)} ${refs(source)} ${when ? path(when) : undefined}`;
  });
  const moved = moves.map((move) => moveEntry(move, renderer));
  return markup`<details><summary><h3 id="cause-${id}">${name('causes', id)}</h3></summary>
<h4>${say('evidenceFor')}</h4>
${statements(evidence, renderer)}
${
  contradicts
    ? markup`<div class="belief"><h4>${say('contradicts')}</h4>${statements(contradicts, renderer)}</div>`
    : undefined
}
<h4>${say('order')}</h4>
${list([...begins, ...moved])}
<p class="meta">${say('basis')} ${refs(because)}</p></details>`;
}

/** A weight that is added, or that takes the place of all others, and the arms of which one is enough. */
function moveEntry(move: Move, renderer: Renderer): Part {
  const { say, mark, refs, label, path } = renderer;
  const weight =
    'score' in move ? say('stands', { weight: move.score }) : say('move', { weight: move.weight });
  const [only, ...others] = move.arms;
  if (only && others.length === 0)
    return markup`${weight} ${label(only.label)} ${mark(move)} ${refs(move.source)} ${path(only.expression)}`;
  return markup`${weight} ${say('anyArm')} ${mark(move)} ${refs(move.source)} ${conditionList(move.arms, renderer)}`;
}

function statements(all: readonly Statement[], { refs, label }: Renderer): Html {
  return list(all.map(({ says, because }) => markup`${rich(label(says))} ${refs(because)}`));
}

/** What no card suggests. */
export function neverList({ words, say, told }: Renderer): Html {
  const kinds = Object.keys(words['neverSuggested'] ?? {});
  const mark = markup`<span class="mark decision">${say('decision')}</span>`;
  return list(kinds.map((key) => markup`${told('neverSuggested', key)} ${mark}`));
}

/** What every page ends with: limits of the service, version, clinical changes, sources. */
export function closingSections({ release, changes }: Knowledge, renderer: Renderer): Section[] {
  const { words, say, told, cited } = renderer;
  const signed = (release.reviewed ?? []).map(({ who, role, date, what }) =>
    say('signedWhat', { signer: say('signer', { who, role, date }), what }),
  );
  const limits = Object.keys(words['serviceLimits'] ?? {}).map((key) => told('serviceLimits', key));
  const log = changes.map(
    ({ version, date, summary, items }) => markup`<h3>${version} <span class="soft">(${date})</span></h3>
${summary.map((text) => markup`<p>${cited(rich(text))}</p>`)}${list(items.map((text) => cited(rich(text))))}`,
  );
  return [
    { id: 'limits', title: say('limitsTitle'), body: list(limits) },
    {
      id: 'version',
      title: say('versionTitle'),
      body: markup`<p>${say('versionLine', { version: release.version, date: release.date })}</p>
${list(signed.length > 0 ? signed : [say('notSignedOff')])}${log}`,
    },
  ];
}

/**
 * The sources that are cited without anything opened, and those of what can be opened.
 * @param open how many of the sources named so far, from the first on, belong to the first
 */
export function sourcesSections(open: number, renderer: Renderer): { last: Section; folded: Section[] } {
  const [first, others] = [renderer.sources().slice(0, open), renderer.sources().slice(open)];
  return {
    last: sourcesOf('sources', renderer.say('sourcesTitle'), first, renderer),
    folded:
      others.length > 0 ? [sourcesOf('more-sources', renderer.say('moreSources'), others, renderer)] : [],
  };
}

/** All sources cited so far; so it is made last. */
export function sourcesSection(renderer: Renderer): Section {
  return sourcesOf('sources', renderer.say('sourcesTitle'), renderer.sources(), renderer);
}

function sourcesOf(id: string, title: string, listed: readonly Source[], renderer: Renderer): Section {
  return { id, title, body: [sourceList(listed, renderer), readingList(listed, renderer)] };
}
