import { afterAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Conditions, Figure, Knowledge, Proof, Rule, Words } from '../../src/core/model/knowledge.js';
import { indexPage } from '../../src/pages/evidence/index-page.js';
import { reachOf } from '../../src/knowledge/reach.js';
import { rulePage } from '../../src/pages/evidence/rule-page.js';
import { sourceAttributes } from '../../src/pages/evidence/source-attributes.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';
import { textIn } from '../support/shown.js';

const words = knowledge.words.get('en') as Words;
const telling = (of: Knowledge) => ({
  knowledge: of,
  language: 'en',
  words: of.words.get('en') as Words,
  base: '',
});
const pages = new Map<string, string>([
  ['index', indexPage(telling(knowledge))],
  ...[...knowledge.rules.values()].map((rule) => [rule.id, rulePage(rule, telling(knowledge))] as const),
]);
const page = (id: string): string => pages.get(id) ?? '';
const rules = [...knowledge.rules.values()];

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The text of a page as a reader sees it. */
function textOf(html: string): string {
  return textIn(html.replace(/<style>.*?<\/style>/su, ''));
}

function markOf({ source, verified }: Proof): string {
  if (verified) return 'verified';
  return source.some((id) => knowledge.sources.get(id)?.kind === 'decision') ? 'decision' : 'not verified';
}

function amountOf({ value, unit }: Figure): string {
  const name = words['evidenceUnits']?.[unit] ?? words['units']?.[unit] ?? unit;
  return name === '%' ? `${value} %` : `${value} ${name}`.trim();
}

/** One row of a table, or one inline figure, that shows the number, its mark and each of its sources. */
function shows(html: string, figure: Figure): boolean {
  const pieces = [
    ...html.split('<tr '),
    ...html.split('<span class="figure">').map((one) => one.split('</li>')[0]),
  ];
  return pieces.some(
    (piece = '') =>
      (piece.includes(`>${escaped(amountOf(figure))}<`) ||
        piece.startsWith(`<b>${escaped(amountOf(figure))}</b>`)) &&
      piece.includes(`>${markOf(figure)}</span>`) &&
      figure.source.every((id) => piece.includes(`href="#ref-${id}"`)),
  );
}

/** Everything with a proof that the rule can come to use, as a number with its unit. */
function figuresOf(rule: Rule): [where: string, figure: Figure][] {
  const { facts, causes, reasons, orders, labs, valueSets } = reachOf(rule, knowledge);
  return [
    ...[rule, ...facts, ...causes, ...reasons, ...orders].flatMap(({ id, numbers }) =>
      numbers.map((figure): [string, Figure] => [id, figure]),
    ),
    ...rule.quiet.flatMap(({ id, done }): [string, Figure][] => (done ? [[id, done.within]] : [])),
    ...knowledge.stages.numbers.map((figure): [string, Figure] => ['stages', figure]),
    ...orders.flatMap(({ id, window, urgent, settled, later }): [string, Figure][] => [
      ...('days' in window ? [[id, window.days] as [string, Figure]] : []),
      ...[urgent?.days, settled, later].flatMap((figure): [string, Figure][] =>
        figure ? [[id, figure]] : [],
      ),
    ]),
    ...labs.flatMap(({ id, limits, window, pair, course }): [string, Figure][] => [
      ...(course ? [course.within, course.change, course.persistent] : []).map((figure): [string, Figure] => [
        id,
        figure,
      ]),
      ...limits.map((limit): [string, Figure] => [id, { ...limit, value: limit.high }]),
      ...(window ? [[id, window] as [string, Figure]] : []),
      ...(pair ? [[id, pair.within] as [string, Figure]] : []),
    ]),
    ...valueSets.flatMap(({ id, window, renewed }): [string, Figure][] =>
      [window, renewed].flatMap((figure): [string, Figure][] => (figure ? [[id, figure]] : [])),
    ),
  ];
}

