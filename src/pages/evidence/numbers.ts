import type {
  Conditions,
  DefaultLimit,
  Figure,
  Lab,
  Rule,
  Stages,
  ValueSet,
} from '../../core/model/knowledge.js';
import { type Html, joined, markup, type Part } from '../markup.js';
import { list, type Section, table } from '../page.js';
import type { Renderer } from '../proof.js';
import { isWrittenIn } from './figures.js';
import type { Reach } from '../../knowledge/reach.js';

type Expression = Conditions[number]['expression'];

/** What something is for, and the expression behind it. */
type Use = readonly [what: Part, expression: Expression | undefined];

/** A file's figures and its expressions, each with what it is for. */
interface Group {
  readonly title: string;
  readonly rows: readonly { readonly figure: Figure; readonly usedFor: Part }[];
}

/** Every number the rule can come to use: its own, and those of facts, causes, tests and results behind it. */
export function numbersSection(rule: Rule, reach: Reach, stages: Stages, renderer: Renderer): Section {
  const { say } = renderer;
  const groups = groupsOf(rule, reach, stages, renderer).filter(({ rows }) => rows.length > 0);
  return {
    id: 'numbers',
    title: say('numbersTitle'),
    body: [
      markup`<p>${say('numbersIntro')}</p>`,
      groups.map(({ title, rows }) => [markup`<h3>${title}</h3>`, figureTable(rows, renderer)]),
    ],
  };
}

/** The results the rule reads, and how each is judged when the laboratory says nothing. */
export function resultsSection({ labs, valueSets }: Reach, base: string, renderer: Renderer): Section {
  const { say, name } = renderer;
  const columns = [{ head: say('result') }, { head: say('limitIfNone') }, { head: say('oldestUsed') }];
  const link = (kind: string, id: string, text: string): Html =>
    markup`<a href="${base}/evidence#${kind}-${id}">${text}</a>`;
  const rows = labs.map((lab): Part[] => [
    link('lab', lab.id, name('labs', lab.id)),
    [limitList(lab, renderer), believed(lab, renderer), possible(lab, renderer)],
    [ageOf(lab, renderer), courseOf(lab, renderer)],
  ]);
  const sets = joined(
    valueSets.map(({ id }) => link('set', id, name('valueSets', id))),
    ', ',
  );
  return {
    id: 'results',
    title: say('resultsTitle'),
    body: [
      markup`<p>${say('resultsIntro')}</p>`,
      table(columns, rows),
      valueSets.length > 0 ? markup`<p>${say('recordIntro')} ${sets}</p>` : undefined,
    ],
  };
}

/** Default upper limits, each with the group it is for. */
export function limitList({ limits }: Lab, { say, figure }: Renderer): Part {
  if (limits.length === 0) return undefined;
  const single = limits.length === 1;
  return list(
    limits.map((limit, place) => {
      const group = groupOf(limit, !single && place === limits.length - 1, say);
      return markup`${group} ${figure({ ...limit, value: limit.high })}`;
    }),
    'plain',
  );
}

/** Between which bounds a laboratory's own limit is believed. */
export function believed({ plausibleLimit: bounds }: Lab, { say, amount, mark, refs }: Renderer): Part {
  if (!bounds) return undefined;
  const { low, high, unit, ageFrom, source } = bounds;
  return markup`<p>${say('believed', { low: amount(low, unit), high: amount(high, unit), age: ageFrom })} ${mark(bounds)} ${refs(source)}</p>`;
}

/** Between which bounds a value can be one at all. */
export function possible({ plausible }: Lab, { say, amount, mark, refs }: Renderer): Part {
  if (!plausible) return undefined;
  const { low, high, unit, source } = plausible;
  return markup`<p>${say('possible', { low: amount(low, unit), high: amount(high, unit) })} ${mark(plausible)} ${refs(source)}</p>`;
}

/** How old a result may be, and how far a pair may lie apart. */
export function ageOf({ window, pair }: Lab, { say, name, figure }: Renderer): Part {
  return list(
    [
      window ? figure(window) : say('anyAge'),
      ...(pair ? [markup`${say('pairWith', { lab: name('labs', pair.with) })} ${figure(pair.within)}`] : []),
    ],
    'plain',
  );
}

/** How far back earlier results are read, from which difference on one rises or falls, and what is persistent. */
export function courseOf({ course }: Lab, { say, figure }: Renderer): Part {
  if (!course) return undefined;
  const { within, change, persistent } = course;
  return list(
    [
      markup`${say('courseWithin')} ${figure(within)}`,
      markup`${say('courseChange')} ${figure(change)}`,
      markup`${say('coursePersistent')} ${figure(persistent)}`,
    ],
    'plain',
  );
}

function groupOf({ sex, ageFrom, ageTo }: DefaultLimit, last: boolean, say: Renderer['say']): string {
  const parts = [
    sex ? say(sex) : undefined,
    ageFrom !== undefined ? say('fromAge', { age: ageFrom }) : undefined,
    ageTo !== undefined ? say('toAge', { age: ageTo }) : undefined,
  ].flatMap((part) => part ?? []);
  return parts.length > 0 ? `${parts.join(', ')}:` : last ? `${say('everyoneElse')}:` : '';
}

