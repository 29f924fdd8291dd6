import { describe, expect, test } from '@jest/globals';
import type { Prefetch } from '../../src/hooks/prefetch.js';
import { alt, b12, bundle, ferritin, observation, outcome } from '../support/requests.js';
import { readPrefetch as read } from '../support/read-prefetch.js';

const empty = { resourceType: 'Bundle', type: 'searchset', total: 0 };
const self = (url: string) => ({ ...empty, link: [{ relation: 'self', url }] });
const wrapper = (resource: unknown) => ({ response: { status: '200 OK' }, resource });
const nothingFound = {
  ...empty,
  entry: [{ resource: outcome('warning'), search: { mode: 'outcome' } }],
};

describe('what counts as given', () => {
  test.each<[string, unknown, string[]]>([
    ['no key at all', {}, []],
    ['null', { ferritin: null }, ['ferritin']],
    ['a Bundle without entry', { b12: empty }, ['b12']],
    ['a Bundle with an empty entry', { b12: bundle() }, ['b12']],
    [
      'a Bundle whose entries hold no resource',
      { b12: { ...empty, entry: [{ fullUrl: 'x' }, {}, null] } },
      ['b12'],
    ],
    ['a search that found nothing, as Epic says it', { ferritin: nothingFound }, ['ferritin']],
    ['a Bundle of unrelated resources', { ferritin: bundle(alt) }, ['ferritin']],
    ['an OperationOutcome that only remarks', { ferritin: outcome('information', 'warning') }, ['ferritin']],
    ['an OperationOutcome that failed', { ferritin: outcome('error') }, []],
    ['an OperationOutcome that failed among others', { ferritin: outcome('warning', 'fatal') }, []],
    ['an OperationOutcome without issues', { ferritin: outcome() }, []],
    ['a Bundle with a failed outcome', { ferritin: bundle(outcome('error')) }, []],
    ['a failed outcome beside a result', { ferritin: bundle(outcome('error'), ferritin) }, ['ferritin']],
    ['neither object nor null', { ferritin: 'x', b12: 7 }, []],
    ['one result without a Bundle', { ferritin }, ['ferritin']],
    ['a result under the key of another lab', { b12: bundle(ferritin) }, ['ferritin', 'b12']],
    ['a result in the query for supporting labs', { labs: bundle(ferritin, alt) }, ['ferritin']],
    ['an empty query for supporting labs', { labs: empty, conditions: null }, []],
    ['an empty Bundle under a key of the site', { mine: empty }, ['ferritin', 'b12']],
    ['any Observation under a key of the site', { mine: bundle(alt) }, ['ferritin', 'b12']],
    ['remarks only under a key of the site', { mine: nothingFound }, ['ferritin', 'b12']],
    ['a failure under a key of the site', { mine: bundle(outcome('error')) }, []],
    ['other resources under a key of the site', { mine: bundle({ resourceType: 'Encounter' }) }, []],
    ['null under a key of the site', { mine: null }, ['ferritin', 'b12']],
    ['null under a key that asks for something else', { problems: null, allergyList: null }, []],
    ['an empty Bundle under a key that asks for something else', { problems: empty }, []],
    [
      'the same with a self link that tells of labs',
      { problems: self('Observation?patient=p1') },
      ['ferritin', 'b12'],
    ],
    ['a self link to another type', { mine: self('https://ehr.example.org/fhir/Condition?patient=p1') }, []],
    ['a self link to vital signs', { mine: self('Observation?category=vital-signs') }, []],
    [
      'a self link to laboratory results',
      { mine: self('Observation?category=laboratory') },
      ['ferritin', 'b12'],
    ],
    ['a self link to one code', { mine: self('Observation?code=http://loinc.org%7C2132-9,x') }, ['b12']],
    ['a self link to a code that is none of ours', { mine: self('Observation?code=85354-9') }, []],
    ['an empty key that was asked for formerly', { formerly: null }, []],
    ['a result in a key that was asked for formerly', { formerly: bundle(ferritin) }, ['ferritin']],
    ['a result in the wrapper of old clients', { mine: wrapper(bundle(b12)) }, ['ferritin', 'b12']],
    ['an empty Bundle in it', { b12: wrapper(empty) }, ['b12']],
    ['no resource in it', { b12: { response: { status: '200 OK' }, resource: null } }, ['b12']],
    ['a failure in it', { b12: { response: { status: '404 Not Found' } } }, []],
    ['keys named like a property of every object', { constructor: null, toString: 'x' }, ['ferritin', 'b12']],
    ['such keys without an answer', { constructor: 'x', toString: outcome('error') }, []],
    ['a result one Bundle deeper', { labs: bundle(bundle(b12)) }, ['b12']],
    ['a result that cannot be read', { labs: bundle({ ...ferritin, status: 7 }) }, ['ferritin']],
  ])('%s', (_name, prefetch, labs) => {
    const { given, missing } = read(prefetch);
    expect([...given]).toEqual(labs);
    expect(missing).toEqual(['ferritin', 'b12'].filter((lab) => !labs.includes(lab)));
  });

  test('a result in context is given', () => {
    expect([...read({}, bundle(b12)).given]).toEqual(['b12']);
  });

  test('new results are seen only in context, of any lab we read', () => {
    expect(read({ ferritin: bundle(ferritin) }, bundle()).newResults).toBe(false);
    expect(read({}, bundle(observation('99999-9'))).newResults).toBe(false);
    expect(read({}, bundle(alt)).newResults).toBe(true);
  });
});

