import { afterAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hookOf } from '../../../src/hooks/discovery.js';
import type { Example } from '../../../src/core/model/knowledge.js';
import { EXAMPLES_WRITTEN, readExamples } from '../../../src/cases/examples.js';
import { serve } from '../../support/serve.js';
import { NOW } from '../../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../../support/shipped.js';

const RESULT_HOOK = 'org.hepacue.result-review';
const folder = join(KNOWLEDGE_FOLDER, 'examples');
const numbered = readdirSync(folder).filter((name) => name.endsWith('.request.json'));
const places: string[] = [];
afterAll(() => places.forEach((place) => rmSync(place, { recursive: true })));

function read(from = KNOWLEDGE_FOLDER, resultHook = RESULT_HOOK): readonly Example[] {
  return readExamples(from, knowledge, (service) => hookOf(service, resultHook));
}

/** A folder of knowledge with these files in `examples/`. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const place = mkdtempSync(join(tmpdir(), 'examples-'));
  places.push(place);
  mkdirSync(join(place, 'examples'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, 'examples', name), text);
  return place;
}

let now = NOW;
const config = {
  client: 'public-sandbox',
  profile: 'us-nondevice',
  resultHook: RESULT_HOOK,
  publicUrl: 'https://cds.example.org',
  canonicalBase: 'https://hepacue.org/fhir',
} as const;
const { get, post } = serve({
  knowledge,
  config,
  advise: 'core',
  now: () => now,
  examples: read(),
});
const without = serve({ knowledge, config });

type Listed = Omit<Example, 'requestAt'>;
async function list(): Promise<readonly Listed[]> {
  return ((await (await get('/examples')).json()) as { examples: Listed[] }).examples;
}

/** Whole dates in a text, births left out. */
function datesIn(text: string): string[] {
  return [...text.matchAll(/"(\w+)": "(\d{4}-\d{2}-\d{2}[^"]*)"/gu)].flatMap(([, key, date = '']) =>
    key === 'birthDate' ? [] : [date],
  );
}

