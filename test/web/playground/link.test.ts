import { beforeAll, expect, test } from '@jest/globals';
import type { Catalogue } from '../../../src/web/playground/api.js';
import { fragmentOf, readFragment } from '../../../src/web/parts/link.js';
import { catalogueOf, servePage, shippedCases } from './shipped-cases.js';

const running = servePage();
let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await catalogueOf(running);
});

test('an address gives back the case and the pane it was made of, for every shipped case', async () => {
  const cases = await shippedCases(running, catalogue);
  expect(cases.length).toBeGreaterThan(40);
  for (const { id, service, request } of cases) {
    const own = { service: service.id, request, pane: 'why' };
    const fragment = await fragmentOf(own);
    expect(fragment!.length).toBeLessThan(8_000);
    expect(await readFragment(`#${fragment}`, catalogue)).toEqual(own);
    expect(await readFragment(`#${await fragmentOf({ example: id })}`, catalogue)).toEqual({ example: id });
  }
});

test('an address that makes no sense is passed over, and one that names a case that is none is called damaged', async () => {
  for (const hash of ['', '#', '#x', '#service=../x'])
    expect(await readFragment(hash, catalogue)).toEqual({});
  for (const hash of ['#example=none', '#request=%', '#request=AAAA', '#request=bnVsbA'])
    expect(await readFragment(hash, catalogue)).toEqual({ damaged: true });
});

test('a request too large for an address gets none', async () => {
  const noise = Array.from({ length: 20_000 }, (_, index) => Math.sin(index));
  expect(await fragmentOf({ request: { noise } })).toBeUndefined();
});
