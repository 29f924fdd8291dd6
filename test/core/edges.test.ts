import { afterAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explanation } from '../../src/core/model/explanation.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { adviceOn, bundleOf, lab, man, resultOf, subject, UCUM, VIEW, viewOf } from '../support/ask.js';
import { dayBefore } from '../support/case.js';
import { NOW, TODAY } from '../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

/** Promises that hang on a single sign: the last day of a window, the tenth of ten, the same day but later. */

type Json = Readonly<Record<string, unknown>>;

const ferritin = resultOf('ferritin', 620);
const explained = (body: unknown): Explanation => adviceOn(body).explain();
const ago = (days: number): string => dayBefore(NOW, days);

test('a range is held against what is plausible from exactly the age on at which it is to be', () => {
  const from = lab('ferritin').plausibleLimit!.ageFrom;
  const born = `${NOW.getUTCFullYear() - from}${TODAY.slice(4)}`;
  const absurd = { referenceRange: [{ high: { value: 5, unit: 'ng/mL' } }] };
  const { dataQuality, readings } = explained(
    viewOf([resultOf('ferritin', 120, absurd)], { patient: { ...man, birthDate: born } }),
  );
  expect(dataQuality).toContain('ferritin-range-not-used');
  expect(readings.find((one) => one.lab === 'ferritin')).toMatchObject({
    raised: 'no',
    limit: { basis: 'default' },
  });
});

describe('a procedure counts up to the last day of its window', () => {
  const set = knowledge.valueSets.get('transfusion')!;
  const transfusion = (days: number): Json => ({
    resourceType: 'Procedure',
    id: `t${days}`,
    status: 'completed',
    subject,
    code: { coding: set.codes.slice(0, 1).map(({ system, code }) => ({ system, code })) },
    performedDateTime: ago(days),
  });
  /** Of the cause that repeated transfusion moves up. */
  const placeOf = (days: number): number => {
    const procedures = bundleOf([transfusion(10), transfusion(days)]);
    return explained(viewOf([ferritin], { procedures })).causes.indexOf('iron-intake-or-transfusion');
  };

  test('and not on the day after', () => {
    const last = set.window!.value;
    const [repeated, once] = [placeOf(20), placeOf(10)];
    expect(repeated).toBeLessThan(once);
    expect([placeOf(last), placeOf(last + 1)]).toEqual([repeated, once]);
  });
});

/** An order of the first code that shows a test as asked for. */
function orderOf(id: string, authoredOn: string): Json {
  const test = knowledge.orders.get(id)!.tests[0]!;
  return {
    resourceType: 'ServiceRequest',
    id: `order-${id}`,
    status: 'active',
    intent: 'order',
    subject,
    authoredOn,
    code: { coding: test.doneBy.codes.slice(0, 1).map(({ system, code }) => ({ system, code })) },
  };
}

/** Whether a test is offered although it was ordered. */
function isOffered(id: string, results: readonly Json[], authoredOn: string): boolean {
  const { suggested } = explained(viewOf(results, { orders: bundleOf([orderOf(id, authoredOn)]) }));
  return suggested.includes(id);
}

describe('a test is not offered again', () => {
  test('when it was ordered for a day ahead, as clocks differ; what is ordered for later is a mistake', () => {
    expect(isOffered('crp', [ferritin], ago(-1))).toBe(false);
    expect(isOffered('crp', [ferritin], ago(-2))).toBe(true);
  });

  test('while a red flag asks for it, when it was ordered in the days the flag allows, and no earlier', () => {
    const { urgent } = knowledge.orders.get('inr')!;
    const injured = [ferritin, resultOf('alt', 900), resultOf('ast', 900)];
    expect(isOffered('inr', injured, ago(urgent!.days.value))).toBe(false);
    expect(isOffered('inr', injured, ago(urgent!.days.value + 1))).toBe(true);
  });

  test('as a repeat, when it was ordered after the sample, be it on the same day', () => {
    const sampled = resultOf('ferritin', 620, { effectiveDateTime: `${TODAY}T07:00:00Z` });
    expect(isOffered('repeat-ferritin', [sampled], `${TODAY}T07:30:00Z`)).toBe(false);
    expect(isOffered('repeat-ferritin', [sampled], `${TODAY}T06:30:00Z`)).toBe(true);
  });
});

describe('ten results known only as bounds are answered at all their ends, more are not', () => {
  const labs = [
    'alt',
    'ast',
    'ggt',
    'alp',
    'bilirubin',
    'crp',
    'tsat',
    'platelets',
    'wbc',
    'hemoglobin',
    'egfr',
  ];
  const place = mkdtempSync(join(tmpdir(), 'bounds-'));
  cpSync(KNOWLEDGE_FOLDER, place, { recursive: true });
  afterAll(() => rmSync(place, { recursive: true }));
  const file = join(place, 'facts', 'acute-liver-injury.yaml');
  const asked = labs.map((id) => `%${id}.value.value > 5`).join(' or ');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/(?<=value: >-\n)(?: {2}.*\n)+/u, `  ${asked}\n`));
  const changed = loadKnowledge(place);

  const answered = (bounds: number): unknown => {
    const results = labs.map((id, index) => {
      const unit = lab(id).unit ?? '';
      const comparator = index < bounds ? { comparator: '>' } : {};
      return resultOf(id, 10, {
        valueQuantity: { value: 10, unit, system: UCUM, code: unit, ...comparator },
      });
    });
    const body = viewOf([ferritin], { supporting: bundleOf(results) });
    return adviceOn(body, VIEW, undefined, changed).explain().facts['acuteLiverInjury']?.value;
  };

  test.each([
    [0, true],
    [10, true],
    [11, null],
  ])('%d bounds: %s', (bounds, value) => {
    expect(answered(bounds)).toBe(value);
  });
});

test.each([
  ['final', 'yes'],
  ['cancelled', undefined],
  ['entered-in-error', undefined],
])('a result contained in a report that is %s is raised: %s', (status, raised) => {
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'report',
    status,
    subject,
    code: { text: 'Chemistry' },
    effectiveDateTime: TODAY,
    contained: [ferritin],
    result: [{ reference: '#ferritin-1' }],
  };
  const { readings } = explained(viewOf([], { reports: bundleOf([report]) }));
  const reading = readings.find((one) => one.lab === 'ferritin' && one.value !== undefined);
  expect(reading?.raised).toBe(raised);
});

test('of two versions of a result without other dates the one with the higher number wins, in either order', () => {
  const version = (versionId: string, value: number): Json =>
    resultOf('ferritin', value, { meta: { versionId } });
  // As numbers: as text, 9 would come after 10.
  const versions = [version('9', 620), version('10', 120)];
  for (const results of [versions, versions.toReversed()]) {
    const { readings } = explained(viewOf(results));
    expect(readings.find((one) => one.lab === 'ferritin')).toMatchObject({ value: 120, raised: 'no' });
  }
});

test('300.4 beside a limit of 300 is not printed as 300', () => {
  const [card] = adviceOn(viewOf([resultOf('ferritin', 300.4)])).cards;
  expect(card?.summary).toContain('300.4 ng/mL');
  expect(card?.detail).toContain('**Ferritin 300.4 ng/mL**');
  expect(adviceOn(viewOf([resultOf('ferritin', 301.4)])).cards[0]?.summary).toContain('301 ng/mL');
});
