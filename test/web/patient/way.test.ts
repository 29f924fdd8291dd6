import { describe, expect, test } from '@jest/globals';
import type { Card } from '../../../src/core/model/advice.js';
import type { Shown } from '../../../src/web/patient/answering.js';
import { unreadOf } from '../../../src/web/patient/unread.js';
import { type Way, wayOf } from '../../../src/web/patient/way.js';
import { bundleOf, resultOf, subject, viewOf } from '../../support/ask.js';
import { TODAY } from '../../support/clock.js';
import { knowledge } from '../../support/shipped.js';
import { names, shownOf } from './shown.js';

const raised = resultOf('ferritin', 640);

function wayFor(body: unknown): Way & { readonly stands: string; readonly shown: Shown } {
  const shown = shownOf(body);
  const way = wayOf(shown, names);
  return { ...way, shown, stands: way.stations[way.here]!.key };
}

function linesAt({ stations }: Way, station: string) {
  return stations.find(({ key }) => key === station)?.lines ?? [];
}

describe('where a patient stands', () => {
  test('at the start, when nothing is raised or can be told to be', () => {
    expect(wayFor(viewOf([resultOf('ferritin', 80)])).stands).toBe('raised');
    const unread = wayFor(viewOf([resultOf('ferritin', 640, { valueQuantity: { value: 640 } })]));
    expect(unread.stands).toBe('raised');
    expect(linesAt(unread, 'raised').map(({ kind }) => kind)).toContain('open');
  });

  test('at the reason on record, when it sets all that is raised aside', () => {
    const therapy = {
      resourceType: 'MedicationStatement',
      id: 'm1',
      status: 'active',
      subject,
      medicationCodeableConcept: {
        coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '11248' }],
      },
      effectivePeriod: { start: TODAY },
    };
    const way = wayFor(viewOf([resultOf('b12', 1600)], { medicationStatements: bundleOf([therapy]) }));
    expect(way.stands).toBe('record');
    expect(linesAt(way, 'record').map(({ kind, to }) => [kind, to])).toEqual([
      ['is', 'evidence#reason-b12-therapy'],
    ]);
  });

  test('at how loud, when a result is raised and no card asks for tests', () => {
    const shown = shownOf(viewOf([raised]));
    const silent: Shown = {
      ...shown,
      cards: [] as readonly Card[],
      noCardsBecause: 'deceased',
      explanation: {
        ...shown.explanation,
        workup: shown.explanation.workup.map((one) => ({ ...one, tests: [] })),
      },
    };
    const way = wayOf(silent, names);
    expect(way.stations[way.here]?.key).toBe('loud');
    expect(linesAt(way, 'loud')[0]?.text).toBe('The patient has died');
  });

  test('at the first tests that are still to be done; what is done has its date', () => {
    const way = wayFor(viewOf([raised, resultOf('alt', 30), resultOf('ast', 30)]));
    expect(way.stands).toBe('first');
    const first = linesAt(way, 'first');
    expect(first.filter(({ kind }) => kind === 'done').map(({ date }) => date)).toEqual([TODAY, TODAY]);
    expect(first.filter(({ kind }) => kind === 'next').length).toBeGreaterThan(0);
  });

  test('at the urgent tests, which are no station where no red flag asks for them', () => {
    const way = wayFor(viewOf([resultOf('ferritin', 21_000), resultOf('alt', 7800), resultOf('ast', 9200)]));
    expect(way.stands).toBe('urgent');
    expect(linesAt(way, 'flags').filter(({ kind }) => kind === 'is').length).toBeGreaterThan(0);
    expect(wayFor(viewOf([raised])).stations.map(({ key }) => key)).not.toContain('urgent');
  });
});

test('the stations are in the order of the way, and every test of the explanation is at one', () => {
  const { stations, shown } = wayFor(viewOf([raised, resultOf('alt', 300), resultOf('ast', 200)]));
  const stages = stations.slice(4).map(({ key }) => key);
  const inOrder = knowledge.stages.stages
    .toSorted((one, other) => (one.way ?? 0) - (other.way ?? 0))
    .map(({ id }) => id);
  expect(stages).toEqual(inOrder.filter((id) => stages.includes(id)));
  const tests = shown.explanation.workup.filter(({ stage }) => stages.includes(stage));
  expect(stations.slice(4).flatMap(({ lines }) => lines)).toHaveLength(
    tests.flatMap((one) => one.tests).length,
  );
});

describe('what could not be read', () => {
  test('each thing once, with why', () => {
    const { explanation } = shownOf(
      viewOf([
        resultOf('ferritin', 640, { valueQuantity: { value: 640 } }),
        resultOf('b12', 400),
        { ...resultOf('alt', 1), code: { text: 'Something else' } },
        { ...resultOf('ast', 50), subject: { reference: 'Patient/another' } },
      ]),
    );
    const unread = unreadOf(explanation, names);
    expect(unread.map(({ what, why }) => [what.split(' ')[0], why])).toEqual([
      ['Ferritin', 'it has no unit, and a unit is never guessed'],
      ['Observation', 'belongs to another patient'],
      ['Something', 'its code is on no list'],
    ]);
  });

  test('nothing, where all was read', () => {
    expect(unreadOf(shownOf(viewOf([raised])).explanation, names)).toEqual([]);
  });
});