describe.each(rules)('the page of $id', (rule) => {
  const html = page(rule.id);
  const text = textOf(html);

  test('shows every number with its unit, sources and mark', () => {
    const missing = figuresOf(rule).filter(([, figure]) => !shows(html, figure));
    expect(missing.map(([where, { value, unit }]) => `${where}: ${value} ${unit}`)).toEqual([]);
  });

  test('shows every condition in words and as FHIRPath', () => {
    const { facts, orders, causes, reasons, stages } = reachOf(rule, knowledge);
    const conditions: Conditions = [
      ...[rule.when, rule.unless, rule.warning, ...rule.quiet.map(({ when }) => when)].flat(),
      ...reasons.flatMap(({ when, exceptions }) => [...when, ...exceptions]),
      ...(orders.length > 0 ? stages.flatMap(({ when, unless }) => [...when, ...unless]) : []),
      ...orders.flatMap(({ when, unless }) => [...when, ...unless]),
      ...causes.flatMap(({ moves }) => moves.flatMap(({ arms }) => arms)),
    ];
    for (const { label } of [...conditions, ...rule.flags]) expect(html).toContain(escaped(label));
    const expressions = [
      ...conditions.map(({ expression }) => expression),
      ...[...rule.flags, ...rule.lines, ...rule.say].map(({ when }) => when),
      ...[...rule.summaries, ...rule.show, ...rule.notes].map(({ when }) => when),
      ...[rule.missNot?.when, rule.settled?.when, rule.suggestIf].flatMap((one) => one ?? []),
      ...facts.flatMap(({ value, category, reason }) => [value, category ?? value, reason ?? value]),
      ...orders.flatMap(({ urgent }) => (urgent ? [urgent.when] : [])),
    ];
    for (const { source } of expressions) expect(html).toContain(`>${escaped(source.trim())}</code>`);
  });

  test('has its causes in order, each with its evidence', () => {
    const heads = [...html.matchAll(/<h3 id="cause-([^"]+)"/gu)].map(([, id]) => id);
    expect(heads).toEqual(rule.consider);
    for (const id of rule.consider) {
      const { evidence, contradicts = [] } = knowledge.causes.get(id)!;
      for (const { says } of [...evidence, ...contradicts]) expect(text).toContain(says);
    }
  });

  test('shows every weight with its mark, and says that it is no probability', () => {
    const weighed = rule.consider.flatMap((id) => knowledge.causes.get(id) ?? []);
    for (const { start, moves } of weighed) {
      for (const entry of start)
        expect(text).toMatch(
          new RegExp(`Starts with weight ${entry.weight}(?:\\.| when:) +${markOf(entry)} `, 'u'),
        );
      for (const move of moves) {
        const weight =
          'score' in move
            ? `Stands first or close to it, at weight ${move.score} whatever else moves it:`
            : `+${move.weight}:`;
        const [only, ...others] = move.arms;
        const what = others.length > 0 ? 'any one of these, counted once:' : only!.label;
        expect(text).toContain(`${weight} ${what} ${markOf(move)} `);
      }
    }
    expect(text.includes('it is no probability')).toBe(weighed.length > 0);
  });

  test('shows what makes the card quieter: how quiet, despite what, and what must be done', () => {
    const [, after = ''] = html.split('<section id="quiet"');
    const section = textOf(after.split('</section>')[0]!);
    const MAKES = {
      silent: 'No card is shown.',
      brief: 'The card has three lines.',
      'no-orders': 'The card offers no tests.',
    };
    for (const { id, makes, despite = [], besideFlags = false, done, offers = [] } of rule.quiet) {
      const [, entry = ''] = section.split(`${words['quietened']![id]!} ${MAKES[makes]}`);
      expect([id, entry]).not.toEqual([id, '']);
      const own = entry.split('All of these must be known and hold:')[0]!;
      expect([id, own.includes('any reason for a warning')]).toEqual([id, despite === 'all']);
      for (const label of despite === 'all' ? [] : despite) expect(own).toContain(label);
      expect([id, own.includes('while a red flag holds')]).toEqual([id, besideFlags]);
      expect([id, own.includes('has a result')]).toEqual([id, done !== undefined]);
      for (const order of [...(done?.apart ?? []), ...offers])
        expect(own).toContain(words['tests']![knowledge.orders.get(order)!.tests[0]!.id]);
    }
    expect(section.includes(words['evidence']!['nothingQuiet']!)).toBe(rule.quiet.length === 0);
  });

  test('has its tests by stage, in the order of the stages, with parts of panels and days to wait', () => {
    const { orders, stages } = reachOf(rule, knowledge);
    const heads = [...html.matchAll(/<h3 id="stage-([^"]+)"/gu)].map(([, id]) => id);
    expect(heads).toEqual(orders.length > 0 ? stages.map(({ id }) => id) : []);
    for (const { tests, later, settled } of orders) {
      const parts = tests.filter(({ partOf }) => partOf !== undefined);
      if (parts.length > 0)
        expect(text).toContain(`alone: ${parts.map(({ id }) => words['tests']![id]).join(', ')}.`);
      if (later) expect(text).toContain(`offered for a later day: after ${amountOf(later)}`);
      if (settled) expect(text).toContain(`for a finding that is settled: ${amountOf(settled)}`);
    }
  });

  test('has the reasons on record that can set its results aside', () => {
    const heads = [...html.matchAll(/<h3 id="reason-([^"]+)"/gu)].map(([, id]) => id);
    expect(heads).toEqual(reachOf(rule, knowledge).reasons.map(({ id }) => id));
  });

  test('says what no test is suggested for, wherever tests are', () => {
    expect(html.includes('id="never"')).toBe(rule.suggest.length > 0);
  });

  test('asks the question and links to the file of the rule', () => {
    expect(html).toContain(`<h1>${escaped(rule.question)}</h1>`);
    expect(html).toContain(`href="/evidence/${rule.id}.yaml"`);
  });
});

