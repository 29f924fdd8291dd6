import { describe, expect, test } from '@jest/globals';
import { isTooLarge } from '../../../src/hooks/r4/bounds.js';
import { checkedDefinitions } from '../../../src/hooks/r4/generate.js';
import { readPart } from '../../../src/hooks/r4/part.js';
import { observation, VALID } from './examples.js';

const read = (resource: unknown) => readPart(resource, 'prefetch.x', false);
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

describe('one bad element does not take the resource with it', () => {
  test.each<[string, object, string]>([
    ['a gender in capitals', { ...VALID.Patient, gender: 'Male' }, 'Patient.gender'],
    ['a gender of HL7 version 2', { ...VALID.Patient, gender: 'F' }, 'Patient.gender'],
    ['a birth date of another order', { ...VALID.Patient, birthDate: '04.05.1961' }, 'Patient.birthDate'],
    ['a given name that is no list', { ...VALID.Patient, name: [{ given: 'Ann' }] }, 'Patient.name[0].given'],
    ['a category in words', observation({ category: 'laboratory' }), 'Observation.category'],
    ['a note in words', observation({ note: ['haemolysed'] }), 'Observation.note[0]'],
    [
      'a date of another order',
      observation({ effectiveDateTime: '25/11/2026' }),
      'Observation.effectiveDateTime',
    ],
    ['a time of issue of another form', observation({ issued: '2026-11-25' }), 'Observation.issued'],
    ['a severity in words', { ...VALID.Condition, severity: 'mild' }, 'Condition.severity'],
    [
      'a requester in words',
      { ...VALID.MedicationRequest, requester: 'Dr Ek' },
      'MedicationRequest.requester',
    ],
  ])('%s is left out and named', (_name, resource, where) => {
    const { resources, setAside } = read(resource);
    const element = /\.(\w+)/u.exec(where)?.[1] ?? '';
    const { [element]: _bad, ...rest } = resource as Record<string, unknown>;
    expect(resources.map((one) => one.resource)).toEqual([rest]);
    expect(setAside).toEqual([
      { from: `prefetch.x.${element}`, why: 'element-malformed', where, resourceType: rest['resourceType'] },
    ]);
  });

  test.each<[string, object]>([
    ['a status nobody knows', observation({ status: 'done' })],
    ['a code in words', observation({ code: 'ferritin' })],
    ['a value that is no number', observation({ valueQuantity: { value: 'high' } })],
    ['a comparator nobody knows', observation({ valueQuantity: { value: 1, comparator: '~' } })],
    ['a range that is none', observation({ referenceRange: [{ high: { value: '4,000' } }] })],
    ['a flag that is none', observation({ interpretation: [7] })],
    ['a modifier that is none', observation({ modifierExtension: 'x' })],
    ['whose it is in words', observation({ subject: 'Patient/p1' })],
    ['when a medicine was given', { ...VALID.MedicationAdministration, effectiveDateTime: 'yesterday' }],
    ['that a medicine is not to be given', { ...VALID.MedicationRequest, doNotPerform: 'true' }],
    ['whether a problem is one', { ...VALID.Condition, verificationStatus: 7 }],
  ])('what decides is not left out: %s', (_name, resource) => {
    const { resources, setAside } = read(resource);
    expect([resources, setAside.map(({ why }) => why)]).toEqual([[], ['malformed']]);
  });

  test('several, up to ten', () => {
    const bad = (count: number) =>
      observation(
        Object.fromEntries(
          [
            'category',
            'note',
            'performer',
            'method',
            'bodySite',
            'specimen',
            'device',
            'encounter',
            'issued',
            'basedOn',
            'partOf',
          ]
            .slice(0, count)
            .map((name) => [name, 7]),
        ),
      );
    expect(read(bad(10)).setAside.map(({ why }) => why)).toEqual(times(10, 'element-malformed'));
    expect(read(bad(11)).setAside.map(({ why }) => why)).toEqual(['malformed']);
  });

  test('a panel keeps the components that can be read, and the others are results that cannot', () => {
    const good = { code: { text: 'ALT' }, valueQuantity: { value: 31 } };
    const bad = { code: { text: 'ferritin' }, valueQuantity: { value: 'high' } };
    const { resources, setAside } = read(observation({ component: [good, bad, good, 'x'] }));
    expect(resources.map((one) => one.resource)).toMatchObject([{ component: [good, good] }]);
    expect(setAside).toMatchObject([
      {
        from: 'prefetch.x.component[1]',
        why: 'malformed',
        where: 'Observation.component[1].valueQuantity.value',
        resource: { ...bad, resourceType: 'Observation', subject: VALID.Observation.subject },
      },
      { from: 'prefetch.x.component[3]', why: 'malformed', where: 'Observation.component[3]' },
    ]);
  });
});

