import { describe, expect, test } from '@jest/globals';
import type { Explanation } from '../../../src/core/model/explanation.js';
import { adviceOn, bundleOf, man, resultOf, subject, viewOf } from '../../support/ask.js';
import { knowledge } from '../../support/shipped.js';

type Json = Readonly<Record<string, unknown>>;

function explained(results: readonly unknown[], more: Json = {}): Explanation {
  return adviceOn(viewOf(results, more)).explain();
}

const local = { coding: [{ system: 'urn:oid:1.2.3', code: 'LAB-17', display: 'GPT' }], text: 'GPT (ALAT)' };
const odd = (patch: Json = {}): Json => resultOf('alt', 40, { id: undefined, code: local, ...patch });
const component = { code: local, valueQuantity: { value: 1, unit: 'U/L' } };

describe('facts', () => {
  test('say how they were worked out and from what', () => {
    const patient = { ...man, birthDate: '1970-06-15' };
    const results = [
      resultOf('ast', 74),
      resultOf('alt', 96),
      resultOf('platelets', 168),
      resultOf('ferritin', 540),
    ];
    const { facts } = explained(results, { patient });
    expect(facts['fib4']).toEqual({
      expression:
        'iif(%adult, %age * %ast.value.value / (%platelets.value.value * %alt.value.value.sqrt()), {})',
      saw: { adult: true, age: 56, ast: '74 U/L', platelets: '168 10*9/L', alt: '96 U/L' },
      value: 2.518,
      category: 'indeterminate',
    });
  });

  test('say what was missing or known only as a bound', () => {
    const alt = resultOf('alt', 96, {
      valueQuantity: { value: 96, comparator: '>', unit: 'U/L' },
    });
    const { facts } = explained([resultOf('ferritin', 540), alt]);
    expect(facts['fib4']).toMatchObject({ saw: { alt: '>96 U/L', ast: null, platelets: null }, value: null });
  });

  test('every fact has its own expression', () => {
    const { facts } = explained([resultOf('ferritin', 540)]);
    expect(Object.values(facts).map(({ expression }) => expression)).toEqual(
      [...knowledge.facts.values()].map(({ value }) => value.source),
    );
  });
});

describe('the patient', () => {
  test.each<[string, Json | null, object]>([
    ['known', man, { age: 60, sex: 'male' }],
    ['born in a year', { ...man, birthDate: '1966' }, { sex: 'male' }],
    ['of another sex', { ...man, gender: 'other' }, { age: 60 }],
    ['not sent', null, {}],
  ])('%s', (_, patient, seen) => {
    expect(explained([resultOf('ferritin', 540)], { patient }).patient).toEqual(seen);
  });
});

describe('results that were not recognised', () => {
  const found = (results: readonly unknown[], more: Json = {}): Explanation['unrecognised'] =>
    explained([resultOf('ferritin', 540), ...results], more).unrecognised;

  test('are listed with their code as it came', () => {
    expect(found([odd()])).toEqual([{ from: 'prefetch.ferritin.entry[1]', code: local }]);
    expect(found([odd({ code: { text: 'ALAT' } })])).toEqual([
      { from: 'prefetch.ferritin.entry[1]', code: { text: 'ALAT' } },
    ]);
  });

  test('also as components and contained ones', () => {
    const panel = odd({ valueQuantity: undefined, component: [component] });
    expect(found([panel])).toEqual([{ from: 'prefetch.ferritin.entry[1].component[0]', code: local }]);
    const report = {
      resourceType: 'DiagnosticReport',
      status: 'final',
      subject,
      code: local,
      contained: [
        odd({ id: 'a', subject: undefined }),
        odd({ id: 'b', subject: { reference: 'Patient/2' } }),
      ],
    };
    expect(found([], { reports: bundleOf([report]) })).toEqual([
      { from: 'prefetch.reports.entry[0].contained[0]', code: local },
    ]);
  });

  test('with a value of its own a panel is one too', () => {
    expect(found([odd({ component: [component] })]).map(({ from }) => from)).toEqual([
      'prefetch.ferritin.entry[1]',
      'prefetch.ferritin.entry[1].component[0]',
    ]);
  });

  const proof = [...knowledge.orders.values()]
    .flatMap(({ tests }) => tests)
    .flatMap(({ doneBy }) => doneBy.codes)
    .map(({ system, code }) => ({ system, code }))
    .find(
      ({ code }) => ![...knowledge.labs.values()].some(({ codes }) => codes.some((one) => one.code === code)),
    );

  test.each<[string, Json]>([
    [
      'what only holds others',
      odd({ valueQuantity: undefined, hasMember: [{ reference: 'Observation/1' }] }),
    ],
    ['what shows that a panel was done', odd({ code: { coding: [proof] } })],
    [
      'a look-alike, which is set aside',
      odd({ code: { coding: [{ system: 'http://loinc.org', code: '86914-9' }] } }),
    ],
    ['what is of another patient', odd({ subject: { reference: 'Patient/2' } })],
    ['what names nobody', odd({ subject: undefined })],
    ['a result that is read', resultOf('ast', 30)],
  ])('leave out %s', (_, result) => {
    expect(proof).toBeDefined();
    expect(found([result])).toEqual([]);
  });

  test('a local code that is mapped is recognised', () => {
    const client = [...knowledge.clients.values()].find(({ localCodes }) => localCodes.length > 0);
    const [{ system, code } = { system: '', code: '' }] = client?.localCodes ?? [];
    const body = viewOf([odd({ code: { coding: [{ system, code }] } })]);
    expect(adviceOn(body, undefined, client?.id).explain().unrecognised).toEqual([]);
    expect(adviceOn(body).explain().unrecognised).toHaveLength(1);
  });

  test('of texts only, and those cut; at most 100', () => {
    const long = 'x'.repeat(1000);
    const code = { coding: [{ system: long, code: long, display: long, userSelected: true }], text: long };
    const cut = 'x'.repeat(200);
    const many = found(Array.from({ length: 150 }, () => odd({ code })));
    expect(many).toHaveLength(100);
    expect(many[0]?.code).toEqual({ coding: [{ system: cut, code: cut, display: cut }], text: cut });
  });

  test('make no card and are on none', () => {
    const [alone, beside] = [adviceOn(viewOf([])), adviceOn(viewOf([odd()]))];
    expect([alone.cards, beside.cards]).toEqual([[], []]);
  });
});
