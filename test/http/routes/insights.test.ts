import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Measures, MeasuresAsked } from '../../../src/core/model/measures.js';
import type { Database } from '../../../src/store/database.js';
import { measure } from '../../../src/store/measures/measure.js';
import { NOW } from '../../support/clock.js';
import { answerRow, cardRow, keep, openKept, openingRow } from '../../support/kept.js';
import { serve } from '../../support/serve.js';
import { knowledge } from '../../support/shipped.js';
import { claims, fixedAuthenticate, tokenOf } from '../../support/tokens.js';

const DAY = NOW.toISOString().slice(0, 10);
const own = cardRow({
  day: DAY,
  client: 'test-ehr',
  rule: 'main-ferritin',
  patient: 'pseudonym-of-somebody',
});
const other = cardRow({ day: DAY, client: 'other-ehr', rule: 'main-b12' });
let database: Database;

beforeAll(async () => {
  database = await openKept();
  await keep(database, 'cards', own, other);
  await keep(database, 'feedback', answerRow(own, { reason: '=cmd|calc' }));
  await keep(
    database,
    'openings',
    openingRow({ day: DAY, client: 'test-ehr', openings: 10 }),
    openingRow({ day: DAY, client: 'other-ehr', openings: 5 }),
  );
});
afterAll(() => database.close());

const asked: MeasuresAsked[] = [];
const insights = {
  measure: (one: MeasuresAsked): Promise<Measures> => {
    asked.push(one);
    return measure(database, one, { experiments: [], reasons: new Set(), now: NOW });
  },
};

describe('where nobody is asked for a token', () => {
  const { get } = serve({ knowledge, insights });

  test('the page is HTML under the policy of pages, for this origin alone, and not kept', async () => {
    const { status, headers } = await get('/insights');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none';style-src 'sha256-[^']+';base-uri 'none'/u,
    );
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('all clients are told of, or the one that is asked for', async () => {
    const of = async (query: string): Promise<Measures> =>
      (await (await get(`/insights.json${query}`)).json()) as Measures;
    expect((await of('')).openings).toBe(15);
    expect((await of('?client=other-ehr')).counts).toMatchObject({ shown: 1, overridden: 0 });
    expect(await of(`?from=${DAY}&to=${DAY}`)).toMatchObject({
      period: { from: DAY, to: DAY },
      trend: { by: 'day' },
    });
  });

  test('the twelve months until today are the period when none is named', async () => {
    await get('/insights.json');
    expect(asked.at(-1)?.period.to).toBe(DAY);
    expect(asked.at(-1)?.period.from).toMatch(/-01$/u);
  });

  test.each([
    '?from=2026-02-30',
    '?from=yesterday',
    '?from=2026-05-02&to=2026-05-01',
    '?from=1990-01-01',
    `?to=${'9'.repeat(5000)}`,
  ])('%s is no period', async (query) => {
    const response = await get(`/insights${query}`);
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('period-invalid'),
    ]);
  });

  test.each(['?client=', '?client=Patient/1', `?client=${encodeURIComponent("x' or 1=1 --")}`])(
    '%s is no client',
    async (query) => {
      expect((await get(`/insights${query}`)).status).toBe(404);
    },
  );

  test('the CSV has a line for each number, and nothing that a spreadsheet would run', async () => {
    const response = await get('/insights.csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="insights-[\d-]+\.csv"$/u,
    );
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines[0]).toBe('section,client,rule,id,from,to,measure,value');
    expect(lines.every((line) => line.split(',').length === 8)).toBe(true);
    expect(lines.some((line) => /^rule,,main-ferritin,,[\d-]+,[\d-]+,overridden,1$/u.test(line))).toBe(true);
    expect(lines.join('\n')).not.toMatch(/(?:^|,)"?[=+@]/mu);
  });

  test('nothing of a patient is in any of them', async () => {
    for (const path of ['/insights', '/insights.json', '/insights.csv'])
      expect(await (await get(path)).text()).not.toMatch(/pseudonym-of-somebody|cmd\|calc/u);
  });

  test('who asks the same at once is answered by one count', async () => {
    const before = asked.length;
    await Promise.all([1, 2, 3].map(() => get('/insights.json?from=2024-12-01')));
    expect(asked.length).toBe(before + 1);
  });

  test('only GET is answered', async () => {
    expect((await get('/insights', { method: 'POST' })).status).toBe(405);
  });
});

describe('openapi.yaml', () => {
  const { get } = serve({ knowledge, insights });

  test('describes every number of the JSON, and nothing that is not there', async () => {
    const text = readFileSync(new URL('../../../src/http/routes/openapi.yaml', import.meta.url), 'utf8');
    const { components } = parse(text) as { components: { schemas: object } };
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const closed = JSON.stringify(components.schemas).replaceAll(
      '"type":"object",',
      '"type":"object","additionalProperties":false,',
    );
    ajv.addSchema({ components: { schemas: JSON.parse(closed) as object } }, 'api');
    const validate = ajv.compile({ $ref: 'api#/components/schemas/Insights' });
    validate(await (await get('/insights.json')).json());
    expect(validate.errors ?? []).toEqual([]);
  });
});

describe('where a token says who calls', () => {
  const { get } = serve({ knowledge, insights, authenticate: fixedAuthenticate() });
  const by = (path: string): RequestInit => ({
    headers: { Authorization: `Bearer ${tokenOf(claims(path))}` },
  });

  test('nobody sees anything without one, and one for another address does not do', async () => {
    expect((await get('/insights')).status).toBe(401);
    expect((await get('/insights.json', by('/insights'))).status).toBe(401);
  });

  test('each sees what is their own, and is told nothing of others', async () => {
    const text = await (await get('/insights.json', by('/insights.json'))).text();
    expect(JSON.parse(text)).toMatchObject({ client: 'test-ehr', openings: 10, counts: { shown: 1 } });
    expect(text).not.toMatch(/other-ehr|main-b12/u);
    const page = await (await get('/insights', by('/insights'))).text();
    expect(page).not.toContain('other-ehr');
    expect((await get('/insights.json?client=other-ehr', by('/insights.json'))).status).toBe(404);
  });
});

describe('where nothing is kept', () => {
  const { get } = serve({ knowledge, insights: {} });

  test('the page says what to do, and there are no numbers', async () => {
    const response = await get('/insights');
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('keeps nothing')]);
    for (const path of ['/insights.json', '/insights.csv']) expect((await get(path)).status).toBe(404);
  });
});

describe('where it is not offered', () => {
  const { get } = serve({ knowledge });

  test('there is no such address', async () => {
    for (const path of ['/insights', '/insights.json', '/insights.csv'])
      expect((await get(path)).status).toBe(404);
  });
});
