import { describe, expect, test } from '@jest/globals';
import { VIEW, resultOf, viewOf } from '../support/ask.js';
import { remembering } from '../support/memory.js';
import { serve } from '../support/serve.js';
import { knowledge } from '../support/shipped.js';

const BODY = viewOf([resultOf('ferritin', 600), resultOf('platelets', 250)]);

describe('what is kept of an answer', () => {
  const memory = remembering();
  const service = serve({ knowledge, advise: 'core', memoryOf: memory.memoryOf });

  test('the cards that were sent, and nothing of who only asked why', async () => {
    expect((await service.post(`/explain/${VIEW}`, BODY)).status).toBe(200);
    expect([memory.openings, memory.issues.length]).toEqual([0, 0]);
    const { cards } = (await (await service.post(`/cds-services/${VIEW}`, BODY)).json()) as {
      cards: { uuid: string }[];
    };
    expect(memory.openings).toBe(1);
    expect(memory.issues.map(({ card }) => card)).toEqual(cards.map(({ uuid }) => uuid));
  });
});

describe('a silent client', () => {
  const memory = remembering();
  const clients = new Map(
    [...knowledge.clients].map(([id, client]) => [id, { ...client, mode: 'silent' as const }]),
  );
  const service = serve({ knowledge: { ...knowledge, clients }, advise: 'core', memoryOf: memory.memoryOf });

  test('gets no cards, and everything is kept', async () => {
    expect(await (await service.post(`/cds-services/${VIEW}`, BODY)).json()).toEqual({ cards: [] });
    expect(memory.issues.map(({ shown }) => shown)).toEqual(['silent']);
    const explained = await (await service.post(`/explain/${VIEW}`, BODY)).json();
    expect(explained).toMatchObject({ noCardsBecause: 'silent-client', cards: [] });
  });
});
