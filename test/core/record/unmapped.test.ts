import { describe, expect, test } from '@jest/globals';
import {
  adviceOn,
  lab,
  resultOf,
  REVIEW,
  reviewOf,
  topicsOf,
  TRIGGERS,
  VIEW,
  viewOf,
} from '../../support/ask.js';
import { NOW } from '../../support/clock.js';

const NAME = { ferritin: 'Ferritin', b12: 'Vitamin B-12' } as const;
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY).toISOString().slice(0, 10);
const LOCAL = { system: 'urn:example:nowhere', code: 'X1' };

function heard(results: readonly unknown[], hook: 'view' | 'review') {
  const [body, id] = hook === 'view' ? [viewOf(results), VIEW] : [reviewOf(results), REVIEW];
  const advice = adviceOn(body, id);
  const details = advice.cards.map(({ detail }) => detail).join('\n');
  return { topics: topicsOf(advice.cards), details, explanation: advice.explain(), cards: advice.cards };
}

describe.each(TRIGGERS)('a result called after %s whose code is not mapped', (id) => {
  const codes: [string, Record<string, unknown>][] = [
    ['by the text', { coding: [LOCAL], text: NAME[id] }],
    ['by the display', { coding: [{ ...LOCAL, display: NAME[id].toUpperCase() }] }],
    ['by the display of a LOINC code', { coding: [{ ...LOCAL, display: lab(id).codes[0]?.display }] }],
    [
      'by one display of two',
      {
        coding: [
          { ...LOCAL, display: 'x' },
          { ...LOCAL, display: NAME[id] },
        ],
      },
    ],
    ['without a system', { coding: [{ code: 'X1', display: NAME[id] }] }],
  ];
  const unmapped = (code: Record<string, unknown>, more = {}) =>
    resultOf(id, 9000, { id: 'u', code, ...more });
  const sentence = `A result called ${id === 'b12' ? 'vitamin B12' : 'ferritin'} came with a code that is not mapped`;

  test.each(codes)('%s: said on the context card where results are reviewed', (_, code) => {
    const { topics, details, explanation, cards } = heard([unmapped(code)], 'review');
    expect(topics).toEqual({ context: 'info' });
    expect(details).toContain(sentence);
    expect(cards[0]?.summary).toMatch(/^Not evaluated: a result called .* has a code that is not mapped$/u);
    expect(explanation.context).toEqual([`${id}-not-mapped`]);
    expect(explanation.unrecognised).toHaveLength(1);
    expect(explanation.readings.find((one) => one.lab === id)?.raised).toBe('unknown');
  });

  test.each(codes)('%s: makes no card of its own where a chart is opened', (_, code) => {
    const { topics, explanation } = heard([unmapped(code)], 'view');
    expect(topics).toEqual({});
    expect(explanation.dataQuality).toContain(`${id}-not-mapped`);
  });

  test.each(['view', 'review'] as const)('is said on the card that is made (%s), once', (hook) => {
    const other = id === 'ferritin' ? resultOf('b12', 1180) : resultOf('ferritin', 620);
    const { topics, details } = heard([other, unmapped(codes[0]![1])], hook);
    expect(topics).not.toHaveProperty('context');
    expect(details.split(sentence)).toHaveLength(2);
  });

  test('is said by our name for it, never by theirs', () => {
    const { details } = heard(
      [unmapped({ coding: [{ ...LOCAL, display: '<b>x</b>' }], text: NAME[id] })],
      'review',
    );
    expect(details).not.toContain('<b>');
    expect(details).not.toContain('9000');
  });

  test('as a component and as a contained Observation', () => {
    const { code, valueQuantity } = unmapped(codes[0]![1]);
    const panel = resultOf('alt', 20, { code: { text: 'panel' }, valueQuantity: undefined });
    const parts = [
      { ...panel, component: [{ code, valueQuantity }] },
      {
        ...panel,
        contained: [{ resourceType: 'Observation', id: 'c', status: 'final', code, valueQuantity }],
      },
    ];
    for (const part of parts)
      expect(heard([part], 'review').explanation.context).toEqual([`${id}-not-mapped`]);
  });

  test('is not said of what is no result, or too old to be used', () => {
    for (const more of [
      { status: 'preliminary' },
      { status: 'entered-in-error' },
      { valueQuantity: undefined },
      { effectiveDateTime: daysAgo(400) },
      { subject: { reference: 'Patient/somebody-else' } },
    ])
      expect(heard([unmapped(codes[0]![1], more)], 'review').topics).toEqual({});
  });
});

test('a name that only holds the name of a test is another test', () => {
  for (const text of [
    'Ferritin index',
    'Ferritin goal',
    'Ferritin/transferrin ratio',
    'Red cell ferritin',
    'Holotranscobalamin',
    'Active B12',
    'Vitamin B12 binding capacity',
    'Anti-ferritin',
  ])
    expect([
      text,
      heard([resultOf('ferritin', 9000, { code: { coding: [LOCAL], text } })], 'review').topics,
    ]).toEqual([text, {}]);
});

test('a look-alike that is called so is set aside as a look-alike', () => {
  const code = {
    coding: [{ system: 'http://loinc.org', code: '86914-9', display: 'Ferritin' }],
    text: 'Ferritin',
  };
  const { topics, explanation } = heard([resultOf('ferritin', 9000, { code })], 'review');
  expect(topics).toEqual({});
  expect(explanation.setAside).toEqual([expect.objectContaining({ why: 'look-alike' })]);
});
