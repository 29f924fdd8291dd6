import { describe, expect, test } from '@jest/globals';
import type { Catalogue, Lab } from '../../../src/web/playground/api.js';
import {
  groupSteps,
  isPlain,
  obstacleOf,
  quietText,
  rulesWithCard,
  stoppedBy,
  type ExplainedRule,
  type ExplainedStep,
} from '../../../src/web/parts/reasons.js';
import { inputsText, isBegun, isBounded, isOfInterest, type Score } from '../../../src/web/parts/score.js';
import {
  defaultLimits,
  orderName,
  remarkText,
  sawText,
  titled,
  unitText,
} from '../../../src/web/parts/text.js';
import { problemInWords, readRemark, whyInWords } from '../../../src/web/parts/words.js';
import { adviceOn, bundleOf, reviewOf, resultOf, subject, viewOf } from '../../support/ask.js';
import { knowledge } from '../../support/shipped.js';

const step = (label: string, answer: ExplainedStep['answer'], why?: string): ExplainedStep => ({
  label,
  kind: 'when',
  expression: '%x',
  saw: {},
  answer,
  ...(why !== undefined && { why }),
});
const rule = (verdict: ExplainedRule['verdict'], ...steps: ExplainedRule['steps']): ExplainedRule => ({
  id: 'one',
  title: 'Is it one?',
  basis: 'A statement.',
  verdict,
  steps,
});

describe('the steps of a rule', () => {
  test('every step of every shipped rule finds its group', () => {
    const explanation = adviceOn(
      reviewOf([resultOf('ferritin', 640)]),
      'raised-ferritin-b12-result-review',
    ).explain();
    for (const { id, steps } of explanation.rules) {
      const written = knowledge.rules.get(id)!;
      const counts = Object.fromEntries(groupSteps(steps).map((group) => [group.kind, group.steps.length]));
      const { when, unless, flags, lines, warning } = written;
      for (const [kind, list] of Object.entries({ when, unless, flag: flags, line: lines, warning }))
        expect([id, kind, counts[kind] ?? 0]).toEqual([id, kind, list.length]);
    }
  });
});

describe('what makes a card quieter', () => {
  const quiet = (id: string, label: string): ExplainedStep => ({ ...step(label, 'yes'), kind: 'quiet', id });

  test('stands in a group for each, as all of one must hold', () => {
    const steps = [quiet('falling', 'one'), quiet('falling', 'two'), quiet('worked-up', 'one')];
    expect(groupSteps([step('an adult', 'yes'), ...steps])).toEqual([
      { kind: 'when', steps: [step('an adult', 'yes')] },
      { kind: 'quiet', id: 'falling', steps: steps.slice(0, 2) },
      { kind: 'quiet', id: 'worked-up', steps: steps.slice(2) },
    ]);
  });
  test('a silenced rule has no card, a quieter one has', () => {
    const rules = [rule('card'), { ...rule('card'), id: 'two' }, { ...rule('silent'), id: 'three' }];
    const quietened = [
      { rule: 'one', id: 'worked-up', makes: 'silent', why: 'worked up' },
      { rule: 'two', id: 'falling', makes: 'brief', why: 'falling' },
    ] as const;
    expect(rulesWithCard({ rules, quietened }).map(({ id }) => id)).toEqual(['two']);
    expect(rulesWithCard({ rules, quietened: [] }).map(({ id }) => id)).toEqual(['one', 'two']);
  });
  test('is told with since when and by which tests', () => {
    const one = { rule: 'one', id: 'x', makes: 'silent', why: 'worked up' } as const;
    expect(quietText({ ...one, complete: '2026-01-03', tests: ['CRP', 'blood count'] })).toBe(
      'No card: worked up. The work-up was complete on 2026-01-03, by CRP, blood count.',
    );
    expect(quietText({ ...one, complete: '2026-01-03', tests: [] })).toBe(
      'No card: worked up. The work-up was complete on 2026-01-03.',
    );
    expect(quietText({ ...one, makes: 'brief', why: 'falling' })).toBe('A card of three lines: falling.');
    expect(quietText({ ...one, makes: 'no-orders' })).toBe('A card without tests: worked up.');
  });
  test('is told of a real answer: ferritin falling, with normal liver tests', () => {
    const before = { ...resultOf('ferritin', 900), id: 'before', effectiveDateTime: '2026-08-01' };
    const { rules, quietened, cards } = adviceOn(
      viewOf([before, resultOf('ferritin', 450), resultOf('alt', 20), resultOf('ast', 20)]),
    ).explain();
    expect(quietened.map(quietText)).toEqual(['A card of three lines: falling, with normal liver tests.']);
    expect(rulesWithCard({ rules, quietened })).toHaveLength(cards.length);
  });
});

