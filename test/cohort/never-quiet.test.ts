import { describe, expect, test } from '@jest/globals';
import { type Adult, adultsOf } from '../../src/tools/cohort.js';
import { lineOf } from '../../src/tools/cohort/adult.js';
import { type Look, looker } from '../../src/tools/cohort/look.js';
import { cohorts } from '../support/cohort.js';
import { knowledge } from '../support/shipped.js';

// What must never be less than a warning, worked out here by hand from the values and not by the rules that are tried.

const look = looker(knowledge);
const raised = [...adultsOf(cohorts.survey, 'survey', knowledge, { adults: 15_000 })].flatMap((adult) => {
  const ferritin = adult.values.get('ferritin') ?? 0;
  const b12 = adult.values.get('b12') ?? 0;
  const limit = adult.sex === 'female' && adult.age <= 50 ? 200 : 300;
  if (ferritin <= limit && b12 <= 950) return [];
  return [{ adult, ferritin, seen: look(adult, resultsOf(adult)) }];
});

function resultsOf({ measured, awaited }: Adult, withAwaited = false): { line: string; day: number }[] {
  return [...measured, ...(withAwaited ? awaited : [])].map((one) => ({ line: lineOf(one), day: 0 }));
}

function fib4Of({ age, values }: Adult): number {
  const value = (lab: string): number => values.get(lab) ?? NaN;
  return (age * value('ast')) / (value('platelets') * Math.sqrt(value('alt')));
}

/** Those of whom something holds and who are shown less than a warning. */
function quiet(holds: (one: (typeof raised)[number]) => boolean): unknown[] {
  return raised
    .filter((one) => holds(one) && !one.seen.pressing)
    .map(({ adult, seen }) => ({ ...adult.given, shown: seen.cards.map(({ summary }) => summary) }));
}

/** FIB-4 is interpretable from 36 years, unless the rules say why not. */
function isInterpretable(age: number, { explain }: Look): boolean {
  return age > 35 && explain().facts['fib4']?.reason === undefined;
}

describe('of 15,000 made-up adults', () => {
  test('everybody with a ferritin of 1000 ng/mL or more gets a warning', () => {
    expect(raised.filter(({ ferritin }) => ferritin >= 1000).length).toBeGreaterThan(30);
    expect(quiet(({ ferritin }) => ferritin >= 1000)).toEqual([]);
  });

  test('everybody with a raised result and an interpretable FIB-4 above 2.67 gets a warning', () => {
    const high = raised.filter(({ adult }) => adult.age > 35 && fib4Of(adult) > 2.675);
    const interpretable = high.filter(({ adult, seen }) => isInterpretable(adult.age, seen));
    expect(interpretable.length).toBeGreaterThan(80);
    // Few are excused: an acute injury, a pregnancy, a disease of the blood.
    expect(interpretable.length / high.length).toBeGreaterThan(0.85);
    expect(quiet(({ adult, seen }) => fib4Of(adult) > 2.675 && isInterpretable(adult.age, seen))).toEqual([]);
  });

  test('every red flag is a warning or more', () => {
    const flagged = raised.filter(({ seen }) => seen.explain().redFlags.length > 0);
    expect(flagged.length).toBeGreaterThan(3);
    expect(quiet(({ seen }) => seen.explain().redFlags.length > 0)).toEqual([]);
  });

  test('nobody in danger is quieter once transferrin saturation and CRP are known', () => {
    const dangerous = raised.filter(
      ({ adult, ferritin, seen }) =>
        ferritin >= 1000 || (fib4Of(adult) > 2.675 && isInterpretable(adult.age, seen)),
    );
    // A CRP above 100 mg/L makes FIB-4 uninterpretable.
    const still = dangerous.filter(
      ({ adult, ferritin }) =>
        ferritin >= 1000 || adult.awaited.every(({ lab, value }) => lab !== 'crp' || value <= 100),
    );
    expect(still.length).toBeGreaterThan(110);
    const quieter = still.filter(({ adult }) => !look(adult, resultsOf(adult, true)).pressing);
    expect(quieter.map(({ adult }) => adult.given)).toEqual([]);
  });
});
