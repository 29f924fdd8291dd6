import { describe, expect, test } from '@jest/globals';
import type { Catalogue, Lab } from '../../../src/web/playground/api.js';
import { fib4Of } from '../../../src/web/playground/why/fib4-parts.js';
import {
  groupSteps,
  obstacleOf,
  stoppedBy,
  type ExplainedRule,
  type ExplainedStep,
} from '../../../src/web/playground/why/reasons.js';
import {
  defaultLimits,
  idInWords,
  orderName,
  ruleTitle,
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
  id: 'main-ferritin',
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
  test('rules that stop for one reason are told once', () => {
    const child = rule('silent', step('an adult', 'no'));
    expect(stoppedBy([child, { ...child, id: 'main-b12' }])).toEqual([
      { rules: ['main-ferritin', 'main-b12'], obstacle: { kind: 'no', label: 'an adult' } },
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
    expect(ruleTitle('toString')).toBe('To string');
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
  });
  test('units, ids, names and what was seen', () => {
    expect(['10*9/L', 'umol/L', 'U/L', 'mL/min/{1.73_m2}', 'kg/m2', '{INR}'].map(unitText)).toEqual([
      '×10⁹/L',
      'µmol/L',
      'U/L',
      'mL/min/1.73 m²',
      'kg/m²',
      '',
    ]);
    expect(['known-liver-disease', 'limitNotUsed'].map(idInWords)).toEqual([
      'Known liver disease',
      'Limit not used',
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

describe('FIB-4', () => {
  test('is told with the numbers that went in', () => {
    const results = [
      resultOf('ferritin', 640),
      resultOf('alt', 96),
      resultOf('ast', 74),
      resultOf('platelets', 168),
    ];
    const fib4 = fib4Of(adviceOn(viewOf(results)).explain());
    expect(fib4).toMatchObject({
      inputs: { ast: '74', alt: '96', platelets: '168' },
      bounded: false,
      missing: [],
      adult: 'yes',
    });
    const { age, ast, platelets, alt } = fib4!.inputs;
    expect((Number(age) * Number(ast)) / (Number(platelets) * Math.sqrt(Number(alt)))).toBeCloseTo(
      fib4!.value!,
      3,
    );
  });
  test('says what is missing, and why', () => {
    const fib4 = fib4Of({
      facts: {
        adult: { expression: '', saw: {}, value: true },
        fib4: {
          expression: '',
          saw: { age: 52, ast: 'unit-missing', platelets: null, alt: '<10 U/L' },
          value: null,
        },
      },
    });
    expect(fib4).toEqual({
      inputs: { age: '52', alt: '10' },
      bounded: true,
      missing: [{ input: 'ast', why: 'unit-missing' }, { input: 'platelets' }],
      adult: 'yes',
    });
  });
  test('is nothing where the service works none out', () => {
    expect(fib4Of({ facts: {} })).toBeUndefined();
  });
});