describe('what is handed on', () => {
  const from = ({ resources }: Prefetch) => resources.map((one) => one.from);

  test('each resource knows where it stood', () => {
    const read1 = read(
      { patient: { resourceType: 'Patient', id: 'p1' }, labs: bundle(alt) },
      bundle(ferritin),
    );
    expect(from(read1)).toEqual(['context.results.entry[0]', 'prefetch.patient', 'prefetch.labs.entry[0]']);
    expect(read1.resources.map(({ inContext }) => inContext)).toEqual([true, false, false]);
  });

  test('one entry without its array, and a resource without its entry, are read', () => {
    expect(from(read({ labs: { ...empty, entry: { resource: alt } } }))).toEqual(['prefetch.labs.entry']);
    expect(from(read({ labs: { ...empty, entry: [alt] } }))).toEqual(['prefetch.labs.entry[0]']);
  });

  test('a resource brings the fullUrl of its entry, where that is a text', () => {
    const inBundle = (resource: object, ...fullUrls: unknown[]) => ({
      ...empty,
      entry: fullUrls.map((fullUrl) => ({ fullUrl, resource })),
    });
    const read1 = read(
      { patient: { resourceType: 'Patient', id: 'p1' }, labs: bundle(inBundle(b12, 'urn:uuid:b'), b12) },
      inBundle(alt, 'urn:uuid:a', 7, '', null),
    );
    expect(read1.resources.map(({ fullUrl }) => fullUrl)).toEqual([
      'urn:uuid:a',
      ...[undefined, undefined, undefined],
      ...[undefined, 'urn:uuid:b', undefined],
    ]);
  });

  test('outcomes are no resources', () => {
    expect(read({ labs: bundle(outcome('error'), outcome('warning')), b12: outcome('error') })).toMatchObject(
      {
        resources: [],
        setAside: [],
      },
    );
  });

  test('what came on both ways under one id is handed on with how it came: the reading decides', () => {
    const { resources, setAside } = read({ ferritin: bundle(ferritin) }, bundle({ ...ferritin, status: 7 }));
    expect(resources.map((one) => [one.from, one.inContext])).toEqual([
      ['prefetch.ferritin.entry[0]', false],
    ]);
    expect(setAside).toMatchObject([
      { from: 'context.results.entry[0]', why: 'malformed', resourceType: 'Observation' },
    ]);
    const both = read({ ferritin: bundle(ferritin) }, bundle(ferritin)).resources;
    expect(both.map(({ inContext }) => inContext)).toEqual([true, false]);
  });

  test('a known wrong shape is put right', () => {
    const number = { ...ferritin, valueQuantity: { value: '620', unit: 'ng/mL' } };
    expect(read({ ferritin: bundle(number) }).resources[0]?.resource).toMatchObject({
      valueQuantity: { value: 620 },
    });
  });

  test.each<[unknown, object]>([
    ['x', { from: 'prefetch.labs' }],
    [bundle('x'), { from: 'prefetch.labs.entry[0]' }],
    [bundle({ no: 'type' }), { from: 'prefetch.labs.entry[0]' }],
    [bundle({ resourceType: 'Jane Doe <script>' }), { from: 'prefetch.labs.entry[0]' }],
    [bundle({ ...alt, code: 'x' }), { resourceType: 'Observation', where: 'Observation.code' }],
  ])('what is no resource is set aside: %j', (labs, expected) => {
    const { resources, setAside } = read({ labs });
    expect(resources).toEqual([]);
    expect(setAside).toMatchObject([{ why: 'malformed', ...expected }]);
    expect(setAside[0]?.resourceType ?? '').not.toContain('Jane');
  });

  test('a key that is free text is not repeated', () => {
    expect(from(read({ 'Jane Doe\n': alt }))).toEqual(['prefetch.?']);
  });
});
