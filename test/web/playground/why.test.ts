import { describe, expect, test } from '@jest/globals';
import type { Catalogue, Lab } from '../../../src/web/playground/api.js';
import {
  groupSteps,
  isPlain,
  obstacleOf,
  stoppedBy,
  type ExplainedRule,
  type ExplainedStep,
} from '../../../src/web/playground/why/reasons.js';
import {
  inputsText,
  isBegun,
  isBounded,
  isOfInterest,
  type Score,
} from '../../../src/web/playground/why/score.js';
import {
  defaultLimits,
  orderName,
  remarkText,
  sawText,
  titled,
  unitText,
} from '../../../src/web/playground/why/text.js';
import { problemInWords, readRemark, whyInWords } from '../../../src/web/playground/why/words.js';
import { adviceOn, reviewOf, resultOf, viewOf } from '../../support/ask.js';
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
    expect(remarkText('bilirubin-direct-unit-unsupported:a:b', { labs: labs as Lab[] })).toBe(
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
    expect(score.told).toEqual([expect.stringContaining('missing AST and platelets')]);
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