function groupsOf(
  rule: Rule,
  { facts, causes, reasons, orders, valueSets }: Reach,
  stages: Stages,
  renderer: Renderer,
): Group[] {
  const { say, name, told, label } = renderer;
  const rows = (figures: readonly Figure[], uses: readonly Use[], prefix?: string): Group['rows'] =>
    figures.map((figure) => {
      const holding = uses.flatMap(([what, expression]) =>
        expression !== undefined && isWrittenIn(expression, figure) ? [what] : [],
      );
      const usedFor = joined(
        [...new Map(holding.map((what) => [markup`${what}`.text, what])).values()],
        '; ',
      );
      if (prefix === undefined) return { figure, usedFor };
      return { figure, usedFor: usedFor.length === 0 ? prefix : [prefix, ': ', usedFor] };
    });
  const labelled = (conditions: Conditions): Use[] =>
    conditions.map((one) => [label(one.label), one.expression]);
  const own: Use[] = [
    ...labelled([...rule.when, ...rule.unless, ...rule.warning]),
    ...rule.flags.map((flag): Use => [label(flag.label), flag.when]),
    ...rule.lines.map((line): Use => [
      'id' in line ? told('context', line.id) : say(`each-${line.each}`),
      line.when,
    ]),
    ...rule.quiet.flatMap(({ id, when }): Use[] =>
      labelled(when).map(([what, expression]) => [[name('quietened', id), ': ', what], expression]),
    ),
    ...rule.summaries.map(({ id, when }): Use => [told('summary', id), when]),
    ...rule.show.map(({ id, when }): Use => [told('results', id), when]),
    ...rule.notes.map(({ id, when }): Use => [told('notes', id), when]),
    ...rule.say.map(({ id, when }): Use => [markup`${say('advice')} ${told('advice', id)}`, when]),
    [say('missNotTitle'), rule.missNot?.when],
    [say('suggestIf'), rule.suggestIf],
    [say('settledIf'), rule.settled?.when],
  ];
  const doneWithin = rule.quiet.flatMap(({ id, done }) =>
    done ? [{ figure: done.within, usedFor: [name('quietened', id), ': ', say('doneWithin')] }] : [],
  );
  const settledWithin = rule.settled
    ? [{ figure: rule.settled.within, usedFor: [say('settledIf'), ': ', say('settledWithin')] }]
    : [];
  return [
    { title: say('numbersRule'), rows: [...rows(rule.numbers, own), ...doneWithin, ...settledWithin] },
    {
      title: say('numbersReasons'),
      rows: reasons.flatMap(({ numbers, when, exceptions }) =>
        rows(numbers, labelled([...when, ...exceptions])),
      ),
    },
    {
      title: say('numbersFacts'),
      rows: facts.flatMap(({ id, numbers }) => rows(numbers, [], name('factNotes', id))),
    },
    {
      title: say('numbersCauses'),
      rows: causes.flatMap(({ id, numbers, moves, evidence, contradicts = [] }) => {
        const uses = moves.flatMap(({ arms }) => labelled(arms));
        const cited = [...evidence, ...contradicts].flatMap((one) => one.numbers ?? []);
        return [...rows(numbers, uses, name('causes', id)), ...rows(cited, [], name('causes', id))];
      }),
    },
    {
      title: say('numbersTests'),
      rows: orders.flatMap(({ numbers, when, unless, tests }) =>
        rows(numbers, labelled([...when, ...unless]), tests.map(({ id }) => name('tests', id)).join(', ')),
      ),
    },
    {
      title: say('numbersStages'),
      rows: rows(
        stages.numbers,
        stages.stages.flatMap(({ when, unless }) => labelled([...when, ...unless])),
      ),
    },
    {
      title: say('numbersRecord'),
      rows: valueSets.flatMap(({ id, window, renewed }: ValueSet) => {
        const set = name('valueSets', id);
        return [
          ...(window ? [{ figure: window, usedFor: say('countsBack', { set }) }] : []),
          ...(renewed ? [{ figure: renewed, usedFor: say('renewed', { set }) }] : []),
        ];
      }),
    },
  ];
}

/** Numbers with what they are for, their sources and the day someone last compared them. */
function figureTable(rows: Group['rows'], { say, amount, mark, refs }: Renderer): Html {
  const columns = [
    { head: say('number'), kind: 'number' as const },
    { head: say('usedFor') },
    { head: say('proof') },
    { head: say('sourceHead') },
    { head: say('checkedHead'), kind: 'short' as const },
  ];
  return table(
    columns,
    rows.map(({ figure, usedFor }) => [
      amount(figure.value, figure.unit),
      usedFor,
      mark(figure),
      refs(figure.source),
      figure.checked,
    ]),
  );
}
