import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAdvisors } from '../../src/core/advisors.js';
import { armsOf, withArms } from '../../src/core/experiments.js';
import type { Experiment, Knowledge } from '../../src/core/model/knowledge.js';
import { adviceOn, resultOf, viewOf } from '../support/ask.js';
import { knowledge } from '../support/shipped.js';

const experiment: Experiment = {
  id: 'shorter',
  title: 'Is a shorter summary taken more often?',
  rule: 'main-ferritin',
  approved: { by: 'An invented committee', on: '2026-01-01' },
  start: '2026-11-01',
  end: '2026-11-30',
  outcome: 'accepted',
  arms: [
    { id: 'as-is', share: 40 },
    { id: 'shorter', share: 20, words: { en: { summary: { 'main-ferritin': 'Ferritin {ferritin}' } } } },
  ],
};
const TODAY = new Date('2026-11-22T12:00:00Z');

function trying(...experiments: Experiment[]): Knowledge {
  return { ...knowledge, experiments: new Map(experiments.map((one) => [one.id, one])) };
}

describe('the arm of a patient', () => {
  const armAt = (share: number | undefined, now = TODAY) => armsOf([experiment], () => share, now)['shorter'];

  test.each([
    [0, 'as-is'],
    [0.3999, 'as-is'],
    [0.4, 'shorter'],
    [0.5999, 'shorter'],
    [0.6, undefined],
    [0.9999, undefined],
    [undefined, undefined],
  ])('at a share of %p is %p', (share, arm) => {
    expect(armAt(share)).toBe(arm);
  });

  test.each([
    ['2026-10-31T23:59:59Z', undefined],
    ['2026-11-01T00:00:00Z', 'as-is'],
    ['2026-11-30T23:59:59Z', 'as-is'],
    ['2026-12-01T00:00:00Z', undefined],
  ])('at %s is %p: it runs from the first moment of its first day to the last of its last', (now, arm) => {
    expect(armAt(0.1, new Date(now))).toBe(arm);
  });

  test('is asked under the name of the experiment, so that one arm says nothing of another', () => {
    const asked: string[] = [];
    armsOf(
      [experiment, { ...experiment, id: 'other' }],
      (name) => {
        asked.push(name);
        return 0.1;
      },
      TODAY,
    );
    expect(asked).toEqual(['shorter', 'other']);
  });
});

describe('an arm', () => {
  const raised = viewOf([resultOf('ferritin', 900)]);

  test('changes the words of its rule, and nothing of who is in no arm', () => {
    const tried = trying(experiment);
    const summaryIn = (arms: Record<string, string>) =>
      adviceOn(raised, undefined, undefined, withArms(tried, arms)).cards[0]?.summary;
    const asIs = adviceOn(raised).cards[0]?.summary;
    expect(summaryIn({ shorter: 'shorter' })).toBe('Ferritin 900 ng/mL');
    expect(summaryIn({ shorter: 'as-is' })).toBe(asIs);
    expect(summaryIn({})).toBe(asIs);
  });

  test('makes a quiet entry loud, or another kind of quiet', () => {
    const [first, ...rest] = knowledge.rules.get('main-ferritin')?.quiet ?? [];
    const attention = { [first?.id ?? '']: 'loud', [rest[0]?.id ?? '']: 'brief' } as const;
    const { rules } = withArms(
      trying({ ...experiment, arms: [{ id: 'louder', share: 50, attention }, ...experiment.arms] }),
      { shorter: 'louder' },
    );
    expect(rules.get('main-ferritin')?.quiet).toEqual([{ ...rest[0], makes: 'brief' }, ...rest.slice(1)]);
    expect(rules.get('main-b12')).toBe(knowledge.rules.get('main-b12'));
  });

  test('offers its own orders, in its own order', () => {
    const own = ['crp', 'tsat'];
    const tried = trying({
      ...experiment,
      arms: [{ id: 'few', share: 50, orders: own }, ...experiment.arms],
    });
    const advice = adviceOn(raised, undefined, undefined, withArms(tried, { shorter: 'few' }));
    expect([...advice.explain().suggested].sort()).toEqual(own.sort());
  });

  test('changes no red flag, no warning and nothing of another rule, whatever the patient has', () => {
    const some = fc.option(fc.integer({ min: 10, max: 20_000 }), { nil: undefined });
    const tried = withArms(
      trying({
        ...experiment,
        arms: [
          {
            id: 'all',
            share: 99,
            words: { en: { summary: { 'main-ferritin': 'Ferritin {ferritin}' } } },
            attention: Object.fromEntries(
              (knowledge.rules.get('main-ferritin')?.quiet ?? []).map(({ id }) => [id, 'loud' as const]),
            ),
            orders: [...(knowledge.rules.get('main-ferritin')?.suggest ?? [])].reverse(),
          },
        ],
      }),
      { shorter: 'all' },
    );
    fc.assert(
      fc.property(fc.record({ ferritin: some, b12: some, alt: some, platelets: some }), (values) => {
        const results = Object.entries(values).flatMap(([id, value]) =>
          value === undefined ? [] : [resultOf(id, value)],
        );
        const [one, other] = [knowledge, tried].map((all) =>
          adviceOn(viewOf(results), undefined, undefined, all),
        );
        const loud = (advice = one) =>
          advice?.cards
            .filter(({ indicator }) => indicator !== 'info')
            .map(({ indicator, source }) => [indicator, source.topic.code]);
        expect(loud(other)).toEqual(loud(one));
        expect(other?.explain().redFlags).toEqual(one?.explain().redFlags);
      }),
      { numRuns: 150 },
    );
  });
});

test('one advisor is made for each client and combination of arms, whichever way they are told', () => {
  const advisorFor = createAdvisors(trying(experiment, { ...experiment, id: 'other' }), {
    profile: 'us-nondevice',
    publicUrl: 'https://cds.example.org',
    canonicalBase: 'https://hepacue.org/fhir',
  });
  const client = [...knowledge.clients.values()][0];
  if (!client) throw new Error('no client');
  expect(advisorFor(client, { shorter: 'as-is', other: 'shorter' })).toBe(
    advisorFor(client, { other: 'shorter', shorter: 'as-is' }),
  );
  expect(advisorFor(client)).toBe(advisorFor(client, {}));
  expect(advisorFor(client, { shorter: 'shorter' })).not.toBe(advisorFor(client));
});