describe.each([...pages])('page %s', (_id, html) => {
  const text = textOf(html);

  test('says what it is not, and for whom it is', () => {
    expect(text).toContain('Not clinically validated.');
    expect(text).toContain('For health professionals.');
    expect(text).toContain(`Rule set ${knowledge.release.version} of ${knowledge.release.date}.`);
    for (const { version, items } of knowledge.changes) {
      expect(html).toContain(`<h3>${version} `);
      for (const item of items) expect(text).toContain(item.replace(/[*`]/gu, '').slice(0, 60));
    }
  });

  test('lists every cited source with citation, what was read, and its DOI as a link', () => {
    const cited = new Set([...html.matchAll(/href="#ref-([^"]+)"/gu)].map(([, id = '']) => id));
    const listed = [...html.matchAll(/<li id="ref-([^"]+)"/gu)].map(([, id = '']) => id);
    expect([...listed].sort()).toEqual([...cited].sort());
    for (const id of listed) {
      const { citation, read, doi } = knowledge.sources.get(id)!;
      expect(text).toContain(citation.replace(/\s+/gu, ' '));
      expect(text).toContain(read.replace(/\s+/gu, ' '));
      if (doi !== undefined) expect(html).toContain(`href="https://doi.org/${escaped(doi)}"`);
    }
  });

  test('loads nothing and leaves only for doi.org', () => {
    expect(html).not.toMatch(
      /<(?:script|img|link|iframe|object|embed|audio|video|source)\b|@import|url\(|\ssrc=/u,
    );
    const outside = [...html.matchAll(/(?:href|action|cite|data|poster)="([a-z]+:[^"]*)"/gu)].map(
      ([, to = '']) => to,
    );
    expect(outside.filter((to) => !to.startsWith('https://doi.org/10.'))).toEqual([]);
  });

  test('holds no banned term, but where it lists by which codes and words a medicine is known', () => {
    const told = textOf(html.replace(/<div id="set-[^"]+">.*?<\/div>/gsu, ''));
    expect(told).not.toMatch(
      /entecavir|telbivudine|ribavirin|rifampicin|rifampin|adefovir|tenofovir|lamivudine|interferon|sofosbuvir|deferasirox|phlebotomy|you should take|diagnosis is|diagnosed with/iu,
    );
  });

  test('leads to every section, each anchor once, and every word is there', () => {
    const ids = [...html.matchAll(/\sid="([^"]+)"/gu)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...html.matchAll(/href="#([^"]+)"/gu)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    // A missing word shows as section.key; expressions and the CDS Hooks field of that name look alike.
    const gaps = Object.keys(words).map((section) => `\\b${section}\\.(?!results\\b)[a-zA-Z0-9-]+\\b`);
    const prose = textOf(html.replace(/<code.*?<\/code>/gsu, ''));
    expect(prose.match(new RegExp(gaps.join('|'), 'gu')) ?? []).toEqual([]);
    expect(text).not.toMatch(/undefined|\[object/u);
  });

  test('has one first heading, no level left out, and fits a narrow screen', () => {
    const levels = [...html.matchAll(/<h([1-6])[\s>]/gu)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, place) => level <= (levels[place - 1] ?? 0) + 1)).toBe(true);
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).not.toMatch(/(?:^|[\s;{])(?:min-)?width:\s*\d+(?:\.\d+)?(?:px|rem|em|cm|in|pt)/u);
    expect(html).not.toMatch(/\swidth="/u);
  });
});

test('links to results lead to the index', () => {
  const anchors = rules.flatMap(({ id }) =>
    [...page(id).matchAll(/href="\/evidence#([^"]+)"/gu)].map(([, to]) => to),
  );
  expect(anchors.length).toBeGreaterThan(20);
  expect(anchors.filter((to) => !page('index').includes(`id="${to}"`))).toEqual([]);
});

test('the index shows every reason on record and every stage with its conditions', () => {
  const html = page('index');
  for (const { id, when, exceptions } of knowledge.reasons.values()) {
    const [, entry = ''] = html.split(`<h3 id="reason-${id}">`);
    const own = entry.split('<h3')[0]!;
    for (const { label, expression } of [...when, ...exceptions]) {
      expect(own).toContain(escaped(label));
      expect(own).toContain(`>${escaped(expression.source.trim())}</code>`);
    }
  }
  const heads = [...html.matchAll(/<h3 id="stage-([^"]+)">([^<]+)/gu)].map(([, id, head]) => [id, head]);
  expect(heads).toEqual(knowledge.stages.stages.map(({ id }) => [id, words['stages']![id]]));
  for (const { when, unless } of knowledge.stages.stages)
    for (const { expression } of [...when, ...unless])
      expect(html).toContain(`>${escaped(expression.source.trim())}</code>`);
});

test('a fact that is read as it was says of when', () => {
  const [, entry = ''] = page('index').split('<h3 id="fact-fib4">');
  const own = textOf(entry.split('<h3')[0]!);
  expect(own).toContain('Also read as it was when the work-up was complete; when the result of ');
});

test('the index shows every rule, fact and lab with its codes, units and limits', () => {
  const html = page('index');
  for (const { id } of rules) expect(html).toContain(`href="/evidence/${id}"`);
  for (const { id } of knowledge.facts.values()) expect(html).toContain(`id="fact-${id}"`);
  for (const { id, codes, units, limits } of knowledge.labs.values()) {
    const [, entry = ''] = html.split(`<div id="lab-${id}">`);
    const own = entry.split('</details>')[0];
    for (const { code } of codes) expect(own).toContain(`<code>${escaped(code)}`);
    for (const { as } of units) expect(own).toContain(escaped(as.join(', ')));
    for (const limit of limits) expect(own).toContain(escaped(amountOf({ ...limit, value: limit.high })));
  }
});

describe('common belief', () => {
  const said = (cause: string): string =>
    (knowledge.causes.get(cause)?.contradicts ?? []).map(({ says }) => says).join(' ');

  test.each([
    ['iron-deficiency-with-inflammation', /lowers ferritin/u],
    ['cirrhosis', /does not make vitamin B12/u],
    ['iron-intake-or-transfusion', /does not raise vitamin B12/u],
    ['marrow-failure-or-hlh', /vitamin B12 rises in aplastic anaemia is not shown/u],
    ['liver-cancer-or-metastases', /AFP is no screening test/u],
  ])('%s', (cause, pattern) => {
    expect(said(cause)).toMatch(pattern);
  });
});

describe('source attributes', () => {
  const attributes = sourceAttributes(knowledge, words);
  const value = (number: number): string => attributes.find((one) => one.number === number)?.value ?? '';

  test('are the thirteen, filled in', () => {
    expect(attributes.map(({ number }) => number)).toEqual(
      Array.from({ length: 13 }, (_, place) => place + 1),
    );
    for (const one of attributes) expect(one.value).not.toMatch(/[{}]|undefined|: ,|^$/u);
    for (const { value: said } of attributes)
      expect(textOf(page('index'))).toContain(said.replace(/\s+/gu, ' '));
  });

  test('cite the guidelines and papers behind the rules', () => {
    for (const id of [
      'bsh-2018',
      'easl-haemochromatosis-2022',
      'bsg-2018',
      'andres-2013',
      'arendt-2013-cclm',
    ])
      expect(value(1)).toContain(knowledge.sources.get(id)?.citation);
    expect(value(4)).toContain(`${knowledge.release.version} of ${knowledge.release.date}`);
    expect(value(3)).toBe('to be stated by whoever deploys it');
  });

  test('say yes to what the knowledge uses, and to nothing else', () => {
    const yes = attributes.filter((one) => one.value.startsWith('Yes')).map(({ number }) => number);
    expect(yes).toEqual([10, 11, 13]);
    const used = new Set(rules.flatMap((rule) => usesOf(rule)));
    expect([used.has('sex'), used.has('age'), used.has('auditC')]).toEqual([true, true, true]);
    expect(value(10)).toContain('ferritin, GGT');
  });

  function usesOf(rule: Rule): string[] {
    const { facts, causes, orders } = reachOf(rule, knowledge);
    return [
      ...facts.flatMap(({ value: one, category, reason }) => [one, category ?? one, reason ?? one]),
      ...causes.flatMap(({ moves }) => moves.flatMap(({ arms }) => arms.map(({ expression }) => expression))),
      ...orders.flatMap(({ when }) => when.map(({ expression }) => expression)),
    ].flatMap(({ uses }) => uses);
  }
});

test('the newest clinical change is the release', () => {
  const { version, date } = knowledge.release;
  expect(knowledge.changes[0]).toMatchObject({ version, date });
});

test('every fact has a name on the page, and no name is left over', () => {
  expect(Object.keys(words['factNotes'] ?? {}).sort()).toEqual([...knowledge.facts.keys()].sort());
});

describe('text from the files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  cpSync(KNOWLEDGE_FOLDER, folder, { recursive: true });
  const evil = '<script>alert(1)</script>&amp;" onmouseover="x';
  const inject = (file: string, ...pairs: [RegExp, string][]): void => {
    const before = readFileSync(join(folder, file), 'utf8');
    const after = pairs.reduce((text, [from, to]) => text.replace(from, () => to), before);
    expect(after).not.toBe(before);
    writeFileSync(join(folder, file), after);
  };
  const quoted = JSON.stringify(evil);

  test('is escaped wherever it stands', () => {
    inject(
      'rules/main-ferritin.yaml',
      [/question: .*/u, `question: ${quoted}`],
      [/ferritin is raised:/u, `${quoted}:`],
    );
    inject('causes/masld.yaml', [/says: ".*"/u, `says: ${quoted}`], [/label: .*/u, `label: ${quoted}`]);
    inject(
      'sources/bsh-2018.yaml',
      [/citation: .*/u, `citation: ${quoted}`],
      [/read: .*/u, `read: ${quoted}`],
      [/short: .*/u, `short: ${JSON.stringify(evil.slice(0, 39))}`],
      [/doi: .*/u, `doi: '10.1111/"><script>'`],
    );
    inject('facts/adult.yaml', [
      /value: .*/u,
      `value: ${JSON.stringify("%age >= 18 and '<script>'.exists()")}`,
    ]);
    inject('orders/ggt.yaml', [/when: \{\}/u, `when: { ${quoted}: "%adult" }`]);
    inject(
      'words/en.yaml',
      [/ {2}masld: .*/u, `  masld: ${quoted}`],
      [/ {2}contents: .*/u, `  contents: ${quoted}`],
      [/ {2}pairing: .*/u, `  pairing: ${quoted}`],
      [/ {2}adult: .*/u, `  adult: ${quoted}`],
    );
    inject(
      'labs/ferritin.yaml',
      [/display: "Ferritin \[Mass\/volume\] in Serum or Plasma"/u, `display: ${quoted}`],
      [/as: \["ug\/dL"\]/u, `as: ["<script>"]`],
    );
    inject('services/raised-ferritin-b12-patient-view.yaml', [/title: .*/u, `title: ${quoted}`]);
    inject('CHANGELOG.md', [/- .*/u, `- ${evil}`]);
    inject('source-attributes.yaml', [/value: "No"/u, `value: ${quoted}`]);
    const changed = loadKnowledge(folder);
    const all = [
      indexPage(telling(changed)),
      ...[...changed.rules.values()].map((rule) => rulePage(rule, telling(changed))),
    ];
    for (const html of all) {
      expect(html).toContain('&lt;script&gt;');
      expect(html).not.toMatch(/<script/iu);
      expect(html).not.toContain('" onmouseover="');
      expect(html).toContain('&amp;amp;');
    }
  });

  test('of the change log is read by its headings only', () => {
    inject('CHANGELOG.md', [/^## 0\.1\.0 .*/mu, '## 0.1.0, a while ago']);
    expect(() => loadKnowledge(folder)).toThrow(
      /CHANGELOG\.md: line \d+: must be '## version \(year-month-day\)'/u,
    );
  });
});

test('what is tried with a rule stands on its page: who approved it, the days, the versions and what counts', () => {
  const rule = rules[0];
  if (!rule) throw new Error('no rule');
  const experiment = {
    id: 'invented',
    title: 'Is it better in short?',
    rule: rule.id,
    approved: { by: 'An invented committee', on: '2026-12-01' },
    start: '2027-01-01',
    end: '2027-06-30',
    outcome: 'order-accepted',
    arms: [
      { id: 'as-it-is', share: 60 },
      { id: 'short', share: 40 },
    ],
  } as const;
  const words = knowledge.words.get('en') ?? {};
  const pageWith = (experiments: Knowledge['experiments']) =>
    textIn(rulePage(rule, { knowledge: { ...knowledge, experiments }, words, language: 'en', base: '' }));
  const said = pageWith(new Map([[experiment.id, experiment]]));
  for (const text of [
    experiment.title,
    '2027-01-01',
    '2027-06-30',
    'short 40 %',
    'An invented committee, 2026-12-01',
  ])
    expect(said).toContain(text);
  expect(said).toContain(words['evidence']?.['experimentCounts-order-accepted']);
  expect(pageWith(new Map())).not.toContain(words['evidence']?.['experimentsTitle']);
});