describe('a resource that holds more than is read is set aside, and what it may have held is known', () => {
  const component = { code: VALID.Observation.code, valueQuantity: { value: 620 } };
  const coding = { system: 'http://loinc.org', code: '2276-4' };
  const keys = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 1]));

  test.each<[string, object]>([
    ['components', observation({ component: times(301, component) })],
    ['contained resources', observation({ contained: times(301, VALID.Observation) })],
    ['codings', observation({ code: { coding: times(200_000, coding) } })],
    ['reference ranges', observation({ referenceRange: times(200_000, { high: { value: 400 } }) })],
    ['notes', observation({ note: times(301, { text: 'x' }) })],
    [
      'extensions inside one another',
      observation({ extension: times(200, { url: 'x', extension: times(200, { url: 'y' }) }) }),
    ],
    ['elements nobody knows', observation(keys(4_000))],
    ['elements of a component', observation({ component: [{ ...component, ...keys(4_000) }] })],
    [
      'many of many',
      observation({ component: times(300, { ...component, referenceRange: times(100, {}) }) }),
    ],
  ])('%s', (_name, resource) => {
    const { resources, setAside, found } = read(resource);
    expect([resources, found]).toEqual([[], [{ resource, from: 'prefetch.x' }]]);
    expect(setAside).toMatchObject([
      {
        from: 'prefetch.x',
        why: 'too-large',
        resourceType: 'Observation',
        resource: {
          subject: VALID.Observation.subject,
          effectiveDateTime: VALID.Observation.effectiveDateTime,
        },
      },
    ]);
    const codes = JSON.stringify(setAside[0]?.resource);
    expect(codes).toContain('2276-4');
    expect(codes.length).toBeLessThan(10_000);
  });

  test('the codes of its parts are known, each once', () => {
    const parts = ['a', 'b', 'c'].map((code) => ({ code: { coding: [{ system: 's', code }] } }));
    const { setAside } = read(observation({ component: times(200, parts).flat() }));
    expect(setAside[0]?.resource).toMatchObject({ component: parts });
    expect((setAside[0]?.resource as { component: unknown[] }).component).toHaveLength(3);
  });

  test.each<[string, object]>([
    [
      'a panel of fifty with ranges and flags',
      observation({
        component: times(50, {
          ...component,
          referenceRange: [{ low: { value: 1 }, high: { value: 2 } }],
          interpretation: [{ coding: [coding] }],
        }),
      }),
    ],
    [
      'a report with two hundred results in it',
      { ...VALID.DiagnosticReport, contained: times(200, VALID.Observation) },
    ],
    [
      'a letter of a megabyte',
      { ...VALID.DiagnosticReport, presentedForm: [{ data: 'x'.repeat(1_000_000) }] },
    ],
  ])('%s is read', (_name, resource) => {
    expect(read(resource)).toMatchObject({ setAside: [], resources: [{ resource }] });
  });

  test('whatever repeats in FHIR R4 is bounded, wherever it stands', () => {
    const repeating = Object.values(checkedDefinitions()).flatMap(({ properties = {} }) =>
      Object.entries(properties).flatMap(([name, { type }]) => (type === 'array' ? [name] : [])),
    );
    expect(repeating.length).toBeGreaterThan(100);
    for (const name of new Set(repeating)) {
      const doubled = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((count) => ({ [name]: times(count, {}) }));
      const fits = doubled.map((one) => !isTooLarge(one));
      expect([name, fits]).toEqual([name, [...times(9, true), false]]);
      expect(doubled.map((one) => !isTooLarge(observation({ component: [{ x: one }] })))).toEqual(fits);
    }
  });

  test('nesting is bounded, too', () => {
    let nested: unknown = {};
    for (let depth = 0; depth < 50_000; depth++) nested = [nested];
    expect(isTooLarge(nested)).toBe(true);
  });
});
