import { describe, expect, test } from '@jest/globals';
import type { Explanation } from '../../../src/core/model/explanation.js';
import { adviceOn, bundleOf, man, resultOf, subject, viewOf } from '../../support/ask.js';
import { NOW, TODAY } from '../../support/clock.js';
import { knowledge, shippedExamples } from '../../support/shipped.js';

type Json = Readonly<Record<string, unknown>>;

function explained(results: readonly unknown[], more: Json = {}): Explanation {
  return adviceOn(viewOf(results, more)).explain();
}

/** Every shipped case that is answered. */
const all = shippedExamples().flatMap(({ id, service, requestAt }) => {
  try {
    return [{ id, explanation: adviceOn(requestAt(NOW), service).explain() }];
  } catch {
    return [];
  }
});

describe('the work-up', () => {
  test('has every stage, and offers the orders that are suggested and no others', () => {
    expect(all.length).toBeGreaterThan(60);
    for (const { id, explanation } of all) {
      expect(explanation.workup.map(({ stage }) => stage)).toEqual(
        knowledge.stages.stages.map((stage) => stage.id),
      );
      const tests = explanation.workup.flatMap((one) => one.tests);
      const offered = tests.filter(({ state }) => state === 'offered').map(({ order }) => order);
      expect([id, new Set(offered)]).toEqual([id, new Set(explanation.suggested)]);
    }
  });

  test('says of what is done the day, and of what is neither offered nor done the condition', () => {
    const { workup } = explained([resultOf('ferritin', 640), resultOf('alt', 30), resultOf('ast', 30)]);
    const tests = workup.flatMap((one) => one.tests);
    const done = tests.filter(({ state }) => state === 'done');
    expect(done.map(({ day }) => day)).toEqual([TODAY, TODAY]);
    const rest = tests.filter(({ state }) => state === 'not-indicated' || state === 'not-known');
    expect(rest.length).toBeGreaterThan(0);
    expect(rest.filter(({ because = '' }) => because === '')).toEqual([]);
  });
});

describe('treatments', () => {
  const done = (id: string, code: string, patch: Json): Json => ({
    resourceType: 'Procedure',
    id,
    status: 'completed',
    code: { coding: [{ system: 'http://snomed.info/sct', code }] },
    subject,
    ...patch,
  });

  test('are told newest first, with the days that are known of each', () => {
    const { treatments } = explained([resultOf('ferritin', 640)], {
      procedures: bundleOf([
        done('old', '116863004', { performedDateTime: '2026-01-10' }),
        done('new', '116863004', { performedPeriod: { start: '2026-05-02', end: '2026-05-03' } }),
      ]),
    });
    expect(treatments.map(({ set, to, active }) => [set, to, active])).toEqual([
      ['transfusion', '2026-05-03', false],
      ['transfusion', '2026-01-10', false],
    ]);
  });

  test('what is planned, of no date, or was not done, is not told', () => {
    const { treatments } = explained([resultOf('ferritin', 640)], {
      procedures: bundleOf([
        done('ahead', '116863004', { performedDateTime: '2027-01-10' }),
        done('undated', '116863004', {}),
        done('planned', '116863004', { status: 'preparation', performedDateTime: '2026-01-10' }),
      ]),
    });
    expect(treatments).toEqual([]);
  });
});

describe('the bands of a score', () => {
  const bandsAt = (birthDate: string): Explanation['scores'][number]['bands'] => {
    const results = [
      resultOf('ferritin', 540),
      resultOf('ast', 74),
      resultOf('alt', 96),
      resultOf('platelets', 168),
    ];
    const { scores } = explained(results, { patient: { ...man, birthDate } });
    return scores.find(({ fact }) => fact === 'fib4')?.bands ?? [];
  };

  test('are those of the patient: from 65 years on another limit applies', () => {
    const [younger, older] = [bandsAt('1970-06-15'), bandsAt('1950-06-15')];
    expect(younger.map(({ category }) => category)).toEqual(older.map(({ category }) => category));
    expect(younger[1]?.from).not.toBe(older[1]?.from);
  });

  test('the category of every shipped score is that of the band its value lies in', () => {
    const drawn = all.flatMap(({ id, explanation }) =>
      explanation.scores.flatMap(({ fact, value, category, bands }) =>
        value === undefined || bands.length < 2 ? [] : [{ id, fact, value, category, bands }],
      ),
    );
    expect(drawn.length).toBeGreaterThan(10);
    for (const { id, fact, value, category, bands } of drawn) {
      const band = bands.findLast(({ from }) => from <= value);
      // At an edge itself the value may belong to the band below it.
      if (bands.some(({ from }) => from === value)) continue;
      expect([id, fact, band?.category]).toEqual([id, fact, category]);
    }
  });
});
