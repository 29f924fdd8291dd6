import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Catalogue, Explanation, Lab, Service } from '../../../src/web/playground/api.js';
import {
  addResource,
  emptyRequest,
  forService,
  freeId,
  NEW_PATIENT,
  newPatient,
  placeFor,
} from '../../../src/web/playground/chart/chart.js';
import { readPasted } from '../../../src/web/playground/chart/pasted.js';
import {
  type HookRequest,
  ofType,
  patientIdOf,
  placeOf,
  put,
  remove,
  resourcesIn,
} from '../../../src/web/parts/request.js';
import { fieldsOf, labOf, newResult, settled, withField } from '../../../src/web/playground/chart/result.js';
import { firstCoding, KINDS, newEntry, offered } from '../../../src/web/playground/chart/record.js';
import { catalogueOf, servePage, shippedCases } from './shipped-cases.js';
import { artefacts } from '../../../src/profiles/write.js';
import { TODAY } from '../../support/clock.js';
import { knowledge } from '../../support/shipped.js';

const INSTANCE = '3b8bd1a1-5b8f-4d52-8a5a-0d7f4a1f2c11';
const running = servePage();
let catalogue: Catalogue;
let cases: Awaited<ReturnType<typeof shippedCases>>;
let view: Service;
let review: Service;

beforeAll(async () => {
  catalogue = await catalogueOf(running);
  cases = await shippedCases(running, catalogue);
  view = catalogue.services.find(({ hook }) => hook === 'patient-view')!;
  review = catalogue.services.find(({ hook }) => hook !== 'patient-view')!;
});

async function explain(service: Service, request: HookRequest): Promise<Explanation> {
  return (await running.post(`/explain/${service.id}`, request)).json() as Promise<Explanation>;
}

/** A woman of 58 with one result. */
function withResult(lab: Lab, change: (observation: fhir4.Observation) => fhir4.Observation): HookRequest {
  const born = put(emptyRequest(view, INSTANCE), ['prefetch', 'patient'], {
    resourceType: 'Patient',
    id: 'playground',
    gender: 'female',
    birthDate: '1968-04-02',
  });
  return addResource(born, change(newResult(lab, 'playground', 'one', '2026-11-20')), view, catalogue.labs);
}

describe('the request as a chart', () => {
  test('every reading the service explains stands where the page says it does', async () => {
    let readings = 0;
    for (const { service, request } of cases.filter(({ id }) => !/no-prefetch|bad-envelope/u.test(id))) {
      const placed = new Map(resourcesIn(request).map(({ path, resource }) => [placeOf(path), resource]));
      for (const { from, lab } of (await explain(service, request)).readings) {
        if (from === '') continue;
        readings++;
        expect(labOf(placed.get(from) as fhir4.Observation, catalogue.labs)?.id).toBe(lab);
      }
    }
    expect(readings).toBeGreaterThan(150);
  });

  test('a resource that is taken out is gone, and the others stand as before', () => {
    for (const { request } of cases)
      for (const { path } of resourcesIn(request)) {
        const before = resourcesIn(request).map(({ resource }) => resource);
        const after = resourcesIn(remove(request, path)).map(({ resource }) => resource);
        expect(after).toHaveLength(before.length - 1);
        expect(before.filter((one) => !after.includes(one))).toHaveLength(1);
      }
  });

  test('the same patient on the other hook gets the same cards', async () => {
    for (const { service, request } of cases.filter(({ id }) => !/no-prefetch|bad-envelope/u.test(id))) {
      const other = service === view ? review : view;
      const moved = forService(request, other, catalogue.labs, TODAY);
      expect(resourcesIn(moved)).toHaveLength(resourcesIn(request).length);
      const [here, there] = await Promise.all([explain(service, request), explain(other, moved)]);
      const gist = ({ cards }: Explanation) => cards.map(({ summary, indicator }) => [summary, indicator]);
      expect(gist(there)).toEqual(gist(here));
    }
  });

  test('ids that are given out are free', () => {
    const request = withResult(catalogue.labs[0]!, (one) => ({ ...one, id: 'b12-1' }));
    expect(freeId(request, 'b12')).toBe('b12-2');
  });
});

