import type { Shown } from '../../../src/web/patient/answering.js';
import { type Names, namesOf } from '../../../src/web/patient/names.js';
import { adviceOn, resultOf } from '../../support/ask.js';
import { NOW } from '../../support/clock.js';
import { knowledge } from '../../support/shipped.js';

const client = knowledge.clients.get('public-sandbox')!;

/** What the page calls things, of the shipped knowledge. */
export const names: Names = namesOf({
  knowledge,
  client,
  settings: {
    profile: 'us-nondevice',
    resultHook: 'org.hepacue.result-review',
    publicUrl: 'https://cds.example.org',
    canonicalBase: 'https://hepacue.org/fhir',
  },
});

/** What the page shows of a request. */
export function shownOf(body: unknown): Shown {
  const advice = adviceOn(body);
  return { cards: advice.cards, explanation: advice.explain(), now: NOW };
}

/** So many days ago, as a FHIR date. */
export function daysAgo(days: number): string {
  return new Date(NOW.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}

/** Results of one lab with the limit of the laboratory, oldest first: `[days ago, value]`. */
export function courseOf(lab: string, high: number, ...results: readonly (readonly [number, number])[]) {
  return results.map(([days, value], place) =>
    resultOf(lab, value, {
      id: `${lab}-${String(place)}`,
      effectiveDateTime: daysAgo(days),
      referenceRange: [{ high: { value: high, ...unitOf(lab) } }],
    }),
  );
}

function unitOf(lab: string): { unit: string; system: string; code: string } {
  const { unit = '' } = knowledge.labs.get(lab)!;
  return { unit, system: 'http://unitsofmeasure.org', code: unit };
}
