import { beforeAll, describe, expect, test } from '@jest/globals';
import { artefacts } from '../../src/profiles/write.js';
import { serve } from '../support/serve.js';
import { knowledge } from '../support/shipped.js';
import { indexBase, problemsOf } from './r4.js';

const all = [...artefacts(knowledge).values()];
const { get, post } = serve({ artefacts: () => Promise.resolve(all) });
/** Of a CapabilityStatement, a Bundle or an OperationOutcome, what is looked at. */
interface Answer {
  readonly rest: readonly { readonly resource: readonly { readonly type: string }[] }[];
  readonly entry?: readonly { readonly fullUrl: string; readonly resource: { readonly id: string } }[];
  readonly total: number;
  readonly link: unknown;
  readonly issue: readonly { readonly details: { readonly coding: readonly { readonly code: string }[] } }[];
}
const ask = async (path: string): Promise<[status: number, body: Answer]> => {
  const response = await get(path);
  expect(response.headers.get('content-type')).toBe(
    `application/${response.ok ? 'fhir+json' : 'json'}; charset=utf-8`,
  );
  return [response.status, (await response.json()) as Answer];
};
const URL_OF_FERRITIN = 'https://hepacue.org/fhir/ValueSet/lab-ferritin';

beforeAll(indexBase, 60_000);

describe('/fhir', () => {
  test('metadata says what there is, and is valid', async () => {
    const [status, statement] = await ask('/fhir/metadata');
    expect(status).toBe(200);
    expect(problemsOf(statement)).toEqual([]);
    expect(statement.rest[0]!.resource.map(({ type }) => type)).toEqual([
      'ActivityDefinition',
      'CodeSystem',
      'PlanDefinition',
      'StructureDefinition',
      'ValueSet',
    ]);
  });

  test('one artefact by its id', async () => {
    const wanted = all.find(({ id }) => id === 'main-ferritin');
    expect(await ask('/fhir/PlanDefinition/main-ferritin')).toEqual([
      200,
      JSON.parse(JSON.stringify(wanted)),
    ]);
  });

  test('all of a type', async () => {
    const [status, bundle] = await ask('/fhir/CodeSystem');
    expect(status).toBe(200);
    expect(problemsOf(bundle)).toEqual([]);
    expect(bundle).toMatchObject({ type: 'searchset', total: 3 });
    expect(bundle.entry!.map(({ fullUrl }) => fullUrl)).toEqual(
      ['card-topic', 'cause', 'error'].map((id) => `https://cds.example.org/fhir/CodeSystem/${id}`),
    );
  });

  test.each<[query: string, ids: string[], self: string]>([
    [`url=${URL_OF_FERRITIN}`, ['lab-ferritin'], `?url=${encodeURIComponent(URL_OF_FERRITIN)}`],
    [
      `url=${encodeURIComponent(URL_OF_FERRITIN)}`,
      ['lab-ferritin'],
      `?url=${encodeURIComponent(URL_OF_FERRITIN)}`,
    ],
    ['_id=lab-b12,lab-ferritin', ['lab-ferritin', 'lab-b12'], '?_id=lab-b12%2Clab-ferritin'],
    ['_id=lab-b12&_id=lab-ferritin', [], '?_id=lab-b12&_id=lab-ferritin'],
    ['_id=lab-b12&colour=red', ['lab-b12'], '?_id=lab-b12'],
    ['url=https://example.org', [], '?url=https%3A%2F%2Fexample.org'],
    ['_id=lab-b12&constructor=1&__proto__=2', ['lab-b12'], '?_id=lab-b12'],
  ])('search by %s', async (query, ids, self) => {
    const [status, bundle] = await ask(`/fhir/ValueSet?${query}`);
    expect(status).toBe(200);
    expect(problemsOf(bundle)).toEqual([]);
    expect((bundle.entry ?? []).map((one) => one.resource.id).sort()).toEqual([...ids].sort());
    expect(bundle.total).toBe(ids.length);
    expect(bundle.link).toEqual([{ relation: 'self', url: `https://cds.example.org/fhir/ValueSet${self}` }]);
  });

  test.each([
    '/fhir/Patient',
    '/fhir/Patient/p1',
    '/fhir/ValueSet/nothing',
    '/fhir/constructor',
    '/fhir/ValueSet/__proto__',
    '/fhir/valueset',
  ])('%s is not there', async (path) => {
    const [status, outcome] = await ask(path);
    expect(status).toBe(404);
    expect(problemsOf(outcome)).toEqual([]);
    expect(outcome.issue[0]!.details.coding[0]!.code).toBe('resource-unknown');
  });

  test('with _elements, resources hold those, what they must have, and a tag that says so', async () => {
    const bundle = (await (await get('/fhir/ValueSet?_elements=title')).json()) as fhir4.Bundle;
    expect(problemsOf(bundle)).toEqual([]);
    expect(bundle.link![0]!.url).toMatch(/\/fhir\/ValueSet\?_elements=title$/u);
    for (const { resource } of bundle.entry!) {
      expect(Object.keys(resource!).toSorted()).toEqual(['id', 'meta', 'resourceType', 'status', 'title']);
      expect(resource!.meta!.tag).toContainEqual(expect.objectContaining({ code: 'SUBSETTED' }));
    }
    expect(JSON.stringify(bundle).length).toBeLessThan(60_000);
  });

  test.each(['/fhir/metadata', '/fhir/ValueSet', '/fhir/ValueSet/lab-b12'])(
    '%s is read-only',
    async (path) => {
      const response = await post(path, {});
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    },
  );
});

describe('a service without artefacts', () => {
  const bare = serve();

  test('says so in its metadata', async () => {
    const statement = await (await bare.get('/fhir/metadata')).json();
    expect(problemsOf(statement as object)).toEqual([]);
    expect((await bare.get('/fhir/ValueSet')).status).toBe(404);
  });
});
