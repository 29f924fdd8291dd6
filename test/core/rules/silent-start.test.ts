import { describe, expect, test } from '@jest/globals';
import { resultOf } from '../../support/ask.js';
import { siteWith } from '../../support/visits.js';

const FERRITIN = [resultOf('ferritin', 600), resultOf('platelets', 250)];
const WITH_FLAG = [resultOf('ferritin', 12_000), resultOf('platelets', 250)];
const UNREAD_B12 = resultOf('b12', 500, { valueQuantity: { value: 500, unit: 'furlong' } });

describe('a silent start', () => {
  test('of a client: every card is worked out and kept, none is shown, and the explanation says so', async () => {
    const site = siteWith({ client: { mode: 'silent' } });
    const { cards, noCardsBecause, explanation } = await site.visit(WITH_FLAG);
    expect([cards, noCardsBecause]).toEqual([[], 'silent-client']);
    expect(explanation).toMatchObject({ noCardsBecause: 'silent-client', cards: [] });
    expect(explanation.quietened.map(({ id, card }) => [id, card?.source.topic.code])).toEqual([
      ['silent-client', 'urgent'],
      ['silent-client', 'raisedFerritin'],
    ]);
    expect(site.memory.issues.map(({ shown, topic }) => [shown, topic])).toEqual([
      ['silent', 'urgent'],
      ['silent', 'raisedFerritin'],
    ]);
    expect(site.memory.openings).toBe(1);
  });

  test('what is kept back is what would have been shown', async () => {
    const shown = await siteWith().visit(WITH_FLAG);
    const silent = await siteWith({ client: { mode: 'silent' } }).visit(WITH_FLAG);
    expect(silent.explanation.quietened.map(({ card }) => card)).toEqual(shown.cards);
  });

  test('of a rule: its card is kept back, and the others are as if there were none', async () => {
    const results = [...FERRITIN, UNREAD_B12];
    const site = siteWith({ rules: { 'main-ferritin': { mode: 'silent' } } });
    const { topics, explanation, noCardsBecause } = await site.visit(results);
    expect([topics, noCardsBecause]).toEqual([{ context: 'info' }, undefined]);
    expect(explanation.quietened).toMatchObject([{ rule: 'main-ferritin', id: 'silent-rule' }]);
    expect(site.memory.issues.map(({ shown, topic }) => [shown, topic])).toEqual([
      ['shown', 'context'],
      ['silent', 'raisedFerritin'],
    ]);
  });

  test('beside a red flag the tests stand on the card that is shown', async () => {
    const site = siteWith({ rules: { 'main-ferritin': { mode: 'silent' } } });
    const { cards } = await site.visit(WITH_FLAG);
    expect(cards.map(({ source }) => source.topic.code)).toEqual(['urgent']);
    expect(cards[0]?.suggestions?.length).toBeGreaterThan(0);
    expect(cards[0]?.detail).toMatch(/ferritin/iu);
  });

  test('of a client that is said to be shown: as where nothing is said', async () => {
    const said = await siteWith({ client: { mode: 'shown' } }).visit(FERRITIN);
    const unsaid = await siteWith().visit(FERRITIN);
    expect(said.cards).toEqual(unsaid.cards);
  });
});
