import type { Order, OrderWindow, Stage, Stages } from '../../core/model/knowledge.js';
import { type Html, markup, type Part } from '../markup.js';
import { list, type Section, table } from '../page.js';
import type { Renderer } from '../proof.js';
import { conditionList, neverList } from './sections.js';

/** The tests that can be suggested, in the stages they are offered in, and for how long each counts as done. */
export function testsSection(
  orders: readonly Order[],
  stages: readonly Stage[],
  { because }: Stages,
  renderer: Renderer,
): Section[] {
  if (orders.length === 0) return [];
  const { say, refs } = renderer;
  const columns = [
    { head: say('test') },
    { head: say('suggestedWhen') },
    { head: say('notAgainWithin') },
    { head: say('basis') },
  ];
  const rowOf = (order: Order): Part[] => [
    testNames(order, renderer),
    whenOf(order, renderer),
    windowsOf(order, renderer),
    refs(order.because),
  ];
  const parts = stages.map((stage) => {
    const rows = orders.filter((order) => order.stage === stage.id).map(rowOf);
    return [
      stageHead(stage, renderer),
      markup`<div class="stage">${stageConditions(stage, renderer)}</div>`,
      rows.length > 0 ? table(columns, rows) : undefined,
    ];
  });
  const intro = markup`<p>${say('testsIntro')}</p><p>${say('stagesIntro')} ${refs(because)}</p>`;
  return [
    { id: 'tests', title: say('testsTitle'), body: [intro, parts] },
    { id: 'never', title: say('neverTitle'), body: neverList(renderer) },
  ];
}

/** Every stage with what opens and closes it. */
export function stagesSection({ stages, because }: Stages, renderer: Renderer): Section {
  const { say, refs } = renderer;
  return {
    id: 'stages',
    title: say('stagesTitle'),
    body: [
      markup`<p>${say('stagesIntro')} ${refs(because)}</p>`,
      stages.map((stage) => [stageHead(stage, renderer), stageConditions(stage, renderer)]),
    ],
  };
}

function stageHead({ id }: Stage, { name }: Renderer): Html {
  return markup`<h3 id="stage-${id}">${name('stages', id)}</h3>`;
}

function stageConditions({ when, unless, urgent }: Stage, renderer: Renderer): Part {
  const { say } = renderer;
  return [
    urgent === true ? markup`<p>${say('stageUrgent')}</p>` : undefined,
    when.length > 0 ? markup`<p>${say('stageWhen')}</p>${conditionList(when, renderer)}` : undefined,
    unless.length > 0 ? markup`<p>${say('stageUnless')}</p>${conditionList(unless, renderer)}` : undefined,
  ];
}

/** A panel with its parts below it, which are offered where it is there in part. */
function testNames({ tests }: Order, { say, name }: Renderer): Part {
  const named = (of: Order['tests']): string => of.map(({ id }) => name('tests', id)).join(', ');
  const parts = tests.filter(({ partOf }) => partOf !== undefined);
  return [
    markup`<strong>${named(tests.filter(({ partOf }) => partOf === undefined))}</strong>`,
    parts.length > 0 ? markup`<p class="meta">${say('partsAlone', { parts: named(parts) })}</p>` : undefined,
  ];
}

function whenOf({ when, unless }: Order, renderer: Renderer): Part {
  const { say } = renderer;
  return [
    when.length === 0 ? say('alwaysIfMissing') : conditionList(when, renderer),
    unless.length > 0 ? markup`${say('butNotIf')} ${conditionList(unless, renderer)}` : undefined,
  ];
}

function windowsOf({ window, settled, urgent, later, tests }: Order, renderer: Renderer): Part {
  const { say, name, figure, path } = renderer;
  const own = tests.flatMap((test) => (test.window ? [{ id: test.id, window: test.window }] : []));
  const labs = urgent?.labs?.map((id) => name('labs', id)).join(', ');
  return list(
    [
      windowText(window, renderer),
      ...own.map((test) => markup`${name('tests', test.id)}: ${windowText(test.window, renderer)}`),
      ...(settled ? [markup`${say('whileSettled')} ${figure(settled)}`] : []),
      ...(urgent
        ? [
            markup`${labs === undefined ? say('urgently') : say('urgentlyFor', { labs })} ${figure(urgent.days)} ${path(urgent.when)}`,
          ]
        : []),
      ...(later ? [markup`${say('meantFor')} ${figure(later)}`] : []),
    ],
    'plain',
  );
}

function windowText(window: OrderWindow, { say, figure, mark, refs, name }: Renderer): Html {
  if ('days' in window) return figure(window.days);
  if ('ever' in window) return markup`<b>${say('ever')}</b> ${mark(window.ever)} ${refs(window.ever.source)}`;
  return markup`${say('since', { lab: name('labs', window.since) })}`;
}
