import { describe, expect, test } from '@jest/globals';
import {
  adviceOn,
  bundleOf,
  resultOf,
  REVIEW,
  reviewOf,
  subject,
  topicsOf,
  VIEW,
  viewOf,
} from '../support/ask.js';
import { TODAY } from '../support/clock.js';

type Json = Readonly<Record<string, unknown>>;

const BEFORE = '2026-11-15';
const cardsOf = (triggers: readonly Json[], others: readonly Json[], hook: string) =>
  adviceOn(
    hook === VIEW
      ? viewOf(triggers, { more: bundleOf(others) })
      : reviewOf(triggers, { more: bundleOf(others) }),
    hook,
  ).cards;
const textOf = (cards: ReturnType<typeof cardsOf>): string =>
  cards.map(({ detail }) => detail.replace(/\\(?=[^\w\s])/gu, '')).join('\n');

const raised = resultOf('ferritin', 900);
const older = (id: string, value: number): Json =>
  resultOf(id, value, { id: `${id}-0`, effectiveDateTime: BEFORE });
const haemochromatosis: Json = {
  resourceType: 'Condition',
  subject,
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'E83.110' }] },
};

describe.each([VIEW, REVIEW])('a supporting result that cannot be used hides no red flag: %s', (hook) => {
  test.each([
    ['inr', 2.4, resultOf('inr', 300), 'whether INR is 1.5 or more'],
    [
      'alt',
      900,
      resultOf('alt', 30, { valueQuantity: { value: 30, unit: 'mmol/L' } }),
      'whether ALT or AST is more than 10 times',
    ],
    ['bilirubin', 60, resultOf('bilirubin', 9000), 'whether total bilirubin is above 40'],
  ])('%s, on the card that is made', (id, value, unusable, open) => {
    const known = cardsOf([raised], [older(id, value)], hook);
    expect(topicsOf(known)).toHaveProperty('urgent');
    const cards = cardsOf([raised], [older(id, value), unusable], hook);
    expect(topicsOf(cards)).toEqual({ raisedFerritin: expect.any(String) as unknown });
    expect(textOf(cards)).toContain(open);
    expect(textOf(cards)).toMatch(new RegExp(`result before it, .*${value}.* of ${BEFORE}`, 'u'));
  });

  test('on a context card too, where it is the only one', () => {
    const cards = cardsOf([raised], [haemochromatosis, older('inr', 2.4), resultOf('inr', 300)], hook);
    expect(topicsOf(cards)).toEqual({ context: 'info' });
    expect(textOf(cards)).toContain('300 {INR} is not possible');
    expect(textOf(cards)).toContain('was 2.4 {INR} of');
    expect(textOf(cards)).toContain('As INR could not be used, it is not known whether INR is 1.5 or more');
  });

  test('a low count, of which being raised says nothing', () => {
    const counts = [older('platelets', 40), resultOf('platelets', 250_000), resultOf('hemoglobin', 8)];
    const cards = cardsOf([resultOf('ferritin', 2600)], counts, hook);
    expect(textOf(cards)).toContain('was 40 10*9/L of');
  });

  test('and makes no card where nothing is raised', () => {
    expect(cardsOf([resultOf('ferritin', 100)], [older('inr', 2.4), resultOf('inr', 300)], hook)).toEqual([]);
  });
});

