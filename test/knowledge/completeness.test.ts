import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Proof } from '../../src/core/model/knowledge.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

const { causes, facts, labs, orders, reasons, rules, sources, stages, valueSets, words } = knowledge;

/** Labs, beside the two triggers, that the decision table reads or the work-up asks for. */
const LABS = [
  'tsat iron tibc uibc transferrin alt ast alp ggt bilirubin bilirubin-direct albumin inr',
  'hemoglobin platelets wbc neutrophils reticulocytes mcv crp creatinine egfr hba1c bmi audit-c',
  'afp afp-units pregnancy-status',
  'hbsag anti-hbc anti-hbc-igm anti-hcv anti-hdv hcv-rna hbv-dna hav-igm hev-igm',
  'hfe-c282y hfe-h63d hfe-s65c hfe-analysis ana sma ama igg ceruloplasmin a1at',
  'liver-stiffness elf triglyceride fibrinogen ldh haptoglobin',
]
  .join(' ')
  .split(' ');

/** Causes in the order that decides ties. */
const CAUSES = [
  'alcohol-related-liver-disease',
  'masld',
  'viral-hepatitis',
  'cirrhosis',
  'liver-cancer-or-metastases',
  'inflammation-infection',
  'haemochromatosis',
  'iron-intake-or-transfusion',
  'macro-b12-or-supplement',
  'ckd',
  'acute-liver-injury-other',
  'marrow-failure-or-hlh',
  'iron-deficiency-with-inflammation',
];

/** Those that came later, in the order that decides ties among them. */
const LATER_CAUSES = [
  'blood-cancer',
  'autoimmune-liver',
  'haemolysis',
  'still-or-hyperinflammatory',
  'obstetric',
];

/** Reasons on record, and the results that each sets aside. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  'b12-therapy': ['b12'],
  'known-haematological': ['b12'],
  'known-haemochromatosis': ['ferritin'],
  'known-hyperinflammatory': ['ferritin'],
  'known-liver-disease': ['ferritin', 'b12'],
  'recent-iv-iron': ['ferritin'],
};

/** Stages in the order of the card. */
const STAGES = ['urgent', 'directed', 'first', 'because'];

/** Everything that can be ordered: test and the code its draft order carries first. */
const ORDERABLE: Readonly<Record<string, string>> = {
  'hepatic-panel': '24325-3',
  alt: '1742-6',
  ast: '1920-8',
  alp: '6768-6',
  bilirubin: '1975-2',
  'bilirubin-direct': '1968-7',
  albumin: '1751-7',
  ggt: '2324-2',
  cbc: '57021-8',
  crp: '1988-5',
  'creatinine-egfr': '2160-0',
  tsat: '50190-8',
  'repeat-ferritin': '2276-4',
  'repeat-b12': '2132-9',
  hbsag: '5196-1',
  'anti-hbc': '13952-7',
  'anti-hcv': '13955-0',
  'anti-hdv': '13248-0',
  'hbv-dna': '29610-3',
  'hcv-rna': '11011-4',
  'hev-igm': '14212-5',
  'acute-hepatitis-panel': '24363-4',
  hba1c: '4548-4',
  'audit-c': '72109-2',
  inr: '6301-6',
  'hfe-c282y': '21695-2',
  'hfe-h63d': '21696-0',
  ana: '8061-4',
  sma: '14252-1',
  ama: '14236-4',
  igg: '2465-3',
  ceruloplasmin: '2064-4',
  a1at: '1825-9',
  'liver-ultrasound': '28614-6',
  'surveillance-ultrasound': '28614-6',
  'cancer-imaging': '28614-6',
  'elastography-or-elf': '77615-3',
  triglyceride: '2571-8',
  fibrinogen: '3255-7',
  ldh: '2532-0',
};

const tests = [...orders.values()].flatMap((order) => order.tests.map((one) => ({ ...one, order })));

