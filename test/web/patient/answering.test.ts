import { expect, test } from '@jest/globals';
import type { Card } from '../../../src/core/model/advice.js';
import { ServiceError } from '../../../src/errors.js';
import { type Answering, answering } from '../../../src/web/patient/answering.js';
import { NOW } from '../../support/clock.js';
import { serveShipped, shippedExamples } from '../../support/shipped.js';

const service = serveShipped();
let engines = 0;

async function page(changed = (text: string): string => text): Promise<Answering> {
  let ids = 0;
  return answering(changed(await (await service.get('/knowledge.json')).text()), {
    now: () => NOW,
    newId: () => `page-${String(++ids)}`,
    loadEngine: () => {
      engines++;
      return import('../../../src/core/language/fhirpath.js').then(({ fhirpathEngine }) => fhirpathEngine);
    },
  });
}

/** Ids are drawn anew for each answer. */
function withoutIds(cards: readonly Card[]): unknown {
  return JSON.parse(JSON.stringify(cards, (key, value: unknown) => (/^(uu)?id$/u.test(key) ? '' : value)));
}

test('of every shipped case the page shows the cards that the service answers with, and no engine is loaded', async () => {
  const { answer } = await page();
  const examples = shippedExamples();
  expect(examples.length).toBeGreaterThan(60);
  for (const { id, service: name, requestAt } of examples) {
    const body = JSON.stringify(requestAt(NOW));
    const answered = await service.post(`/cds-services/${name}`, JSON.parse(body));
    const told = (await answered.json()) as { cards: Card[] };
    const here = await answer(name, JSON.parse(body)).then(
      ({ cards }) => withoutIds(cards),
      (error: unknown) => (error instanceof ServiceError ? error.status : error),
    );
    const there = answered.status === 200 ? withoutIds(told.cards) : answered.status;
    expect({ id, here }).toEqual({ id, here: there });
  }
  expect(engines).toBe(0);
});

test('an expression of a site that no closure knows is answered by fhirpath.js, loaded when it is first asked', async () => {
  const { service: name, requestAt } = shippedExamples().find(({ id }) => id === '01-both-raised')!;
  const plain = await (await page()).answer(name, requestAt(NOW));
  expect(engines).toBe(0);
  // The same meaning, written as nobody of ours does: only the text is left to go by.
  const { answer } = await page((text) => {
    const packed = JSON.parse(text) as { expressions: { source: string; tree: object }[] };
    for (const one of packed.expressions) one.tree = { type: 'NobodyKnows', children: [one.tree] };
    return JSON.stringify(packed);
  });
  const shown = await answer(name, requestAt(NOW));
  expect(engines).toBe(1);
  expect(withoutIds(shown.cards)).toEqual(withoutIds(plain.cards));
});