describe('GET /examples', () => {
  test('lists every numbered request and every vignette, each with its service', async () => {
    const all = await list();
    expect(all[0]).toEqual({
      id: '01-both-raised',
      title: 'Two new results, both raised: one card, the whole work-up as draft orders',
      kind: 'example',
      service: 'raised-ferritin-b12-result-review',
      hook: RESULT_HOOK,
    });
    expect(all.find(({ kind }) => kind === 'vignette')).toEqual({
      id: 'p01',
      title: 'Chronic hepatitis B presenting as symptomatic iron overload',
      kind: 'vignette',
      service: 'raised-ferritin-b12-patient-view',
      hook: 'patient-view',
    });
    expect(all.filter(({ kind }) => kind === 'example').map(({ id }) => `${id}.request.json`)).toEqual(
      numbered.sort(),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(numbered.length + 30);
    expect(all.filter(({ title }) => !/^[^`|]{5,}$/u.test(title))).toEqual([]);
  });

  test('is empty where the knowledge has none', async () => {
    const place = folderWith({});
    expect(read(place)).toEqual([]);
    rmSync(join(place, 'examples'), { recursive: true });
    expect(read(place)).toEqual([]);
    expect(await (await without.get('/examples')).json()).toEqual({ examples: [] });
  });

  test('has what a README does not tell from the file itself', () => {
    const request = { hook: 'patient-view' };
    const [one] = read(folderWith({ '07-odd-one.request.json': JSON.stringify(request) }));
    expect(one).toMatchObject({ title: 'Odd one', service: 'raised-ferritin-b12-patient-view' });
  });

  test.each([
    ['no JSON', '{', 'examples/1.request.json: is no JSON object'],
    ['no object', '[]', 'examples/1.request.json: is no JSON object'],
    ['a hook nobody answers to', '{"hook":"x"}', 'examples/1.request.json: hook: is the hook of no service'],
  ])('a file with %s stops the start', (_what, text, problem) => {
    expect(() => read(folderWith({ '1.request.json': text }))).toThrow(problem);
  });

  test('a vignette that is no patient stops the start', () => {
    const place = folderWith({});
    cpSync(folder, join(place, 'examples'), { recursive: true });
    const file = join(place, 'examples', 'vignettes.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('tsat 74 %', 'tsat lots'));
    expect(() => read(place)).toThrow('examples/vignettes.yaml: [0].given: not a result: tsat lots');
  });
});

describe('GET /examples/:id', () => {
  test.each(numbered)('%s is its file at the time it was written', async (name) => {
    now = new Date(EXAMPLES_WRITTEN);
    const answer = await get(`/examples/${name.replace('.request.json', '')}`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.text()).toBe(readFileSync(join(folder, name), 'utf8'));
  });

  test.each([
    ['2026-11-22T23:59:59Z', '2026-11-20', '1970-06-15'],
    ['2026-11-23T00:00:00Z', '2026-11-21', '1970-06-15'],
    ['2028-02-29T12:00:00Z', '2028-02-27', '1971-06-15'],
    ['2028-06-15T12:00:00Z', '2028-06-13', '1972-06-15'],
    ['2026-11-02T12:00:00Z', '2026-10-31', '1970-06-15'],
  ])('on %s what was two days old is two days old, and somebody of 56 years is 56', async (at, day, born) => {
    now = new Date(at);
    const text = await (await get('/examples/02-chronic-hepatitis-c')).text();
    expect([...new Set(datesIn(text))]).toEqual([day]);
    expect(text).toContain(`"birthDate": "${born}"`);
  });

  test('times and zones stay, and what is no whole date', () => {
    const dates = {
      effectiveDateTime: '2026-11-20T23:30:00.5+01:00',
      onset: '2026-11',
      text: '2026-11-20 at noon',
      never: '2026-02-30',
    };
    const body = JSON.stringify({ hook: 'patient-view', prefetch: { dates } });
    const [one] = read(folderWith({ '1.request.json': body }));
    const later = new Date(NOW.getTime() + 12 * 86_400_000);
    expect(one?.requestAt(later)).toMatchObject({
      prefetch: { dates: { ...dates, effectiveDateTime: '2026-12-02T23:30:00.5+01:00' } },
    });
  });

  test('names the result hook of the deployment, and leaves a wrong hook wrong', () => {
    const [one] = read(KNOWLEDGE_FOLDER, 'org.example.results');
    expect([one?.hook, one?.requestAt(NOW)]).toMatchObject([
      'org.example.results',
      { hook: 'org.example.results' },
    ]);
    const readme = '| `1` | raised-ferritin-b12-result-review | Wrong hook | 400 |\n';
    const [wrong] = read(folderWith({ '1.request.json': '{"hook":"x"}', 'README.md': readme }));
    expect(wrong).toMatchObject({ title: 'Wrong hook', hook: RESULT_HOOK });
    expect(wrong?.requestAt(NOW)).toEqual({ hook: 'x' });
  });

  test('a vignette holds all that discovery asks for, of a patient with a name', async () => {
    now = NOW;
    const { services } = (await (await get('/cds-services')).json()) as {
      services: { id: string; prefetch: object }[];
    };
    for (const { id, kind, service, title } of await list()) {
      if (kind !== 'vignette') continue;
      const asked = services.find((one) => one.id === service);
      const body = (await (await get(`/examples/${id}`)).json()) as {
        context: object;
        prefetch: { patient: fhir4.Patient };
      };
      expect(Object.keys(body.prefetch)).toEqual(Object.keys(asked?.prefetch ?? {}));
      expect(body.context).toMatchObject({ patientId: id });
      expect(body.prefetch.patient.name).toEqual([
        { family: id.toUpperCase(), given: ['Vignette'], text: title },
      ]);
    }
  });

  /** What every one is answered with, dates aside. */
  async function answers(at: string): Promise<Record<string, unknown>> {
    now = new Date(at);
    const all: Record<string, unknown> = {};
    for (const { id, service } of await list()) {
      const body: unknown = await (await get(`/examples/${id}`)).json();
      const answer = await post(`/cds-services/${service}`, body);
      const { cards = [] } = (await answer.json()) as { cards?: { summary: string; indicator: string }[] };
      all[id] = [answer.status, ...cards.map(({ summary, indicator }) => `${indicator}: ${summary}`)];
    }
    return all;
  }

  test.each(['2028-02-29T10:00:00Z', '2031-03-01T00:30:00Z', '2045-06-30T23:30:00Z'])(
    'on %s every one is answered as on the day it was written',
    async (at) => {
      const written = await answers(EXAMPLES_WRITTEN);
      expect(written).toMatchObject({ '07-no-prefetch': [412], '08-bad-envelope': [400] });
      expect(await answers(at)).toEqual(written);
    },
  );

  test.each(['nothing', '__proto__', 'P01', '01-both-raised.request.json', '..%2fvignettes.yaml', '%ff'])(
    'there is no %s',
    async (id) => {
      const answer = await get(`/examples/${id}`);
      const { issue } = (await answer.json()) as fhir4.OperationOutcome;
      expect([answer.status, issue[0]?.details?.coding?.[0]?.code]).toEqual([
        404,
        id === '%ff' ? 'path-unknown' : 'example-unknown',
      ]);
    },
  );
});
