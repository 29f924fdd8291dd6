import { createAdvisor } from '../../src/core/compile.js';
import type { Card } from '../../src/core/model/advice.js';
import type { Advice, Explanation } from '../../src/core/model/explanation.js';
import type { Knowledge, Lab } from '../../src/core/model/knowledge.js';
import { prefetchReader } from '../../src/hooks/prefetch.js';
import { parseRequest } from '../../src/hooks/request.js';
import { PATIENT_ID } from './case.js';
import type { Running } from './serve.js';
import { NOW, TODAY } from './clock.js';
import { knowledge as shipped } from './shipped.js';

export type TriggerId = 'ferritin' | 'b12';
export const TRIGGERS: readonly TriggerId[] = ['ferritin', 'b12'];

export const VIEW = 'raised-ferritin-b12-patient-view';
export const REVIEW = 'raised-ferritin-b12-result-review';
export const UCUM = 'http://unitsofmeasure.org';
export const subject = { reference: `Patient/${PATIENT_ID}` };

/** A topic of `source.topic` for the card that a single raised trigger makes. */
export const TOPIC = { ferritin: 'raisedFerritin', b12: 'raisedB12' } as const;

export function lab(id: string): Lab {
  const found = shipped.labs.get(id);
  if (!found) throw new Error(`no lab ${id}`);
  return found;
}

type Json = Readonly<Record<string, unknown>>;

/** A result of today in the lab's own unit; an element given as `undefined` is left out. */
export function resultOf(labId: string, value: number, patch: Json = {}): Json {
  const { codes, unit = '' } = lab(labId);
  const observation = {
    resourceType: 'Observation',
    id: `${labId}-1`,
    status: 'final',
    code: { coding: codes.slice(0, 1).map(({ system, code }) => ({ system, code })) },
    subject,
    effectiveDateTime: TODAY,
    valueQuantity: { value, unit, system: UCUM, code: unit },
    ...patch,
  };
  return Object.fromEntries(Object.entries(observation).filter(([, part]) => part !== undefined));
}

export function bundleOf(resources: readonly unknown[]): Json {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
}

export const man: Json = { resourceType: 'Patient', id: PATIENT_ID, gender: 'male', birthDate: '1966-03-01' };

/** A `patient-view` request; the results stand under the ferritin key, as names of keys are not relied on. */
export function viewOf(results: readonly unknown[], more: Json = {}): Json {
  return {
    hook: 'patient-view',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId: 'Practitioner/1', patientId: PATIENT_ID },
    prefetch: { patient: man, ferritin: bundleOf(results), b12: bundleOf([]), ...more },
  };
}

/** The same results handed over by the result hook. */
export function reviewOf(results: readonly unknown[], more: Json = {}): Json {
  return {
    hook: 'org.hepacue.result-review',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: {
      userId: 'Practitioner/1',
      patientId: PATIENT_ID,
      results: { ...bundleOf(results), type: 'collection' },
    },
    prefetch: { patient: man, ferritin: null, b12: null, ...more },
  };
}

export interface Asked {
  readonly cards: readonly Card[];
  readonly explanation: Explanation;
}

/** Asks the running service for the cards and for the reasoning. */
export async function ask(service: Running, body: unknown, id = VIEW): Promise<Asked> {
  const answer = await service.post(`/cds-services/${id}`, body);
  const explained = await service.post(`/explain/${id}`, body);
  if (answer.status !== 200 || explained.status !== 200)
    throw new Error(`answered ${answer.status} and ${explained.status}: ${await answer.text()}`);
  const { cards } = (await answer.json()) as { cards: Card[] };
  return { cards, explanation: (await explained.json()) as Explanation };
}

/** What `POST /cds-services/{id}` does between body and answer, by knowledge, without the network and without waiting. */
function asker(knowledge: Knowledge): (body: unknown, id: string, clientId: string) => Advice {
  const advisors = new Map(
    [...knowledge.clients.values()].map((client) => [
      client.id,
      createAdvisor(knowledge, client, {
        publicUrl: 'https://cds.example.org',
        profile: 'us-nondevice',
        canonicalBase: 'https://hepacue.org/fhir',
      }),
    ]),
  );
  const readers = new Map(
    [...knowledge.services.values()].map((service) => [service.id, prefetchReader(service, knowledge)]),
  );
  return (body, id, clientId) => {
    const [service, read, advisor] = [knowledge.services.get(id), readers.get(id), advisors.get(clientId)];
    if (!service || !read || !advisor) throw new Error(`no ${id} or ${clientId}`);
    const request = parseRequest(body, service, 'org.hepacue.result-review');
    const { patientId, userId } = request;
    let ids = 0;
    const newId = (): string => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
    return advisor.advise({ service, patientId, userId, ...read(request, advisor) }, { now: NOW, newId });
  };
}

const askers = new WeakMap<Knowledge, ReturnType<typeof asker>>();

/** What the service says to a body: the shipped knowledge's, or another one's. */
export function adviceOn(
  body: unknown,
  id = VIEW,
  clientId = 'public-sandbox',
  knowledge: Knowledge = shipped,
): Advice {
  let ask = askers.get(knowledge);
  if (!ask) askers.set(knowledge, (ask = asker(knowledge)));
  return ask(body, id, clientId);
}

/** Topic → indicator of every card. */
export function topicsOf(cards: readonly Card[]): Record<string, string> {
  return Object.fromEntries(cards.map(({ source, indicator }) => [source.topic.code, indicator]));
}

/**
 * How a trigger lab ended: `raised`, `not raised`, `said: <context ids>`, `raised; said: …`, or, when nothing is shown,
 * `silent: <why>`.
 */
export function endingOf(labId: TriggerId, { cards, explanation }: Asked): string {
  const reading = explanation.readings.find((it) => it.lab === labId);
  const topics = topicsOf(cards);
  const main = 'raisedBoth' in topics || TOPIC[labId] in topics;
  const said = 'context' in topics ? `said: ${explanation.context.join(' ')}` : '';
  if (main !== (reading?.raised === 'yes') && !said)
    throw new Error(`the card and the explanation differ: ${JSON.stringify(reading)}`);
  if (main) return said ? `raised; ${said}` : 'raised';
  if (said) return said;
  return reading?.raised === 'no' ? 'not raised' : `silent: ${reading?.why ?? 'unknown'}`;
}
