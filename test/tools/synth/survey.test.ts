import { describe, expect, test } from '@jest/globals';
import { exported } from '../../support/synthetic.js';

const LABS: Readonly<Record<string, string>> = {
  '2276-4': 'ferritin',
  '2132-9': 'b12',
  '1742-6': 'alt',
  '1920-8': 'ast',
  '777-3': 'platelets',
};

interface Person {
  readonly sex: string;
  readonly born: string;
  /** The first result of each lab. */
  readonly values: Map<string, number>;
  /** When the first ferritin or vitamin B12 was. */
  seen?: string;
}

/** The people of a dense export as its lines show them: nothing but what a reader of the files has. */
function people(seed: number): Person[] {
  const found = new Map<string, Person>();
  for (const { type, json } of exported({ patients: 11_000, years: 0.6, seed, dense: true })) {
    if (type === 'Patient') {
      const { id, gender, birthDate } = JSON.parse(json) as fhir4.Patient;
      found.set(`Patient/${id!}`, { sex: gender!, born: birthDate!, values: new Map() });
    } else if (type === 'Observation') {
      const [, code = ''] = /"code":"([\d-]+)"/u.exec(json) ?? [];
      const lab = LABS[code];
      if (lab === undefined) continue;
      const { subject, valueQuantity, effectiveDateTime } = JSON.parse(json) as fhir4.Observation;
      const person = found.get(subject!.reference!)!;
      if (!person.values.has(lab)) person.values.set(lab, valueQuantity!.value!);
      if (lab === 'ferritin' || lab === 'b12') person.seen ??= effectiveDateTime!;
    }
  }
  return [...found.values()];
}

const exports = [1, 2, 3].map(people);
const everyone = exports.flat();

const ferritinHigh = ({ sex, values }: Person): boolean =>
  values.get('ferritin')! > (sex === 'male' ? 300 : 200);
const b12High = ({ values }: Person): boolean => values.get('b12')! > 900;
const have =
  (...labs: readonly string[]) =>
  ({ values }: Person): boolean =>
    labs.every((lab) => values.has(lab));

function share(of: readonly Person[], holds: (person: Person) => boolean): number {
  return (of.filter(holds).length / of.length) * 100;
}

function ageOf({ born, seen }: Person): number {
  return Math.floor((Date.parse(seen!) - Date.parse(born)) / 86_400_000 / 365.25);
}

function fib4(person: Person): number {
  const { values } = person;
  return (ageOf(person) * values.get('ast')!) / (values.get('platelets')! * Math.sqrt(values.get('alt')!));
}

// Unweighted shares of NHANES 2001-2002 at its own cut-offs, with their 95 % intervals: source nhanes-2001-2002.
describe.each(exports.map((export_, place) => [place + 1, export_] as const))(
  'an export of seed %i has the shares of the survey',
  (_seed, export_) => {
    const ferritin = export_.filter(have('ferritin'));
    const b12 = export_.filter(have('b12'));
    test.each<[what: string, measured: () => number, low: number, high: number]>([
      [
        'ferritin above 300, men',
        () =>
          share(
            ferritin.filter(({ sex }) => sex === 'male'),
            ferritinHigh,
          ),
        12.9,
        15.6,
      ],
      [
        'ferritin above 200, women',
        () =>
          share(
            ferritin.filter(({ sex }) => sex === 'female'),
            ferritinHigh,
          ),
        7.1,
        9.2,
      ],
      ['ferritin above 300 or 200', () => share(ferritin, ferritinHigh), 10.4, 12.1],
      ['ferritin above 500', () => share(ferritin, ({ values }) => values.get('ferritin')! > 500), 2.1, 3.0],
      [
        'ferritin above 1000',
        () => share(ferritin, ({ values }) => values.get('ferritin')! > 1000),
        0.2,
        0.52,
      ],
      ['vitamin B12 above 771', () => share(b12, ({ values }) => values.get('b12')! > 771), 10.7, 12.5],
      ['vitamin B12 above 900', () => share(b12, b12High), 5.8, 7.1],
      ['vitamin B12 above 1000', () => share(b12, ({ values }) => values.get('b12')! > 1000), 3.8, 4.9],
    ])('%s', (_what, measured, low, high) => {
      expect(measured()).toBeGreaterThanOrEqual(low);
      expect(measured()).toBeLessThanOrEqual(high);
    });
  },
);

// By age, where the survey's interval is not known, within five of its own share: as the cohort is held.
describe('exports of three seeds together have the joint rates of the survey', () => {
  const both = everyone.filter(have('ferritin', 'b12'));
  const measured = everyone.filter(have('ferritin', 'b12', 'ast', 'alt', 'platelets'));
  const ofAge = (from: number, to: number): Person[] =>
    everyone.filter(have('ferritin')).filter((one) => ageOf(one) >= from && ageOf(one) <= to);
  test.each<[what: string, measured: () => number, low: number, high: number]>([
    [
      'ferritin and vitamin B12 above 300 or 200 and 900',
      () => share(both, (one) => ferritinHigh(one) && b12High(one)),
      0.7,
      1.24,
    ],
    ['either of them', () => share(both, (one) => ferritinHigh(one) || b12High(one)), 15.7, 17.8],
    ['ferritin high, 18 to 39 years', () => share(ofAge(18, 39), ferritinHigh), 2.1, 9.1],
    ['ferritin high, 40 to 59 years', () => share(ofAge(40, 59), ferritinHigh), 9.1, 19.1],
    ['ferritin high, 60 years and more', () => share(ofAge(60, 89), ferritinHigh), 12.3, 22.3],
    ['FIB-4 above 2.67', () => share(measured, (one) => fib4(one) > 2.67), 2.1, 3.1],
    [
      'FIB-4 above 2.67 where ferritin is high',
      () => share(measured.filter(ferritinHigh), (one) => fib4(one) > 2.67),
      5.7,
      10.1,
    ],
    [
      'FIB-4 above 2.67 where vitamin B12 is high',
      () => share(measured.filter(b12High), (one) => fib4(one) > 2.67),
      5.2,
      11.1,
    ],
  ])('%s', (_what, rate, low, high) => {
    expect(rate()).toBeGreaterThanOrEqual(low);
    expect(rate()).toBeLessThanOrEqual(high);
  });
});
