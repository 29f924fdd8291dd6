import { describe, expect, test } from '@jest/globals';
import { demoServer } from '../../src/demo/demo-server.js';
import { demoPatients } from '../../src/demo/patients.js';
import { validateResource } from '../../src/hooks/r4/validate.js';
import { serve } from '../support/serve.js';
import { NOW } from '../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

const base = 'http://127.0.0.1:3000/demo/fhir';
const resources = demoPatients(KNOWLEDGE_FOLDER, knowledge);
const service = serve({ knowledge, demo: demoServer({ base, now: () => NOW, resources }) });
const without = serve({ knowledge });

async function get(path: string, init?: RequestInit): Promise<fhir4.Bundle> {
  const answer = await service.get(`/demo/fhir/${path}`, init);
  expect([path, answer.status]).toEqual([path, 200]);
  expect(answer.headers.get('content-type')).toContain('application/fhir+json');
  return (await answer.json()) as fhir4.Bundle;
}

const ids = ({ entry = [] }: fhir4.Bundle): string[] => entry.map(({ resource }) => resource?.id ?? '');

describe('the FHIR server to try it with', () => {
  test('is there only when it is to be', async () => {
    expect((await without.get('/demo/fhir/metadata')).status).toBe(404);
    expect((await without.get('/demo/fhir/Patient/p01')).status).toBe(404);
  });

  test('says what it can do', async () => {
    const statement = (await get('metadata')) as unknown as fhir4.CapabilityStatement;
    expect(statement).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
    expect(statement.implementation?.url).toBe(base);
  });

  test('has every vignette as a patient, with results as old as the vignette says', async () => {
    const all = resources(NOW);
    expect(all.filter((one) => !validateResource(one).ok)).toEqual([]);
    expect(new Set(all.map(({ resourceType, id = '' }) => `${resourceType}/${id}`)).size).toBe(all.length);
    expect((await get('Patient/p01')) as unknown).toMatchObject({ id: 'p01', birthDate: '1956-11-22' });
    const { entry = [] } = await get('Observation?patient=p06&_sort=-date');
    const dates = entry.map(({ resource }) => (resource as fhir4.Observation).effectiveDateTime);
    expect([dates[0], dates.at(-1)]).toEqual(['2026-11-22', '2026-09-23']);
  });

  test('has what launchers of apps ask for: who signs in, and a visit of the patient', async () => {
    const { entry = [] } = await get('Practitioner?_count=10&_summary=true&_sort=given');
    expect(entry.map(({ fullUrl }) => fullUrl)).toEqual([`${base}/Practitioner/clinician`]);
    expect(ids(await get('Encounter/?_count=1&_sort:desc=date&patient=p01'))).toEqual(['p01-visit']);
    expect(ids(await get('Encounter?patient=nobody'))).toEqual([]);
  });

  test.each(['nobody', '__proto__', 'p01/../p04'])('no patient %s', async (id) => {
    expect((await service.get(`/demo/fhir/Patient/${encodeURIComponent(id)}`)).status).toBe(404);
  });

  test.each(['Basic', 'constructor', 'patient'])('no type %s', async (type) => {
    expect((await service.get(`/demo/fhir/${type}`)).status).toBe(404);
  });

  test('searches by patient and code', async () => {
    const ferritin = await get(
      'Observation?patient=p01&code=http://loinc.org%7C2276-4,http://loinc.org|777-3',
    );
    expect(ids(ferritin)).toEqual(['p01-ferritin-0', 'p01-platelets-9']);
    expect(ids(await get('Observation?patient=Patient/p01&code=2276-4'))).toEqual(['p01-ferritin-0']);
    expect(ids(await get('Observation?patient=p01&code=http://snomed.info/sct|2276-4'))).toEqual([]);
    expect(ids(await get('Observation?patient=nobody'))).toEqual([]);
    expect(ids(await get('Condition?patient=p04&clinical-status=active'))).toEqual(['p04-condition-0']);
    expect(ids(await get('Condition?patient=p04&clinical-status=resolved'))).toEqual([]);
  });

  test('answers every prefetch template, by GET and by POST', async () => {
    const { services } = (await (await service.get('/cds-services')).json()) as {
      services: { prefetch: Record<string, string> }[];
    };
    for (const template of Object.values(services[0]!.prefetch)) {
      const query = template.replace('{{context.patientId}}', 'p01');
      const [type = '', search] = query.split('?');
      const got = await get(query);
      if (search === undefined) continue;
      const posted = await get(`${type}/_search`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(search).toString(),
      });
      expect(posted).toEqual(got);
    }
  });

  test('pages, and a client that follows gets each once', async () => {
    const seen: string[] = [];
    let next: string | undefined = 'Observation?patient=p01&_sort=-date&_count=3';
    for (let pages = 0; next !== undefined && pages < 20; pages++) {
      const bundle: fhir4.Bundle = await get(next);
      expect(bundle.total).toBe(11);
      expect(bundle.entry?.length ?? 0).toBeLessThanOrEqual(3);
      seen.push(...ids(bundle));
      next = bundle.link?.find(({ relation }) => relation === 'next')?.url.replace(`${base}/`, '');
    }
    expect([seen.length, new Set(seen).size]).toEqual([11, 11]);
  });

  test('counts that are none change nothing', async () => {
    for (const count of ['-1', 'x', '1e9', '0.5'])
      expect(ids(await get(`Observation?patient=p01&_count=${count}`))).toHaveLength(11);
    expect(ids(await get('Observation?patient=p01&_count=0'))).toEqual([]);
  });

  test('a browser may read it, and nobody write', async () => {
    const answer = await service.get('/demo/fhir/Patient/p01', {
      headers: { Origin: 'https://sandbox.cds-hooks.org' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    for (const [method, path] of [
      ['PUT', 'Patient/p01'],
      ['DELETE', 'Patient/p01'],
      ['POST', 'Patient'],
    ])
      expect((await service.get(`/demo/fhir/${path}`, { method: method! })).status).toBe(405);
  });
});