describe('what is on record', () => {
  test('is told in words, with why the result counts all the same', () => {
    const iron = {
      resourceType: 'Condition',
      id: 'c',
      subject,
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      code: { coding: [knowledge.valueSets.get('haemochromatosis')!.codes[0]!] },
    };
    const reasons = (value: number): unknown =>
      adviceOn(viewOf([resultOf('ferritin', value)], { conditions: bundleOf([iron]) })).explain().reasons;
    const what = { lab: 'ferritin', reason: 'known-haemochromatosis', what: 'haemochromatosis' };
    expect(reasons(640)).toEqual([{ ...what, setAside: true, exceptions: [] }]);
    expect(reasons(1200)).toEqual([
      { ...what, setAside: false, exceptions: ['ferritin is 1000 ng/mL or more'] },
    ]);
  });
  test('what moved a cause up is told with it', () => {
    const { causes, movedBy } = adviceOn(viewOf([resultOf('ferritin', 640), resultOf('bmi', 33)])).explain();
    expect(causes).toContain('masld');
    expect(movedBy['masld']).toEqual(['BMI 30 or more']);
    expect(Object.keys(movedBy).every((id) => causes.includes(id))).toBe(true);
  });
});

describe('what stopped a rule', () => {
  test('nothing, when it made a card', () => {
    expect(obstacleOf(rule('card', step('an adult', 'yes')))).toBeUndefined();
  });
  test('the first no, before any unknown', () => {
    const one = rule('silent', step('raised', 'unknown'), step('an adult', 'no'), step('known', 'no'));
    expect(obstacleOf(one)).toEqual({ kind: 'no', label: 'an adult' });
  });
  test('an unknown, with why', () => {
    expect(
      obstacleOf(rule('unknown', step('an adult', 'yes'), step('it is raised', 'unknown', 'missing: b12'))),
    ).toEqual({
      kind: 'unknown',
      label: 'it is raised',
      why: 'missing: b12',
    });
  });
  test('an exception that holds, be it that something else is unknown', () => {
    const one = rule('silent', step('it is raised', 'unknown'), {
      ...step('iron infused', 'yes'),
      kind: 'unless',
    });
    expect(obstacleOf(one)).toEqual({ kind: 'unless', label: 'iron infused' });
  });
  test('nothing it speaks of', () => {
    expect(
      obstacleOf(rule('silent', step('an adult', 'yes'), { ...step('high', 'no'), kind: 'flag', id: 'R1' })),
    ).toMatchObject({
      kind: 'nothing',
    });
  });
  test('a rule with red flags or lines speaks for them alone', () => {
    const flag: ExplainedStep = { ...step('high', 'no'), kind: 'flag', id: 'R1' };
    expect([rule('card', step('an adult', 'yes')), rule('card', flag)].map(isPlain)).toEqual([true, false]);
  });
  test('rules that stop for one reason are told once', () => {
    const child = rule('silent', step('an adult', 'no'));
    expect(stoppedBy([child, { ...child, id: 'two', title: 'Is it two?' }])).toEqual([
      { titles: ['Is it one?', 'Is it two?'], obstacle: { kind: 'no', label: 'an adult' } },
    ]);
  });
});

describe('words', () => {
  const name = (id: string): string => ({ b12: 'vitamin B12', ggt: 'GGT' })[id] ?? id;
  test('why a step is unknown', () => {
    expect(whyInWords('missing: b12, ggt (unit-missing), age', name)).toBe(
      'Missing: vitamin B12; GGT (it has no unit, and a unit is never guessed); age',
    );
    expect(whyInWords('missing: b12 (no-result); only known as a bound: ggt > 300', name)).toBe(
      'Missing: vitamin B12. Known only as a bound: GGT > 300',
    );
  });
  test('what is not known is shown as it is', () => {
    expect(whyInWords('the moon', name)).toBe('the moon');
    expect(problemInWords('brand-new')).toBe('brand-new');
    expect(problemInWords('constructor')).toBe('constructor');
    expect(orderName('ggt', undefined)).toBe('ggt');
  });
  test('a data-quality id names the longest lab that fits', () => {
    const labs = [
      { id: 'bilirubin', name: 'total bilirubin' },
      { id: 'bilirubin-direct', name: 'direct bilirubin' },
    ];
    expect(readRemark('bilirubin-direct-unit-unsupported:a:b', labs)).toEqual({
      lab: 'bilirubin-direct',
      name: 'direct bilirubin',
      kind: 'unit-unsupported',
      unit: 'a:b',
    });
    expect(readRemark('moon-stale', labs)).toBeUndefined();
    expect(remarkText('bilirubin-direct-unit-unsupported:a:b', { labs: labs })).toBe(
      'Direct bilirubin: its unit is not on the list of this test (a:b). ',
    );
    expect(remarkText('moon-stale', { labs: [] })).toBe('');
  });
  test('units, names and what was seen', () => {
    expect(['10*9/L', 'umol/L', 'U/L', 'mL/min/{1.73_m2}', 'kg/m2', '{INR}', '1'].map(unitText)).toEqual([
      '×10⁹/L',
      'µmol/L',
      'U/L',
      'mL/min/1.73 m²',
      'kg/m²',
      '',
      '',
    ]);
    expect(['eGFR', 'anti-HCV', 'ALT'].map(titled)).toEqual(['eGFR', 'Anti-HCV', 'ALT']);
    expect(
      [null, true, 0.771234567, 'unit-missing', '74 U/L', [], ['a', 'b'], { a: 1 }].map(sawText),
    ).toEqual([
      'nothing',
      'yes',
      '0.771235',
      'it has no unit, and a unit is never guessed',
      '74 U/L',
      'nothing',
      'a, b',
      '{"a":1}',
    ]);
  });
});