describe('what the decision table names is there', () => {
  test('labs', () => {
    expect([...labs.keys()]).toEqual(expect.arrayContaining(LABS));
    expect(
      [...labs.values()]
        .filter(({ role }) => role === 'trigger')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['b12', 'ferritin']);
  });

  test('causes, and in every rule the order that decides ties', () => {
    expect([...causes.keys()].sort()).toEqual([...CAUSES, ...LATER_CAUSES].sort());
    for (const { consider } of rules.values())
      for (const order of [CAUSES, LATER_CAUSES])
        expect(consider.filter((cause) => order.includes(cause))).toEqual(
          order.filter((cause) => consider.includes(cause)),
        );
  });

  test('reasons on record, what each sets aside, and that AFP and liver injury are exceptions of all', () => {
    expect(Object.fromEntries([...reasons].map(([id, { about }]) => [id, about]))).toEqual(REASONS);
    for (const { id, exceptions } of reasons.values()) {
      const labels = exceptions.map(({ label }) => label).join('; ');
      expect([id, labels]).toEqual([id, expect.stringMatching(/AFP is raised/u)]);
      expect([id, labels]).toEqual([id, expect.stringMatching(/liver test|ALT or AST/u)]);
    }
  });

  test('stages in their order, one of them for what red flags ask for', () => {
    expect(stages.stages.map(({ id }) => id)).toEqual(STAGES);
    expect(stages.stages.flatMap(({ id, urgent }) => (urgent ? [id] : []))).toEqual(['urgent']);
  });

  test('every orderable with its code', () => {
    expect(Object.fromEntries(tests.map(({ id, codes }) => [id, codes[0]?.code]))).toEqual(ORDERABLE);
    for (const { codes } of tests) expect(codes[0]?.system).toBe('http://loinc.org');
  });

  test('nothing that is never suggested', () => {
    const codes = tests.flatMap((one) => one.codes.map(({ code }) => code));
    const afp = labs.get('afp')?.codes.map(({ code }) => code) ?? [];
    expect(codes.filter((code) => afp.includes(code))).toEqual([]);
    expect(tests.flatMap((one) => one.codes).filter(({ system }) => system.includes('ama-assn'))).toEqual([]);
  });
});

describe('nothing stands without its partner', () => {
  test.each([...rules.keys()])('rule %s has cases', (id) => {
    const file = join(KNOWLEDGE_FOLDER, 'rules', `${id}.cases.yaml`);
    expect(existsSync(file)).toBe(true);
    expect((parse(readFileSync(file, 'utf8')) as unknown[]).length).toBeGreaterThan(0);
  });

  test('every test can be found done, by its own code among others', () => {
    for (const { id, order, codes, doneBy } of tests) {
      const done = doneBy.codes.map(({ code }) => code);
      for (const { code } of codes) expect([id, done]).toEqual([id, expect.arrayContaining([code])]);
      expect([id, Object.keys(order.window)]).toEqual([id, [expect.stringMatching(/^(days|ever|since)$/u)]]);
    }
  });

  test('a test is not older than the results its lab still uses', () => {
    // A result too old to be read, yet young enough to count as done, would leave a gap that nobody fills.
    for (const { id, order, doneBy, window = order.window } of tests)
      for (const lab of doneBy.labs.flat())
        if ('days' in window)
          expect([id, lab, window.days.value <= (labs.get(lab)?.window?.value ?? Infinity)]).toEqual([
            id,
            lab,
            true,
          ]);
  });

  test('nothing is called verified that rests on unread sources only', () => {
    const wrong = [...proofsIn(knowledge)].filter(
      ([, { source, verified }]) => verified && !source.some((id) => sources.get(id)?.verified),
    );
    expect(wrong.map(([where]) => where)).toEqual([]);
  });

  test('medicines are counted to the sample of a trigger', () => {
    for (const { of, sample } of valueSets.values())
      if (of === 'Medication') expect(labs.has(sample ?? '')).toBe(true);
  });
});

test.each([...words])('words in %s say what facts can answer', (_language, sentences) => {
  const has = (section: string, keys: Iterable<string>): void => {
    const known = Object.keys(sentences[section] ?? {});
    expect([...keys].filter((key) => !known.includes(key)).map((key) => `${section}.${key}`)).toEqual([]);
  };
  const fib4 = facts.get('fib4');
  const keysOf = (source = ''): string[] =>
    [...source.matchAll(/'([a-z0-9-]+)'(?! in)/gu)].map(([, text = '']) => `fib4-${text}`);
  has('reasons', keysOf(fib4?.reason?.source));
  // What a sentence of its own says of them is no word in another.
  const own = ['missing-input', 'not-interpretable'];
  has(
    'categories',
    keysOf(fib4?.category?.source).filter((key) => !own.some((word) => key.endsWith(word))),
  );
});

/** Every proof in the knowledge, with the place it stands. */
function* proofsIn(value: unknown, where = ''): Generator<readonly [where: string, proof: Proof]> {
  if (typeof value !== 'object' || value === null) return;
  if ('source' in value && 'verified' in value && 'checked' in value)
    yield [where, value as unknown as Proof];
  const entries = value instanceof Map ? (value as Map<string, unknown>) : Object.entries(value);
  for (const [key, inner] of entries) yield* proofsIn(inner, `${where}/${key}`);
}
