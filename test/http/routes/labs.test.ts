import { expect, test } from '@jest/globals';
import { serve } from '../../support/serve.js';
import { knowledge, serveShipped } from '../../support/shipped.js';

const shipped = serveShipped();
const fake = serve();

interface Told {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly units?: readonly { readonly as: string[]; readonly factor: number; readonly offset?: number }[];
  readonly limits?: readonly Record<string, unknown>[];
  readonly windowDays?: number;
  readonly codes: readonly Record<string, string>[];
}

async function labs(service = shipped): Promise<readonly Told[]> {
  return ((await (await service.get('/labs')).json()) as { labs: Told[] }).labs;
}

test('every test whose results are read, those that start a rule first', async () => {
  const all = await labs();
  expect(all.map(({ id }) => id).sort()).toEqual([...knowledge.labs.keys()].sort());
  expect(all.slice(0, 3).map(({ role }) => role)).toEqual(['trigger', 'trigger', 'supporting']);
});

test('ferritin as the knowledge has it, in the words of the cards', async () => {
  const ferritin = (await labs()).find(({ id }) => id === 'ferritin');
  expect(ferritin).toMatchObject({ name: 'ferritin', kind: 'quantity', unit: 'ng/mL', windowDays: 365 });
  expect(ferritin?.codes[0]).toEqual({
    system: 'http://loinc.org',
    code: '2276-4',
    display: 'Ferritin [Mass/volume] in Serum or Plasma',
  });
  expect(ferritin?.units?.at(-1)).toEqual({ as: ['nmol/L'], factor: 445 });
  expect(ferritin?.limits?.[0]).toEqual({
    high: 200,
    unit: 'ng/mL',
    sex: 'female',
    ageTo: 50,
    source: ['easl-haemochromatosis-2022', 'mayo-ranges', 'refhelp-borders'],
    verified: true,
  });
});

test('a unit that is shifted says by how much, and what has no units has none', async () => {
  const all = await labs();
  const hba1c = all.find(({ id }) => id === 'hba1c');
  expect(hba1c?.units?.some(({ offset }) => offset !== undefined)).toBe(true);
  const hbsag = all.find(({ id }) => id === 'hbsag');
  expect(hbsag).toMatchObject({ name: 'HBsAg', kind: 'coded' });
  expect(hbsag).not.toHaveProperty('unit');
  expect(hbsag).not.toHaveProperty('limits');
});

test('a test without a name in the words goes by its id', async () => {
  expect((await labs(fake)).map(({ id, name }) => [id, name])).toEqual([
    ['ferritin', 'ferritin'],
    ['b12', 'b12'],
    ['alt', 'alt'],
    ['platelets', 'platelets'],
  ]);
});