describe('what is asked of a trigger that cannot be read', () => {
  const unread = resultOf('ferritin', 900, { id: 'f2', valueQuantity: { value: 900 } });

  test('a red flag that would hold is said with it', () => {
    const cards = cardsOf([unread], [resultOf('alt', 900)], VIEW);
    expect(topicsOf(cards)).toEqual({ context: 'info' });
    expect(textOf(cards)).toContain('whether ALT or AST is more than 10 times its limit');
  });

  test('one that is open only as nothing else came is not', () => {
    expect(textOf(cardsOf([unread], [], VIEW))).not.toContain('it is not known');
    expect(textOf(cardsOf([unread], [resultOf('alt', 30)], VIEW))).not.toContain('it is not known');
  });

  test('nor one that is open as the result it names did not come, nor a bound that is used', () => {
    const bound = resultOf('alt', 400, { valueQuantity: { value: 400, comparator: '>', unit: 'U/L' } });
    for (const alt of [bound, resultOf('alt', 30, { valueQuantity: { value: 30 } })])
      expect(textOf(cardsOf([raised], [alt], VIEW))).not.toContain('whether total bilirubin');
    expect(textOf(cardsOf([raised], [bound], VIEW))).not.toContain('could not be used, it is');
  });

  test('one that its other inputs leave open is', () => {
    const counts = [resultOf('hemoglobin', 8), resultOf('platelets', 40)];
    expect(textOf(cardsOf([unread], counts, VIEW))).toContain('with two low blood counts');
  });

  test('a bound that leaves it open names the raised result before it', () => {
    const bound = resultOf('b12', 2000, { valueQuantity: { value: 2000, comparator: '<', unit: 'pg/mL' } });
    expect(textOf(cardsOf([older('b12', 1501), bound], [], VIEW))).toContain('1501 pg/mL of');
  });

  test('nor does one bound after another hide it', () => {
    const bound = (value: number, day: string): Json =>
      resultOf('b12', value, {
        id: day,
        effectiveDateTime: day,
        valueQuantity: { value, comparator: '<', unit: 'pg/mL' },
      });
    const cards = cardsOf([older('b12', 1501), bound(2000, '2026-11-20'), bound(2100, TODAY)], [], VIEW);
    expect(textOf(cards)).toContain('1501 pg/mL of');
  });
});

test('a raised result is not named where a newer one that can be read is not raised', () => {
  const unread = resultOf('ferritin', 900, { id: 'f3', valueQuantity: { value: 900 } });
  const normal = resultOf('ferritin', 54, { id: 'f2', effectiveDateTime: '2026-11-19' });
  const text = textOf(cardsOf([older('ferritin', 1201), normal, unread], [], VIEW));
  expect(text).toContain('has no unit');
  expect(text).not.toContain('1201');
});

describe('of results of one time', () => {
  test('a bound is no higher than what it proves', () => {
    const bound = resultOf('bilirubin', 30, {
      id: 'b2',
      valueQuantity: { value: 30, comparator: '>', unit: 'umol/L' },
    });
    const results = [resultOf('bilirubin', 60), bound];
    for (const order of [results, results.toReversed()])
      expect(topicsOf(cardsOf([raised], order, VIEW))).toHaveProperty('urgent');
  });

  test('the lower of a count is used, whatever its range says', () => {
    const low = resultOf('hemoglobin', 8, { referenceRange: [{ high: { value: 17, unit: 'g/dL' } }] });
    const counts = [low, resultOf('hemoglobin', 14.2, { id: 'h2' }), resultOf('platelets', 80)];
    expect(topicsOf(cardsOf([resultOf('ferritin', 3200)], counts, VIEW))).toHaveProperty('urgent');
  });

  test('the other of white cells is said, as low and high ones are findings', () => {
    const counts = [resultOf('wbc', 3.2), resultOf('wbc', 30.2, { id: 'w2' })];
    expect(textOf(cardsOf([raised], counts, VIEW))).toMatch(/\(3\.2 .*disagrees; 30\.2/u);
  });
});

test('a result that is left out as no pair hides nothing else of its lab', () => {
  const undated = resultOf('b12', 2400, { id: 'b9', effectiveDateTime: undefined });
  const old = resultOf('b12', 300, { effectiveDateTime: '2026-05-01' });
  const cards = cardsOf([raised, old, undated], [], VIEW);
  expect(textOf(cards)).toContain('2400 pg/mL');
});

test('what is left out is counted on the context card where it is the only one', () => {
  const unit = resultOf('ferritin', 900, { valueQuantity: { value: 900 } });
  const foreign = resultOf('alt', 900, { subject: { reference: 'Patient/other' } });
  const text = textOf(cardsOf([unit], [foreign, { resourceType: 'Condition', code: 7 }], VIEW));
  expect(text).toContain('name another patient or none: 1 of');
  expect(text).toContain('could not be read or are too large: 1 of');
});

test('a result of an open date does not hide a raised one that only an unreadable one is newer than', () => {
  const month = resultOf('ferritin', 54, { id: 'f1', effectiveDateTime: '2026-11' });
  const unread = resultOf('ferritin', 900, { id: 'f2', valueQuantity: { value: 900 } });
  expect(textOf(cardsOf([older('ferritin', 1201), month, unread], [], VIEW))).toContain('1201 ng/mL of');
});
