import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Card } from '../../src/core/model/advice.js';
import type { Explanation } from '../../src/core/model/explanation.js';
import type { Profile } from '../../src/core/model/knowledge.js';
import { adviceOn } from '../support/ask.js';
import { type Given, patientOf, reviewRequest, viewRequest } from '../support/case.js';
import { NOW } from '../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER, serveShipped } from '../support/shipped.js';

interface Expected {
  readonly cards?: Readonly<Record<string, string>>;
  readonly redFlags?: readonly string[];
  readonly facts?: Readonly<
    Record<string, { readonly value?: number | null; readonly category: string | null }>
  >;
  readonly context?: readonly string[];
  readonly dataQuality?: readonly string[];
  readonly suggested?: readonly string[];
  readonly notSuggested?: readonly string[];
  readonly firstCauses?: readonly string[];
  readonly allCauses?: readonly string[];
  readonly allSuggested?: readonly string[];
  readonly causesInclude?: readonly string[];
  readonly values?: Readonly<Record<string, number>>;
  readonly says?: readonly string[];
  readonly saysNot?: readonly string[];
  readonly quietened?: readonly string[];
  readonly setAside?: readonly string[];
}

interface Case {
  readonly case?: string;
  readonly id?: string;
  readonly title?: string;
  readonly on?: string;
  readonly given: Given;
  readonly expect: Expected;
}

const services = [
  ['patient-view', 'raised-ferritin-b12-patient-view', viewRequest],
  ['result-review', 'raised-ferritin-b12-result-review', reviewRequest],
] as const;

const readCases = (file: string): Case[] => parse(readFileSync(file, 'utf8')) as Case[];
const nameOf = ({ case: named, id = '', title = '' }: Case): string => named ?? `${id} ${title}`;
const askedOn = (cases: readonly Case[], hook: string): (readonly [string, Case])[] =>
  cases.filter(({ on }) => on === undefined || on === hook).map((one) => [nameOf(one), one] as const);

const ruleFolder = join(KNOWLEDGE_FOLDER, 'rules');
for (const name of readdirSync(ruleFolder).filter((file) => file.endsWith('.cases.yaml'))) {
  const cases = readCases(join(ruleFolder, name));
  for (const [hook, id, request] of services) {
    const asked = askedOn(cases, hook);
    if (asked.length === 0) continue;
    describe(`rules/${name}, ${hook}`, () => {
      test.each(asked)('%s', (_name, { given, expect: expected }) => {
        const advice = adviceOn(request(patientOf(given, knowledge, NOW), knowledge), id);
        check(underProfile(expected, 'us-nondevice'), advice.cards, advice.explain());
      });
    });
  }
}

const vignettes = readCases(join(KNOWLEDGE_FOLDER, 'examples', 'vignettes.yaml'));
describe.each(['us-nondevice', 'full'] as const)('whole patients over HTTP, profile %s', (profile) => {
  const service = serveShipped('public-sandbox', profile);
  for (const [hook, id, request] of services)
    test.each(askedOn(vignettes, hook))(`${hook}: %s`, async (_name, { given, expect: expected }) => {
      const body = request(patientOf(given, knowledge, NOW), knowledge);
      const answer = await service.post(`/cds-services/${id}`, body);
      expect(answer.status).toBe(200);
      const explained = await service.post(`/explain/${id}`, body);
      const explanation = (await explained.json()) as Explanation;
      const { cards } = (await answer.json()) as { cards: Card[] };
      check(underProfile(expected, profile), cards, explanation);
    });
});

/** The cases state the `full` profile; under `us-nondevice` a critical card is a warning and all else is equal. */
function underProfile(expected: Expected, profile: Profile): Expected {
  if (profile === 'full' || expected.cards?.['urgent'] === undefined) return expected;
  return { ...expected, cards: { ...expected.cards, urgent: 'warning' } };
}

function check(expected: Expected, cards: readonly Card[], explanation: Explanation): void {
  const topics = new Map([...knowledge.rules.values()].map(({ id, topic }) => [topic, id]));
  const seen = {
    cards: Object.fromEntries(cards.map((card) => [topics.get(card.source.topic.code), card.indicator])),
    redFlags: explanation.redFlags,
    suggested: explanation.suggested,
    causes: explanation.causes,
  };
  if (expected.cards) expect(seen.cards).toEqual(expected.cards);
  if (expected.redFlags) expect(seen.redFlags).toEqual(expected.redFlags);
  expect(seen.suggested).toEqual(expect.arrayContaining([...(expected.suggested ?? [])]));
  for (const id of expected.notSuggested ?? []) expect(seen.suggested).not.toContain(id);
  expect(seen.causes.slice(0, expected.firstCauses?.length ?? 0)).toEqual(expected.firstCauses ?? []);
  if (expected.allCauses) expect(seen.causes).toEqual(expected.allCauses);
  if (expected.allSuggested) expect([...seen.suggested].sort()).toEqual([...expected.allSuggested].sort());
  expect(explanation.context).toEqual(expect.arrayContaining([...(expected.context ?? [])]));
  expect(explanation.dataQuality).toEqual(expect.arrayContaining([...(expected.dataQuality ?? [])]));
  expect(seen.causes).toEqual(expect.arrayContaining([...(expected.causesInclude ?? [])]));
  for (const [id, { value, category }] of Object.entries(expected.facts ?? {})) {
    expect(explanation.facts[id]?.category).toBe(category);
    if (value !== undefined) expect(explanation.facts[id]?.value).toBe(value);
  }
  const texts = cards
    .flatMap(({ summary, detail = '', suggestions = [] }) => [
      summary,
      detail.replaceAll('\\', ''),
      ...suggestions.flatMap(({ label, actions }) => [
        label,
        ...actions.map(({ description }) => description),
      ]),
    ])
    .join('\n');
  for (const text of expected.says ?? []) expect(texts).toContain(text);
  for (const text of expected.saysNot ?? []) expect(texts).not.toContain(text);
  const quietened = [...new Set(explanation.quietened.map(({ id }) => id))];
  if (expected.quietened) expect(quietened.sort()).toEqual([...expected.quietened].sort());
  const aside = explanation.reasons.filter(({ setAside }) => setAside).map(({ reason }) => reason);
  if (expected.setAside) expect([...new Set(aside)].sort()).toEqual([...expected.setAside].sort());
  const value = (lab: string): number | undefined => explanation.readings.find((it) => it.lab === lab)?.value;
  for (const [lab, expectedValue] of Object.entries(expected.values ?? {}))
    expect(value(lab)).toBeCloseTo(expectedValue, 1);
}
