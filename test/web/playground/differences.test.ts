import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Catalogue, Cards, Explanation } from '../../../src/web/playground/api.js';
import {
  type Difference,
  differencesInAnswer,
  differencesInCase,
} from '../../../src/web/playground/cards/compare/differences.js';
import { addResource } from '../../../src/web/playground/chart/chart.js';
import { KINDS, newEntry } from '../../../src/web/playground/chart/record.js';
import { labOf, withField } from '../../../src/web/playground/chart/result.js';
import { type HookRequest, ofType, put, resourcesIn } from '../../../src/web/parts/request.js';
import type { Answers } from '../../../src/web/playground/trial.js';
import { catalogueOf, servePage, shippedCases } from './shipped-cases.js';

const running = servePage();
let catalogue: Catalogue;
let cases: Awaited<ReturnType<typeof shippedCases>>;
let example: (typeof cases)[number];

beforeAll(async () => {
  catalogue = await catalogueOf(running);
  cases = await shippedCases(running, catalogue);
  example = cases.find(({ id }) => id === '02-chronic-hepatitis-c')!;
});

async function ask<T>(path: string, request: HookRequest): Promise<Answer<T>> {
  const response = await running.post(path, request);
  const { status } = response;
  const body = (await response.json()) as T;
  return { status, ms: 1, text: '', headers: {}, ...(status === 200 && { body }) };
}

async function answersTo(request: HookRequest, service = example.service): Promise<Answers> {
  return {
    service: service.id,
    sent: JSON.stringify(request),
    cards: await ask<Cards>(`/cds-services/${service.id}`, request),
    explained: await ask<Explanation>(`/explain/${service.id}`, request),
  };
}

/** The example with a field of its first result of a lab changed. */
function changed(lab: string, field: 'value' | 'high' | 'date' | 'status', text: string): HookRequest {
  const placed = ofType(resourcesIn(example.request), 'Observation').find(
    ({ resource }) => labOf(resource, catalogue.labs)?.id === lab,
  )!;
  const next = withField(placed.resource, field, text, labOf(placed.resource, catalogue.labs));
  return put(example.request, placed.path, next);
}

async function compared(request: HookRequest): Promise<{ inCase: Difference[]; inAnswer: Difference[] }> {
  const [before, after] = [await answersTo(example.request), await answersTo(request)];
  return {
    inCase: differencesInCase(before, after, catalogue),
    inAnswer: differencesInAnswer(before, after, undefined),
  };
}

describe('what changed between two answers', () => {
  test('is nothing when nothing did, for every shipped case', async () => {
    for (const { request, service } of cases) {
      const [before, after] = [await answersTo(request, service), await answersTo(request, service)];
      expect(differencesInCase(before, after, catalogue)).toEqual([]);
      expect(differencesInAnswer(before, after, undefined)).toEqual([]);
    }
  }, 120_000);

  test('a value: what came, the card, and each step that answers otherwise', async () => {
    const { inCase, inAnswer } = await compared(changed('ferritin', 'value', '1200'));
    expect(inCase).toEqual([{ what: 'Ferritin', before: '540 ng/mL', after: '1200 ng/mL' }]);
    expect(inAnswer).toContainEqual({
      what: 'Card',
      before: expect.stringContaining('540') as unknown,
      after: expect.stringContaining('1200') as unknown,
    });
    expect(inAnswer).toContainEqual({ what: '“ferritin is 1000 ng/mL or more”', before: 'no', after: 'yes' });
  });

  test('a limit, a date, a result that does not count any more', async () => {
    const limit = await compared(changed('ferritin', 'high', '500'));
    expect(limit.inCase.map(({ what }) => what)).toEqual(['Ferritin, limit']);
    const date = await compared(changed('ferritin', 'date', '2020-01-01'));
    expect(date.inCase.map(({ what }) => what)).toContain('Ferritin, date');
    const gone = await compared(changed('b12', 'status', 'entered-in-error'));
    expect(gone.inCase.find(({ what }) => what === 'Vitamin B12')).toMatchObject({ before: '1120 pg/mL' });
    expect(gone.inAnswer.map(({ what }) => what)).toContain('Card');
  });

  test('what is put on record', async () => {
    const entry = newEntry(KINDS[0]!, { text: 'gout' }, 'example', 'one', '2026-01-01');
    const { inCase } = await compared(addResource(example.request, entry, example.service, catalogue.labs));
    expect(inCase).toContainEqual({ what: 'Problems', after: 'gout 2026-01-01' });
  });

  test('an error, another hook, and whatever the list does not name', async () => {
    const before = await answersTo(example.request);
    const failed = await answersTo({ hook: 'patient-view' });
    expect(differencesInAnswer(before, failed, undefined)).toContainEqual({
      what: 'HTTP status',
      before: '200',
      after: '400',
    });
    const other = cases.find(
      ({ service }) => service !== example.service && service.id !== example.service.id,
    )!;
    const moved = await answersTo(other.request, other.service);
    expect(differencesInCase(before, moved, catalogue)[0]).toEqual({
      what: 'Hook',
      before: example.service.hook,
      after: other.service.hook,
    });
    const unnamed = { ...before, sent: JSON.stringify({ ...example.request, extension: { x: 1 } }) };
    expect(differencesInCase(before, unnamed, catalogue)).toHaveLength(1);
  });
});
