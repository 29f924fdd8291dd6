import type {
  Cause,
  Conditions,
  Knowledge,
  Order,
  OrderGroup,
  OrderWindow,
  Statement,
} from '../../core/model/knowledge.js';
import { type Html, markup, type Part, rich } from '../markup.js';
import { list, type Section, table } from '../page.js';
import { sourceList, type Renderer } from '../proof.js';

/** Conditions in words, each with its FHIRPath. */
export function conditionList(conditions: Conditions, { label, path }: Renderer): Html {
  return list(conditions.map((one) => markup`${label(one.label)} ${path(one.expression)}`));
}

/** Causes in the order of the rule: what moves each up, what supports it, what contradicts common belief. */
export function causesSection(causes: readonly Cause[], renderer: Renderer): Section[] {
  if (causes.length === 0) return [];
  const { say } = renderer;
  const body = markup`<p>${say('causesIntro')}</p>
<ol class="causes">${causes.map((cause) => markup`<li>${causeEntry(cause, renderer)}</li>\n`)}</ol>`;
  return [{ id: 'causes', title: say('causesTitle'), body }];
}

function causeEntry({ id, start, moves, evidence, contradicts, because }: Cause, renderer: Renderer): Html {
  const { say, name, mark, refs, label, path } = renderer;
  const begins = start.map((entry) => {
    const { weight, when, source } = entry;
    const what = say(when ? 'startWhen' : 'start', { weight });
    return markup`${what} ${mark(entry)} ${refs(source)} ${when ? path(when) : undefined}`;
  });
  const moved = moves.map((move) => {
    const { weight, when, source } = move;
    return markup`${say('move', { weight })} ${label(move.label)} ${mark(move)} ${refs(source)} ${path(when)}`;
  });
  return markup`<h3 id="cause-${id}">${name('causes', id)}</h3>
<h4>${say('evidenceFor')}</h4>
${statements(evidence, renderer)}
${
  contradicts
    ? markup`<div class="belief"><h4>${say('contradicts')}</h4>${statements(contradicts, renderer)}</div>`
    : undefined
}
<h4>${say('order')}</h4>
${list([...begins, ...moved])}
<p class="meta">${say('basis')} ${refs(because)}</p>`;
}

function statements(all: readonly Statement[], { refs, label }: Renderer): Html {
  return list(all.map(({ says, because }) => markup`${rich(label(says))} ${refs(because)}`));
}

/** In the order a card offers them. */
const GROUPS: readonly OrderGroup[] = ['urgent', 'first-line', 'second-line', 'imaging'];

/** The tests that can be suggested, in the groups they are offered in, and for how long each counts as done. */
export function testsSection(orders: readonly Order[], renderer: Renderer): Section[] {
  if (orders.length === 0) return [];
  const { say, name, refs } = renderer;
  const groups = GROUPS.filter((group) => orders.some((order) => order.group === group));
  const columns = [
    { head: say('test') },
    { head: say('suggestedWhen') },
    { head: say('notAgainWithin') },
    { head: say('basis') },
  ];
  const rowOf = (order: Order): Part[] => [
    markup`<strong>${order.tests.map(({ id }) => name('tests', id)).join(', ')}</strong>`,
    whenOf(order, renderer),
    windowsOf(order, renderer),
    refs(order.because),
  ];
  const tables = groups.map((group) => {
    const rows = orders.filter((order) => order.group === group).map(rowOf);
    return markup`<h3>${say(`group-${group}`)}</h3>${table(columns, rows)}`;
  });
  return [
    { id: 'tests', title: say('testsTitle'), body: markup`<p>${say('testsIntro')}</p>${tables}` },
    { id: 'never', title: say('neverTitle'), body: neverList(renderer) },
  ];
}

/** What no card suggests. */
export function neverList({ words, say, told }: Renderer): Html {
  const kinds = Object.keys(words['neverSuggested'] ?? {});
  const mark = markup`<span class="mark decision">${say('decision')}</span>`;
  return list(kinds.map((key) => markup`${told('neverSuggested', key)} ${mark}`));
}

function whenOf({ when, unless }: Order, renderer: Renderer): Part {
  const { say } = renderer;
  return [
    when.length === 0 ? say('alwaysIfMissing') : conditionList(when, renderer),
    unless.length > 0 ? markup`${say('butNotIf')} ${conditionList(unless, renderer)}` : undefined,
  ];
}

function windowsOf({ window, urgent, tests }: Order, renderer: Renderer): Part {
  const { say, name, figure, path } = renderer;
  const own = tests.flatMap((test) => (test.window ? [{ id: test.id, window: test.window }] : []));
  const labs = urgent?.labs?.map((id) => name('labs', id)).join(', ');
  return list(
    [
      windowText(window, renderer),
      ...own.map((test) => markup`${name('tests', test.id)}: ${windowText(test.window, renderer)}`),
      ...(urgent
        ? [
            markup`${labs === undefined ? say('urgently') : say('urgentlyFor', { labs })} ${figure(urgent.days)} ${path(urgent.when)}`,
          ]
        : []),
    ],
    'plain',
  );
}

function windowText(window: OrderWindow, { say, figure, mark, refs, name }: Renderer): Html {
  if ('days' in window) return figure(window.days);
  if ('ever' in window) return markup`<b>${say('ever')}</b> ${mark(window.ever)} ${refs(window.ever.source)}`;
  return markup`${say('since', { lab: name('labs', window.since) })}`;
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

/** The sources cited above it; so it is made last. */
export function sourcesSection(renderer: Renderer): Section {
  const { say } = renderer;
  return {
    id: 'sources',
    title: say('sourcesTitle'),
    body: markup`<p>${say('sourcesIntro')}</p>${sourceList(renderer)}`,
  };
}
