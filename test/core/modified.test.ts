import { describe, expect, test } from '@jest/globals';
import type { Card } from '../../src/core/model/advice.js';
import {
  adviceOn,
  bundleOf,
  resultOf,
  REVIEW,
  reviewOf,
  subject,
  topicsOf,
  VIEW,
  viewOf,
} from '../support/ask.js';
import { TODAY } from '../support/clock.js';
import { knowledge } from '../support/shipped.js';

const modifierExtension = [{ url: 'urn:ruled-out', valueBoolean: true }];
const modified = <T extends object>(resource: T): T => ({ ...resource, modifierExtension });

const ferritin = resultOf('ferritin', 900);
const b12 = resultOf('b12', 1600);
const cirrhosis = {
  resourceType: 'Condition',
  subject,
  code: { coding: [{ system: 'http://snomed.info/sct', code: '19943007' }] },
};
const injection = {
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject,
  authoredOn: TODAY,
  medicationCodeableConcept: { text: 'Hydroxocobalamin 1 mg/mL' },
};

function cardsOf(results: readonly unknown[], more: readonly unknown[], hook = VIEW): readonly Card[] {
  const rest = { more: bundleOf(more) };
  return adviceOn(hook === VIEW ? viewOf(results, rest) : reviewOf(results, rest), hook).cards;
}

const detailOf = (cards: readonly Card[]): string => cards.map(({ detail }) => detail).join('\n');

describe.each([VIEW, REVIEW])(
  'a modifier extension is not ignored, as nobody here knows what it turns around: %s',
  (hook) => {
    test('cirrhosis that carries one silences nothing, and that is said', () => {
      expect(topicsOf(cardsOf([ferritin], [cirrhosis], hook))).toEqual({ context: 'info' });
      const cards = cardsOf([ferritin], [modified(cirrhosis)], hook);
      expect(topicsOf(cards)).toHaveProperty('raisedFerritin');
      expect(detailOf(cards)).toMatch(/modifier extension .*: cirrhosis\./);
    });

    test.each(['MedicationRequest', 'MedicationStatement', 'MedicationAdministration'])(
      'nor does vitamin B12 therapy as %s',
      (resourceType) => {
        const status = resourceType === 'MedicationAdministration' ? 'completed' : 'active';
        const medicine = { ...injection, resourceType, status, effectiveDateTime: TODAY };
        expect(topicsOf(cardsOf([b12], [medicine], hook))).toEqual({ context: 'info' });
        const cards = cardsOf([b12], [modified(medicine)], hook);
        expect(topicsOf(cards)).toHaveProperty('raisedB12');
        expect(detailOf(cards)).toMatch(/modifier extension .*: vitamin B12 therapy\./);
      },
    );

    test.each(['ServiceRequest', 'Procedure', 'DiagnosticReport'])(
      'a %s that carries one has not done a test',
      (resourceType) => {
        const ultrasound = [...knowledge.orders.values()]
          .flatMap(({ tests }) => tests)
          .find(({ id }) => id === 'liver-ultrasound');
        const status = { ServiceRequest: 'active', Procedure: 'completed', DiagnosticReport: 'final' }[
          resourceType
        ];
        const done = {
          resourceType,
          status,
          intent: 'order',
          subject,
          code: { coding: ultrasound?.doneBy.codes.slice(0, 1) },
          authoredOn: TODAY,
          performedDateTime: TODAY,
          effectiveDateTime: TODAY,
        };
        const offered = (cards: readonly Card[]): boolean =>
          JSON.stringify(cards.map((card) => card.suggestions)).includes('ultrasound');
        const results = [resultOf('ferritin', 1900), resultOf('alt', 90)];
        expect(offered(cardsOf(results, [], hook))).toBe(true);
        expect(offered(cardsOf(results, [done], hook))).toBe(false);
        const cards = cardsOf(results, [modified(done)], hook);
        expect(offered(cards)).toBe(true);
        expect(detailOf(cards)).toMatch(/modifier extension .*ultrasound/);
      },
    );

    test('what would not have counted is not spoken of', () => {
      const none = [
        { ...cirrhosis, verificationStatus: { coding: [{ code: 'refuted' }] } },
        { ...cirrhosis, code: { text: 'a cold' } },
        { ...injection, status: 'cancelled' },
      ];
      expect(detailOf(cardsOf([ferritin], none.map(modified), hook))).not.toMatch(/modifier/);
    });

    test('an empty one is none', () => {
      const cards = cardsOf([ferritin], [{ ...cirrhosis, modifierExtension: [] }], hook);
      expect(topicsOf(cards)).toEqual({ context: 'info' });
    });

    test('a result inside a report that carries one is still read', () => {
      const report = {
        resourceType: 'DiagnosticReport',
        status: 'final',
        subject,
        code: { text: 'bloods' },
        contained: [{ ...ferritin, id: 'inner' }],
      };
      expect(topicsOf(cardsOf([b12], [modified(report)], hook))).toHaveProperty('raisedBoth');
    });
  },
);

test('/explain lists what was set aside, without the resource', () => {
  const { setAside } = adviceOn(viewOf([ferritin], { more: bundleOf([modified(cirrhosis)]) })).explain();
  expect(setAside).toEqual([
    { from: 'prefetch.more.entry[0]', resourceType: 'Condition', why: 'modifier-extension' },
  ]);
});
