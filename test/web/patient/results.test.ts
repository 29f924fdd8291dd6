import { describe, expect, test } from '@jest/globals';
import { coursesOf, limitsOf } from '../../../src/web/patient/course.js';
import { resultsOf } from '../../../src/web/patient/results.js';
import { bundleOf, resultOf, subject, viewOf } from '../../support/ask.js';
import { NOW, TODAY } from '../../support/clock.js';
import { courseOf, daysAgo, names, shownOf } from './shown.js';

describe('results as times their limit', () => {
  test('what starts a rule stands on top, then the highest; each with those before it', () => {
    const { explanation } = shownOf(
      viewOf([
        ...courseOf('alt', 40, [0, 200]),
        ...courseOf('ast', 40, [0, 60]),
        ...courseOf('b12', 900, [0, 1080]),
        ...courseOf('ferritin', 400, [300, 200], [0, 600]),
      ]),
    );
    const { measured } = resultsOf(explanation, names);
    expect(measured.map(({ lab, times }) => [lab, times])).toEqual([
      ['ferritin', 1.5],
      ['b12', 1.2],
      ['alt', 5],
      ['ast', 1.5],
    ]);
    expect(measured[0]?.earlier).toEqual([
      { times: 0.5, text: '200 ng/mL', date: daysAgo(300), limit: '400' },
    ]);
  });

  test('a bound is open to one side', () => {
    const bounded = resultOf('ferritin', 2000, {
      valueQuantity: {
        value: 2000,
        comparator: '>',
        unit: 'ng/mL',
        system: 'http://unitsofmeasure.org',
        code: 'ng/mL',
      },
    });
    const { measured } = resultsOf(shownOf(viewOf([bounded])).explanation, names);
    expect(measured[0]).toMatchObject({ open: 'above', text: '>2000 ng/mL' });
  });

  test('what has no limit is told as it came, and what could not be read is not among them', () => {
    const { explanation } = shownOf(
      viewOf([
        ...courseOf('ferritin', 400, [0, 600]),
        resultOf('platelets', 168, { referenceRange: undefined }),
        resultOf('b12', 900, { valueQuantity: { value: 900 } }),
      ]),
    );
    const { measured, told } = resultsOf(explanation, names);
    expect(measured.map(({ lab }) => lab)).toEqual(['ferritin']);
    expect(told).toEqual([{ lab: 'platelets', name: 'Platelets', text: '168 ×10⁹/L', date: TODAY }]);
  });
});

describe('the course', () => {
  const procedure = (id: string, code: string, days: number): object => ({
    resourceType: 'Procedure',
    id,
    status: 'completed',
    subject,
    code: { coding: [{ system: 'http://snomed.info/sct', code }] },
    performedDateTime: daysAgo(days),
  });
  const transfusions = (...days: readonly number[]): Readonly<Record<string, unknown>> => ({
    procedures: bundleOf(days.map((one) => procedure(`t${String(one)}`, '116863004', one))),
  });

  test('is drawn of tests with more than one result, oldest first, each against the limit of its time', () => {
    const { explanation } = shownOf(
      viewOf([
        ...courseOf('ferritin', 300, [300, 200], [200, 250]),
        ...courseOf('ferritin', 400, [0, 600]).map((one) => ({ ...one, id: 'new' })),
        ...courseOf('b12', 900, [0, 500]),
      ]),
    );
    const { drawn, single } = coursesOf(explanation, names, NOW);
    expect(drawn.map(({ lab }) => lab)).toEqual(['ferritin']);
    expect(single.map(({ lab }) => lab)).toEqual(['b12']);
    const [ferritin] = drawn;
    expect(ferritin?.points.map(({ day, value, raised }) => [day, value, raised])).toEqual([
      [daysAgo(300), 200, 'no'],
      [daysAgo(200), 250, 'no'],
      [daysAgo(0), 600, 'yes'],
    ]);
    expect(limitsOf(ferritin!).map(({ limit }) => limit)).toEqual([300, 400]);
  });

  test('marks what was done under a letter, and tells it once with its dates', () => {
    const { explanation } = shownOf(
      viewOf(courseOf('ferritin', 400, [300, 200], [0, 600]), transfusions(200, 100)),
    );
    const { marks, given } = coursesOf(explanation, names, NOW);
    expect(marks.map(({ letter, from }) => [letter, from.toISOString().slice(0, 10)])).toEqual([
      ['A', daysAgo(200)],
      ['A', daysAgo(100)],
    ]);
    expect(given).toEqual([
      { letter: 'A', set: 'transfusion', what: 'transfusion', when: `${daysAgo(200)}; ${daysAgo(100)}` },
    ]);
  });

  test('what was done often, or before the time that is drawn, is told without a mark', () => {
    const often = coursesOf(
      shownOf(viewOf(courseOf('ferritin', 400, [0, 600]), transfusions(40, 30, 20, 10))).explanation,
      names,
      NOW,
    );
    expect(often.marks).toEqual([]);
    expect(often.given.map(({ letter, when }) => [letter, when])).toEqual([
      [undefined, `4 times from ${daysAgo(40)} to ${daysAgo(10)}`],
    ]);
    const before = coursesOf(
      shownOf(viewOf(courseOf('ferritin', 400, [30, 200], [0, 600]), transfusions(60))).explanation,
      names,
      NOW,
    );
    expect(before.marks).toEqual([]);
    expect(before.given).toHaveLength(1);
  });
});