describe('a result as a line of a lab screen', () => {
  test('every unit the page offers as read is read, each spelling of it', async () => {
    let units = 0;
    for (const lab of catalogue.labs.filter(({ role }) => role === 'trigger'))
      for (const unit of lab.units!.flatMap(({ as }) => as)) {
        const request = withResult(lab, (one) =>
          withField(withField(one, 'value', '100', lab), 'unit', unit, lab),
        );
        const reading = (await explain(view, request)).readings.find((one) => one.lab === lab.id)!;
        expect({ unit, value: reading.value, why: reading.why }).toEqual({
          unit,
          value: expect.any(Number),
          why: undefined,
        });
        units++;
      }
    expect(units).toBeGreaterThan(10);
  });

  test('a unit taken away is taken away whole, also from the range', () => {
    const [lab] = catalogue.labs;
    const full = ['value:900', 'high:700', 'unit:'].reduce(
      (held, word) => withField(held, word.split(':')[0] as 'value', word.split(':')[1]!, lab),
      newResult(lab!, 'playground', 'one', '2026-11-20'),
    );
    expect(full.valueQuantity).toEqual({ value: 900 });
    expect(full.referenceRange).toEqual([{ high: { value: 700 } }]);
  });

  test('each field reads back as it was written, and writing one leaves the others', () => {
    const [lab] = catalogue.labs;
    const written = {
      value: '12.5',
      comparator: '<',
      unit: 'pmol/L',
      low: '1',
      high: '9',
      flag: 'H',
      status: 'corrected',
      date: '2026-11-01',
    };
    let one = newResult(lab!, 'playground', 'one', '2026-11-20');
    for (const [field, text] of Object.entries(written)) {
      const before = fieldsOf(one);
      one = withField(one, field as keyof typeof written, text, lab);
      expect(fieldsOf(one)).toEqual({ ...before, [field]: text });
    }
    for (const field of Object.keys(written)) one = withField(one, field as keyof typeof written, '', lab);
    expect(Object.values(fieldsOf(one))).toEqual(Array(8).fill(''));
  });

  test('words in the value become a text, and a number after them a number in the unit of before', () => {
    const [lab] = catalogue.labs;
    const one = withField(newResult(lab!, 'playground', 'one', '2026-11-20'), 'unit', 'pmol/L', lab);
    const words = withField(one, 'value', 'haemolysed', lab);
    expect(words).toMatchObject({ valueString: 'haemolysed' });
    expect(words).not.toHaveProperty('valueQuantity');
    const again = withField(words, 'value', '>1500', lab, 'pmol/L');
    expect(again).not.toHaveProperty('valueString');
    expect(again.valueQuantity).toMatchObject({ value: 1500, comparator: '>', unit: 'pmol/L' });
    expect(settled('>1500.')).toBe('1500');
  });
});

