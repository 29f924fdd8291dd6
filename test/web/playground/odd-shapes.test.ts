import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Catalogue } from '../../../src/web/playground/api.js';
import { BREAKAGES } from '../../../src/web/playground/chart/broken.js';
import { forService, freeId } from '../../../src/web/playground/chart/chart.js';
import { readPasted } from '../../../src/web/playground/chart/pasted.js';
import { dateOf, titleOf } from '../../../src/web/playground/chart/record.js';
import {
  fieldsOf,
  labOf,
  nameOf,
  type ResultFields,
  withField,
} from '../../../src/web/playground/chart/result.js';
import { ofType, patientIdOf, remove, resourcesIn } from '../../../src/web/parts/request.js';
import { reshaped, seeded } from '../../support/shapes.js';
import { NOW, TODAY } from '../../support/clock.js';
import { catalogueOf, servePage, shippedCases } from './shipped-cases.js';
import { runs, SEED } from '../../support/seed.js';

const running = servePage();
const TIMES = 3_000;
let catalogue: Catalogue;
let cases: Awaited<ReturnType<typeof shippedCases>>;

beforeAll(async () => {
  catalogue = await catalogueOf(running);
  cases = await shippedCases(running, catalogue);
});

test('whatever is pasted, every form of the page can draw it and write to it', () => {
  const { labs, services } = catalogue;
  const random = seeded(SEED);
  for (let round = 0; round < TIMES; round++) {
    const { request: good, service } = cases[round % cases.length]!;
    const read = readPasted(JSON.stringify(reshaped(good, random).body), service, labs, 'x');
    if ('problem' in read) continue;
    const { request } = read;
    const placed = resourcesIn(request);
    expect(typeof patientIdOf(request)).toBe('string');
    freeId(request, 'ferritin');
    for (const { resource, path } of placed) {
      for (const text of [titleOf(resource), dateOf(resource)]) expect(typeof text).toBe('string');
      remove(request, path);
    }
    for (const { resource } of ofType(placed, 'Observation')) {
      const lab = labOf(resource, labs);
      expect(typeof nameOf(resource, lab)).toBe('string');
      const fields = fieldsOf(resource);
      for (const [field, text] of Object.entries(fields)) {
        expect({ field, type: typeof text }).toEqual({ field, type: 'string' });
        for (const next of ['', '5', '>7', 'x'])
          fieldsOf(withField(resource, field as keyof ResultFields, next, lab));
      }
    }
    for (const other of services) forService(request, other, labs, TODAY);
    for (const { apply } of BREAKAGES) apply({ service, request }, labs, services);
  }
});

test('any JSON at all is a case or a problem', () => {
  const { labs, services } = catalogue;
  fc.assert(
    fc.property(fc.json(), (text) => {
      const read = readPasted(text, services[0]!, labs, NOW.toISOString());
      if ('request' in read) resourcesIn(read.request);
    }),
    runs(1_000),
  );
});
