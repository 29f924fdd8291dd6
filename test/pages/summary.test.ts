import { describe, expect, test } from '@jest/globals';
import type { Rule, Words } from '../../src/core/model/knowledge.js';
import { countsOf, decidingNumbers, figuresOf } from '../../src/pages/evidence/figures.js';
import { indexPage } from '../../src/pages/evidence/index-page.js';
import { rulePage } from '../../src/pages/evidence/rule-page.js';
import { rendererOf } from '../../src/pages/proof.js';
import { wayOf } from '../../src/pages/way/rule-way.js';
import { wholeWay } from '../../src/pages/way/whole-way.js';
import { reachOf } from '../../src/knowledge/reach.js';
import { shownOf, textIn } from '../support/shown.js';
import { knowledge } from '../support/shipped.js';

/** What a reviewer reads and prints: each page as it is before anything is opened. */

const MOST_WORDS = 1500;

const words = knowledge.words.get('en') as Words;
const context = { knowledge, words, language: 'en', base: '' };
const renderer = rendererOf(words, 'en', knowledge.sources);
const rules = [...knowledge.rules.values()];
const pages = new Map([
  ['index', indexPage(context)],
  ...rules.map((rule) => [rule.id, rulePage(rule, context)] as const),
]);
const shown = (id: string): string => shownOf(pages.get(id) ?? '');

test('what stands closed is told from what is seen', () => {
  const html =
    '<p>a</p><details><summary>b</summary><p>c</p><details><summary>d</summary>e</details></details><p>f</p>';
  expect(textIn(shownOf(html))).toBe('a b f');
});

describe.each([...pages.keys()])('page %s, before anything is opened', (id) => {
  const text = textIn(shown(id));

  test(`has fewer than ${MOST_WORDS} words`, () => {
    const count = text.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    expect(count).toBeGreaterThan(200);
    expect(count).toBeLessThan(MOST_WORDS);
  });

  test('shows no id and no expression', () => {
    const ids = (
      ['rules', 'causes', 'facts', 'orders', 'reasons', 'sources', 'services', 'labs', 'valueSets'] as const
    ).flatMap((kind) => [...knowledge[kind].keys()].filter((one) => /[a-z]-[a-z0-9]/u.test(one)));
    const names = new Set(Object.values(words).flatMap((group) => Object.values(group)));
    // Some tests are called what their id is called.
    const raw = ids.filter((one) => ![...names].some((name) => name.includes(one)));
    expect(raw.length).toBeGreaterThan(50);
    expect(raw.filter((one) => new RegExp(`(?<![\\w/.-])${one}(?![\\w-])`, 'u').test(text))).toEqual([]);
    const flags = rules.flatMap((rule) => rule.flags.map((flag) => flag.id));
    expect(flags.filter((one) => new RegExp(`\\b${one}\\b`, 'u').test(text))).toEqual([]);
    expect(shown(id)).not.toContain('<code');
    expect(text).not.toContain('%b12');
  });

  test('has its way as a picture with a name, and the same in words', () => {
    const html = pages.get(id) ?? '';
    const pictures = [
      ...html.matchAll(/<svg class="(\w+)" viewBox="0 0 \d+ \d+" role="img" aria-label="([^"]+)">/gu),
    ];
    expect(pictures.map(([, kind]) => kind)).toEqual(['wide', 'narrow']);
    const rule = knowledge.rules.get(id);
    const steps = rule ? wayOf(rule, knowledge, '', renderer) : wholeWay(knowledge, '', renderer);
    const [wide = '', narrow = ''] = html
      .split('<svg ')
      .slice(1)
      .map((one) => textIn(`<${one.split('</svg>')[0]}`));
    const told = textIn(
      html.split(`${words['evidence']!['wayInWords']}</summary>`)[1]?.split('</details>')[0] ?? '',
    );
    for (const { title, lines, exits } of steps)
      for (const part of [title, ...lines, ...exits.map((one) => one.text)])
        for (const picture of [wide, narrow, told]) expect(picture).toContain(part);
  });
});

