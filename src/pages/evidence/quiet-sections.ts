import type { Knowledge, Quiet, Reason, Rule } from '../../core/model/knowledge.js';
import { type Html, joined, markup, type Part } from '../markup.js';
import { list, type Section } from '../page.js';
import type { Renderer } from '../proof.js';
import { conditionList } from './sections.js';

/** What makes the card of a rule quieter, how quiet, and what may hold all the same; and for which reasons on record a result is set aside. */
export function quietSection(
  { quiet }: Rule,
  reasons: readonly Reason[],
  { orders }: Knowledge,
  renderer: Renderer,
): Section {
  const { say } = renderer;
  const testsOf = (ids: readonly string[]): string =>
    ids
      .flatMap((id) => orders.get(id)?.tests ?? [])
      .filter(({ partOf }) => partOf === undefined)
      .map(({ id }) => renderer.name('tests', id))
      .join(', ');
  const entries =
    quiet.length > 0
      ? [markup`<p>${say('quietShort')}</p>`, quiet.map((one) => quietEntry(one, testsOf, renderer))]
      : markup`<p>${say('nothingQuiet')}</p>`;
  return { id: 'quiet', title: say('quietTitle'), body: [entries, asideList(reasons, renderer)] };
}

function asideList(reasons: readonly Reason[], { say }: Renderer): Part {
  const [first] = reasons;
  if (!first) return undefined;
  return markup`<p><a href="#reasons">${say('asideShort', { count: reasons.length })}</a></p>`;
}

function quietEntry(
  { id, makes, despite, besideFlags, done, offers, when }: Quiet,
  testsOf: (ids: readonly string[]) => string,
  renderer: Renderer,
): Part {
  const { say, name, label, figure, words } = renderer;
  const said = makes !== 'silent' && words['quiet']?.[id] !== undefined;
  const rest: Part[] = [
    ...(said ? [markup`${say('quietSays')} ${renderer.told('quiet', id)}`] : []),
    ...(despite === 'all' ? [say('despiteAll')] : []),
    ...(despite === undefined || despite === 'all'
      ? []
      : [markup`${say('despite')} ${joined(despite.map(label), '; ')}`]),
    ...(besideFlags === true ? [say('besideFlags')] : []),
    ...(done ? [markup`${say('doneWithin')} ${figure(done.within)}`] : []),
    ...(done && done.apart.length > 0 ? [say('doneApart', { tests: testsOf(done.apart) })] : []),
    ...(offers && offers.length > 0 ? [say('quietOffers', { tests: testsOf(offers) })] : []),
  ];
  return [
    markup`<details><summary><h3 id="quiet-${id}">${name('quietened', id)}</h3> <span class="soft">${say(`makes-${makes}`)}</span></summary>`,
    rest.length > 0 ? list(rest, 'plain') : undefined,
    markup`<p>${say('allMustBeKnown')}</p>${conditionList(when, renderer)}</details>`,
  ];
}

/** Reasons on record for which a raised result is set aside, each with the exceptions in which it counts all the same. */
export function reasonsSection(reasons: readonly Reason[], renderer: Renderer): Section[] {
  if (reasons.length === 0) return [];
  const { say } = renderer;
  return [
    {
      id: 'reasons',
      title: say('reasonsTitle'),
      body: [markup`<p>${say('reasonsIntro')}</p>`, reasons.map((one) => reasonEntry(one, renderer))],
    },
  ];
}

function reasonEntry({ id, about, when, exceptions, because }: Reason, renderer: Renderer): Html {
  const { say, name, told, refs, label } = renderer;
  const labs = about.map((lab) => name('labs', lab)).join(', ');
  return markup`<h3 id="reason-${id}">${joined(
    when.map((one) => label(one.label)),
    '; ',
  )}</h3>
<p>${say('setsAside', { labs })}</p>
<p>${say('onTheCard')} ${told('context', id)}</p>
<p>${say('allMustHold')}</p>${conditionList(when, renderer)}
<p>${say('countsAllTheSame')}</p>${conditionList(exceptions, renderer)}
<p class="meta">${say('basis')} ${refs(because)}</p>`;
}