test('default limits are told in the unit of the lab, each value once, with whom they are for', () => {
  const lab: Lab = {
    ...({
      id: 'x',
      name: 'x',
      role: 'supporting',
      kind: 'quantity',
      codes: [],
    } satisfies Catalogue['labs'][number]),
    unit: 'umol/L',
    units: [{ as: ['mg/dL'], factor: 17.1 }],
    limits: [
      { high: 200, unit: 'umol/L', sex: 'female', ageTo: 50 },
      { high: 10, unit: 'mg/dL', sex: 'male', ageFrom: 18 },
      { high: 200, unit: 'umol/L' },
      { high: 1, unit: 'furlong' },
    ],
  };
  expect(defaultLimits(lab)).toEqual([
    { value: 200, whom: 'women to 50 years, others' },
    { value: 171, whom: 'men from 18 years' },
  ]);
  expect(defaultLimits({ ...lab, limits: [{ high: 40, unit: 'umol/L' }] })).toEqual([
    { value: 40, whom: 'default' },
  ]);
});

describe('a number that was worked out', () => {
  const results = [
    resultOf('ferritin', 640),
    resultOf('alt', 96),
    resultOf('ast', 74),
    resultOf('platelets', 168),
  ];
  const scoreOf = (id: string, observations = results): Score =>
    adviceOn(viewOf(observations))
      .explain()
      .scores.find(({ fact }) => fact === id)!;

  test('is told with the numbers that went in, and in the words of the cards', () => {
    const score = scoreOf('fib4');
    expect(score).toMatchObject({
      name: 'FIB-4 = age × AST / (platelets × √ALT)',
      unit: '1',
      category: 'high',
      warns: true,
    });
    expect(score.told).toEqual([
      expect.stringMatching(/^\*\*FIB-4 .*AST 74 \/ \(platelets 168 × √ALT 96\)$/u),
    ]);
    const [, age] = /age (\d+) ·/u.exec(inputsText(score)) ?? [];
    expect(inputsText(score)).toBe(
      `An adult: yes · age ${age} · AST 74 U/L · platelets 168 ×10⁹/L · ALT 96 U/L`,
    );
    expect((Number(age) * 74) / (168 * Math.sqrt(96))).toBeCloseTo(score.value!, 3);
    expect([isBegun(score), isOfInterest(score), isBounded(score)]).toEqual([true, true, false]);
  });
  test('has no category in words where the rules alone read it, and warns of nothing', () => {
    const ratio = scoreOf('ast-alt-ratio');
    expect(ratio).toEqual({
      fact: 'ast-alt-ratio',
      name: 'AST divided by ALT',
      unit: '1',
      value: 0.771,
      bands: [],
      told: [],
      inputs: [
        { name: 'AST', saw: '74 U/L' },
        { name: 'ALT', saw: '96 U/L' },
      ],
      warns: false,
    });
    expect([isBegun(ratio), isOfInterest(ratio)]).toEqual([true, false]);
    expect(scoreOf('transferrin-saturation')).not.toHaveProperty('category');
    expect(isBegun(scoreOf('transferrin-saturation'))).toBe(false);
  });
  test('says what is missing, and why', () => {
    const ast = { ...resultOf('ast', 74), valueQuantity: { value: 74 } };
    const score = scoreOf('fib4', [resultOf('ferritin', 640), resultOf('alt', 96), ast]);
    expect(score).not.toHaveProperty('value');
    expect(score.told).toEqual([]);
    expect(inputsText(score)).toMatch(
      /AST: it has no unit, and a unit is never guessed · platelets: not known · ALT 96 U\/L$/u,
    );
  });
  test('says when a number known only as a bound went in, and leaves out what did not', () => {
    const score: Score = {
      ...scoreOf('ast-alt-ratio'),
      inputs: [
        { name: 'ALT', saw: '<10 U/L' },
        { name: 'AST', saw: null },
        { name: 'GGT', saw: 'unit-missing' },
      ],
    };
    expect(isBounded(score)).toBe(true);
    expect(inputsText(score)).toBe('ALT <10 U/L');
    const { value: _value, ...open } = score;
    expect(isBounded(open)).toBe(false);
  });
});