describe('what is pasted', () => {
  const observation = (id: string, patient = 'p-9'): fhir4.Observation => ({
    ...newResult(catalogue.labs[0]!, patient, id, '2026-11-20'),
  });
  const paste = (value: unknown) =>
    readPasted(typeof value === 'string' ? value : JSON.stringify(value), view, catalogue.labs, INSTANCE);

  test('a Bundle, one resource or an array of them becomes a request about their patient', () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: observation('a') }, null, {}],
    };
    for (const value of [bundle, observation('a'), [observation('a')], [bundle]]) {
      const read = paste(value);
      if ('problem' in read) throw new Error(read.problem);
      expect(patientIdOf(read.request)).toBe('p-9');
      expect(ofType(resourcesIn(read.request), 'Observation').map(({ path }) => placeOf(path))).toEqual([
        'prefetch.b12.entry[0]',
      ]);
    }
  });

  test('every kind of resource goes under the key that asks for it', () => {
    for (const [key, query] of Object.entries(view.prefetch!)) {
      const resourceType = /^[A-Za-z]+/u.exec(query)![0];
      if (resourceType === 'Observation') continue;
      const resource = { resourceType } as fhir4.FhirResource;
      expect(placeFor(view, resource, catalogue.labs)).toEqual(['prefetch', key]);
    }
  });

  test('a result goes under the key that asks for its code, whatever the key is called', () => {
    const named = Object.entries(view.prefetch!).map(([, query], place) => [`key-${place}`, query] as const);
    const service = { ...view, prefetch: Object.fromEntries(named) };
    for (const lab of catalogue.labs) {
      const result = newResult(lab, 'p-9', 'one', '2026-11-20');
      const [root, key] = placeFor(service, result, catalogue.labs);
      const { system, code } = lab.codes[0]!;
      expect([lab.id, root, service.prefetch[String(key)]]).toEqual([
        lab.id,
        'prefetch',
        expect.stringContaining(`${system}|${code}`),
      ]);
    }
    const unknown = { ...observation('x'), code: { text: 'the moon' } } as fhir4.Observation;
    const longest = named.toSorted(([, one], [, other]) => other.length - one.length)[0]!;
    expect(placeFor(service, unknown, catalogue.labs)).toEqual(['prefetch', longest[0]]);
    expect(placeFor({ ...view, prefetch: {} }, unknown, catalogue.labs)).toEqual(['prefetch', 'Observation']);
  });

  test('a whole request stays as it is', () => {
    const { request } = cases[0]!;
    expect(paste(request)).toEqual({ request });
  });

  test.each<[text: string, what: RegExp]>([
    ['<Bundle xmlns="http://hl7.org/fhir"/>', /^This is XML\. Wanted is JSON/u],
    ['MSH|^~\\&|LAB|HOSP', /^This is an HL7 v2 message\. Wanted/u],
    ['{"resourceType":"Patient"}\n{"resourceType":"Patient"}\n', /^These are several JSON texts .*array/u],
    ['resourceType: Patient', /^This is YAML\. Wanted/u],
    [
      '{"resourceType":"Questionnaire"}',
      /^This is a Questionnaire\. The service reads Observation, Patient,/u,
    ],
    [
      '[{"resourceType":"Questionnaire"},{"resourceType":"Encounter"}]',
      /^This holds Questionnaire, Encounter\. The service reads/u,
    ],
    ['{"resourceType":"<b>"}', /^This is a something unknown\./u],
    ['{"resourceType":"Bundle","entry":[]}', /^This Bundle holds no FHIR resource\. Wanted/u],
    ['{"cards":[]}', /^This is the answer of a CDS service/u],
    ['{"services":[]}', /^This is the list of services/u],
    ['  ', /^There is nothing here yet\. Wanted/u],
  ])('%j is named for what it is', (text, what) => {
    expect(paste(text)).toEqual({ problem: expect.stringMatching(what) as unknown });
  });

  test('resources of other kinds are taken along with those the service reads', () => {
    const read = paste([observation('a'), { resourceType: 'Encounter' }]);
    expect(
      'request' in read && resourcesIn(read.request).map(({ resource }) => resource.resourceType),
    ).toEqual(['Observation', 'Encounter']);
  });

  test('anything else is said', () => {
    const deep = `{"hook":${'['.repeat(150)}${']'.repeat(150)}}`;
    for (const text of ['', '{', '[]', '"x"', 'null', '{"a":1}', deep]) {
      const read = paste(text);
      expect('problem' in read && read.problem.length).toBeGreaterThan(20);
    }
  });
});

describe('a new patient', () => {
  test.each(['2026-01-01', '2028-02-29', '2026-12-31'])(
    'is of the age that the page says, on %s',
    (today) => {
      const { birthDate = '' } = newPatient(today);
      expect(Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))).toBe(NEW_PATIENT.age);
      expect(birthDate.slice(5) <= today.slice(5)).toBe(true);
      expect(NEW_PATIENT.inWords).toContain(String(NEW_PATIENT.age));
    },
  );

  test('can be answered as soon as one result is there', async () => {
    const request = emptyRequest(view, INSTANCE, newPatient(TODAY));
    const lab = catalogue.labs.find(({ role }) => role === 'trigger')!;
    const result = withField(newResult(lab, patientIdOf(request), 'one', TODAY), 'value', '9999', lab);
    const explained = await explain(view, addResource(request, result, view, catalogue.labs));
    expect(explained.patient).toEqual({ age: NEW_PATIENT.age, sex: 'female' });
    expect(explained.cards.length).toBeGreaterThan(0);
  });
});

describe('what can be put on record', () => {
  const sets = [...artefacts(knowledge).values()].filter((one) => one.resourceType === 'ValueSet');
  const titles = new Map(sets.map(({ id = '', title = '' }) => [id, title]));

  test('every value set of a kind is offered once by its name, and has a code', () => {
    const terms = { causes: new Map<string, string>(), titles };
    for (const kind of KINDS) {
      const choices = offered(kind, terms);
      expect(choices.length).toBeGreaterThan(2);
      expect(new Set(choices.map(({ label }) => label)).size).toBe(choices.length);
      for (const { value, label } of choices) {
        const coding = firstCoding(sets.find(({ id }) => id === value)!);
        expect([value, coding?.system, coding?.code]).toEqual([
          value,
          expect.any(String),
          expect.any(String),
        ]);
        const entry = newEntry(kind, { coding: [coding!], text: label }, 'playground', 'one', TODAY);
        expect(entry.resourceType).toBe(kind.types[0]);
      }
    }
  });
});
