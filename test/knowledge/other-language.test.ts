import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExamples } from '../../src/cases/examples.js';
import type { Card } from '../../src/core/model/advice.js';
import { hookOf } from '../../src/hooks/discovery.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { textsOf, withoutMedicines } from '../support/card-texts.js';
import { serve } from '../support/serve.js';
import { NOW } from '../support/clock.js';
import {} from '../support/shipped.js';
import { copyWithTestLanguage, LANGUAGE, MARK, marked, SPEAKER } from '../support/test-language.js';

// English stands once: whatever a client of another language is shown has words of that language. What a made-up language
// says is marked, so that anything without a mark was not translated.

const RESULT_HOOK = 'org.hepacue.result-review';
const folder = mkdtempSync(join(tmpdir(), 'language-'));
copyWithTestLanguage(folder);
afterAll(() => rmSync(folder, { recursive: true }));
const knowledge = loadKnowledge(folder);
const examples = readExamples(folder, knowledge, (service) => hookOf(service, RESULT_HOOK));

/** What is the same in every language: units as sent and as printed, and sources as they are cited. */
const SAME_EVERYWHERE = [
  ...[...knowledge.labs.values()].flatMap(({ unit, units, limits }) => [
    unit ?? '',
    ...units.flatMap(({ as }) => as),
    ...limits.map((limit) => limit.unit),
  ]),
  ...[knowledge.facts, knowledge.causes, knowledge.orders, knowledge.rules].flatMap((files) =>
    [...files.values()].flatMap(({ numbers }) => numbers.map(({ unit }) => unit)),
  ),
  ...[...knowledge.sources.values()].map(({ id, short }) => short ?? id),
]
  .filter((text) => /\p{L}/u.test(text))
  .sort((one, other) => other.length - one.length)
  .map(
    (text) => new RegExp(`(?<![\\p{L}\\d])${text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}(?!\\p{L})`, 'gu'),
  );

/** What is left of a text without what is marked, and without what is the same everywhere; nothing when no letter is. */
function unmarked(text: string): string {
  const { before, after } = MARK;
  let rest = text
    // Addresses of links are no words.
    .replace(/\]\([^)]*\)/gu, ']')
    .replace(new RegExp(`${before}[^${before}${after}]*${after}`, 'gu'), ' ')
    // A summary that was cut inside a mark.
    .replace(new RegExp(`${before}[^${after}]*…$`, 'u'), ' ');
  for (const same of SAME_EVERYWHERE) rest = rest.replaceAll(same, ' ');
  return /\p{L}/u.test(rest) ? rest.trim() : '';
}

const withoutNames = withoutMedicines(knowledge, examples);

/** The text of a page that is shown, without what it says is English; a sentence may run through several elements. */
function textOfPage(html: string): string {
  const texts: string[] = [];
  const open: { readonly name: string; readonly shown: boolean }[] = [];
  for (const [whole, close, name, attributes = '', text] of html.matchAll(
    /<(\/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)/giu,
  )) {
    const shown = open.at(-1)?.shown ?? true;
    if (text !== undefined) {
      if (shown) texts.push(text);
    } else if (close === '/') open.pop();
    else if (name !== undefined && !/^(?:meta|br|link)$/u.test(name)) {
      open.push({ name, shown: shown && name !== 'style' && !/ lang="en"/u.test(attributes) });
      const [, label] = / (?:data-label|title|alt|aria-label)="([^"]*)"/u.exec(whole) ?? [];
      if (shown && label !== undefined) texts.push(label);
    }
  }
  expect(open).toEqual([]);
  return texts.join('\n');
}

describe.each(['us-nondevice', 'full'] as const)('in a made-up language, profile %s', (profile) => {
  let ids = 0;
  const service = serve({
    knowledge,
    advise: 'core',
    examples,
    now: () => NOW,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    config: {
      client: SPEAKER,
      profile,
      resultHook: RESULT_HOOK,
      publicUrl: 'https://cds.example.org',
      canonicalBase: 'https://hepacue.org/fhir',
    },
  });

  test('every card of every example and vignette says nothing in English', async () => {
    const left: unknown[] = [];
    let cards = 0;
    for (const example of examples) {
      const answer = await service.post(`/cds-services/${example.service}`, example.requestAt(NOW));
      if (!answer.ok) continue;
      for (const card of ((await answer.json()) as { cards: Card[] }).cards) {
        cards += 1;
        for (const [path, text] of textsOf(card))
          if (unmarked(withoutNames(text)) !== '') left.push([example.id, path, unmarked(text)]);
      }
    }
    expect(cards).toBeGreaterThan(examples.length / 2);
    expect(left).toEqual([]);
  });

  test('every page says nothing in English but what it says is English', async () => {
    const paths = ['/evidence', ...[...knowledge.rules.keys()].map((id) => `/evidence/${id}`)];
    for (const path of paths) {
      const html = await (await service.get(path)).text();
      expect(html).toContain(`<html lang="${LANGUAGE}">`);
      const text = textOfPage(html.replace('<!doctype html>', '').replaceAll('HepaCue', ''));
      const left = unmarked(text.replace(/&[a-z]+;|&#\d+;/gu, ' ')).split('\n');
      expect([path, left.filter((line) => /\p{L}/u.test(line))]).toEqual([path, []]);
    }
  });
});

test('a page in English does not say that parts of it are', async () => {
  const { indexPage } = await import('../../src/pages/evidence/index-page.js');
  const telling = { knowledge, language: 'en', words: knowledge.words.get('en') ?? {}, base: '' };
  expect(indexPage(telling)).not.toContain('<span lang=');
});

test('the marks stand around words, not around what is filled in', () => {
  expect(marked('**{Lab} {value}** ({day}): above {limit} or so')).toBe(
    '**{Lab} {value}** ({day}⟦): above⟧ {limit} ⟦or so⟧',
  );
  expect(unmarked('**12 ng/mL** (2026-01-01⟦): above⟧ the limit ⟦or so⟧')).toContain('the limit');
});