describe.each(rules)('the way to the card of $id', (rule: Rule) => {
  const steps = wayOf(rule, knowledge, '', renderer);
  const said = steps.flatMap(({ title, lines, exits }) => [
    title,
    ...lines,
    ...exits.map(({ text }) => text),
  ]);

  test('has every condition to begin with, every red flag, every way to be quiet and every test', () => {
    const all = said.join('\n');
    for (const { label } of [...rule.when, ...rule.unless, ...rule.flags]) expect(all).toContain(label);
    for (const { id } of rule.quiet) expect(all).toContain(words['quietened']![id]);
    const { orders, stages } = reachOf(rule, knowledge);
    for (const { tests, stage } of orders) {
      const own = stages.find(({ id }) => id === stage);
      if (own?.urgent === true && rule.flags.length === 0) continue;
      for (const one of tests.filter(({ partOf }) => partOf === undefined))
        expect(all).toContain(words['tests']![one.id]);
    }
  });

  test('goes from what was found to the tests that wait for a finding of their own', () => {
    const titles = steps.map(({ title }) => title);
    const order = ['wayRaised', 'wayReason', 'wayFlag', 'waySays', 'wayLoud'].map(
      (key) => words['evidence']![key],
    );
    const found = order.filter((title) => title !== undefined && titles.includes(title));
    expect(titles.slice(0, found.length)).toEqual(found);
    expect(found).toContain(words['evidence']!['wayLoud']);
  });
});

test('the whole way leads to the page of every card in use', () => {
  const links = wholeWay(knowledge, '', renderer).flatMap(({ exits }) =>
    exits.flatMap(({ href }) => href ?? []),
  );
  const active = rules.filter(({ status }) => status === 'active').map(({ id }) => `/evidence/${id}`);
  expect([...new Set(links)].sort()).toEqual(active.sort());
});

test('stages stand in the order of a work-up, whatever their order on a card', () => {
  const titles = wholeWay(knowledge, '', renderer).map(({ title }) => title);
  expect(titles.slice(-3)).toEqual(['First', 'Because it persists, or the liver is involved', 'Directed']);
  const { stages } = knowledge;
  const turned = { ...knowledge, stages: { ...stages, stages: [...stages.stages].reverse() } };
  expect(wholeWay(turned, '', renderer).map(({ title }) => title)).toEqual(titles);
});

describe('the numbers that decide', () => {
  test.each(rules)('stand on the page of $id, with how many of them were compared', (rule) => {
    const text = textIn(shown(rule.id));
    const figures = [
      ...rule.warning.map((one) => one.expression),
      ...rule.flags.map((flag) => flag.when),
    ].flatMap((expression) => decidingNumbers(expression, rule.numbers, knowledge));
    for (const { value } of figures) expect(text).toContain(` ${value}`);
    const { count, verified, decided, open } = countsOf(figures, knowledge.sources);
    expect(verified + decided + open).toBe(count);
    if (count > 0) {
      expect(text).toContain(
        `Of the ${count} numbers here, ${verified} are verified, ${decided} are decisions`,
      );
      expect(text).toContain(`${open} are not verified.`);
    }
    const all = countsOf(figuresOf(rule, reachOf(rule, knowledge), knowledge), knowledge.sources);
    expect(all.count).toBeGreaterThan(count);
    expect(text).toContain(`Of all ${all.count} that the card can come to use: ${all.verified} verified`);
  });

  test('are those of the condition itself, or of the nearest facts behind it', () => {
    const [rule] = rules.filter(({ flags }) => flags.length > 0);
    const flag = rule!.flags.find(({ when }) => when.uses.length === 1 && when.numbers.length === 1)!;
    const own = decidingNumbers(flag.when, rule!.numbers, knowledge);
    expect(own.map(({ value }) => value)).toEqual(flag.when.numbers.map(({ value }) => value));
    for (const one of rules)
      for (const { expression } of one.warning) {
        const found = decidingNumbers(expression, [], knowledge);
        const { facts } = reachOf(one, knowledge);
        for (const figure of found) expect(facts.some(({ numbers }) => numbers.includes(figure))).toBe(true);
      }
  });

  test('are named with the sources people know them by, each listed with its DOI', () => {
    for (const rule of rules) {
      const html = shown(rule.id);
      const cited = new Set([...html.matchAll(/href="#ref-([^"]+)"/gu)].map(([, id = '']) => id));
      expect(cited.size).toBeGreaterThan(0);
      for (const id of cited) {
        const { short, doi, citation } = knowledge.sources.get(id)!;
        const [, entry = ''] = html.split(`<li id="ref-${id}">`);
        const listed = entry.split('</li>')[0]!;
        expect(textIn(listed)).toContain(short ?? 'HepaCue decision');
        expect(textIn(listed)).toContain(textIn(citation.replaceAll('<', '&lt;')));
        if (doi !== undefined) expect(listed).toContain('href="https://doi.org/');
      }
    }
  });
});

test('every source has the name people cite it by', () => {
  const without = [...knowledge.sources.values()].filter(
    ({ short, kind }) => short === undefined && kind !== 'decision',
  );
  expect(without.map(({ id }) => id)).toEqual([]);
});
