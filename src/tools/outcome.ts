import { createAdvisor } from '../core/compile.js';
import type { AdviceRequest, Card, Received } from '../core/model/advice.js';
import type { Advice } from '../core/model/explanation.js';
import type { Client, Indicator, Knowledge, Profile, Service } from '../core/model/knowledge.js';
import { type Patient, PATIENT_ID } from '../cases/case-patients.js';
import { ENGLISH } from '../knowledge/wanted-words.js';

/** What the rules answer on one patient. */
export interface Outcome {
  /** Id of the rule → indicator. */
  readonly cards: ReadonlyMap<string, Indicator>;
  readonly causes: readonly string[];
  readonly suggested: readonly string[];
  /** Id of the rule → every sentence of its card. */
  readonly sentences: ReadonlyMap<string, readonly string[]>;
}

/** Somebody who asks every rule in English, has no codes of his own and accepts no odd status. */
function askerOf({ services, rules }: Knowledge): { service: Service; client: Client } {
  const [first] = services.values();
  const service: Service = {
    ...(first ?? { id: '', hook: '', title: '', description: '', results: false }),
    prefetch: {},
    formerKeys: {},
    rules: [...new Set([...services.values()].flatMap((one) => one.rules))].filter((id) => rules.has(id)),
  };
  const client: Client = {
    id: 'reviewer',
    title: '',
    language: ENGLISH,
    suggestions: 'grouped',
    acceptStatuses: [],
    localCodes: [],
  };
  return { service, client };
}

/** Tells what is said of a patient at a time. */
export type Review = (patient: Patient, now: Date) => Advice;

/** Asks the rules about patients, as a service does once the resources are there. */
export function reviewer(knowledge: Knowledge, profile: Profile): Review {
  const { service, client } = askerOf(knowledge);
  const triggers = [...knowledge.labs.values()].filter(({ role }) => role === 'trigger');
  const given = new Set(triggers.map(({ id }) => id));
  const { advise } = createAdvisor(knowledge, client, {
    profile,
    publicUrl: 'https://cds.example.org',
    canonicalBase: 'https://cds.example.org/fhir',
  });
  return (patient, now) => {
    const resources: Received[] = Object.values(patient)
      .flat()
      .map((resource: Received['resource']) => ({ resource, from: 'patient', inContext: false }));
    const request: AdviceRequest = {
      service,
      patientId: PATIENT_ID,
      userId: 'Practitioner/reviewer',
      resources,
      setAside: [],
      given,
      unavailable: [],
    };
    return advise(request, { now, newId: () => '00000000-0000-4000-8000-000000000000' });
  };
}

/** Cards with their indicators under the profile `full`, as cases state them; sentences under both profiles. */
export function outcomes(knowledge: Knowledge): (patient: Patient, now: Date) => Outcome {
  const full = reviewer(knowledge, 'full');
  const nonDevice = reviewer(knowledge, 'us-nondevice');
  const rules = [...knowledge.rules.values()];
  const ruleOf = new Map(rules.map(({ id, topic }) => [topic, id]));
  const named = (card: Card): string => ruleOf.get(card.source.topic.code) ?? card.source.topic.code;
  return (patient, now) => {
    const advice = full(patient, now);
    if (advice.cards.length === 0)
      return { cards: new Map(), causes: [], suggested: [], sentences: new Map() };
    const { causes, suggested } = advice.explain();
    const sentences = new Map(advice.cards.map((card) => [named(card), sentencesOf(card)]));
    if (rules.some(({ id, flags }) => flags.length > 0 && sentences.has(id)))
      for (const card of nonDevice(patient, now).cards)
        sentences.set(named(card), [...(sentences.get(named(card)) ?? []), ...sentencesOf(card)]);
    return {
      cards: new Map(advice.cards.map((card) => [named(card), card.indicator])),
      causes,
      suggested,
      sentences,
    };
  };
}

function sentencesOf({ summary, detail, suggestions = [] }: Card): string[] {
  const buttons = suggestions.flatMap(({ label, actions }) => [
    label,
    ...actions.map(({ description }) => description),
  ]);
  return [summary, ...detail.split('\n'), ...buttons]
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
