import { advise, type AdviceParts } from './advise.js';
import { draftOrders } from './cards/draft.js';
import { cardFrames } from './cards/frame.js';
import { phrasebook } from './cards/phrasebook.js';
import { nameOf } from './facts/names.js';
import { createVocabulary } from './facts/vocabulary.js';
import type { AdviceRequest, AdvisorSettings, Occasion } from './model/advice.js';
import type { Advice } from './model/explanation.js';
import type { OutlinedAdvice } from './model/outline.js';
import type { Client, Knowledge, Rule, Service } from './model/knowledge.js';
import { panelOf } from './readings/readings.js';
import { indexNames } from './readings/unmapped.js';
import { codesIn, codingKeys, indexLabs, labsIn } from './record/codes.js';
import { planOrders } from './rules/planned-orders.js';

/** Results in, cards out, for one client. */
export interface Advisor {
  /** Pure: the same request and occasion give the same answer. Never throws on any resource that passed the door. */
  readonly advise: (request: AdviceRequest, occasion: Occasion) => Advice;
  /** Ids of the labs a resource holds a result of, whatever its state. Takes anything; never throws. */
  readonly labsIn: (resource: unknown) => readonly string[];
  /** Ids of the trigger labs after which a code in it is called that names no lab. Takes anything; never throws. */
  readonly calledIn: (resource: unknown) => readonly string[];
}

/** What a code says. */
export interface AboutCode {
  /** Ids of the labs it is of. */
  readonly labs: readonly string[];
  /** Id of the trigger lab that it is called after, when it is of none. */
  readonly called: readonly string[];
  /** It is of a lab or called as one, or of what is mistaken for one, or shows a test as done. */
  readonly concerns: boolean;
}

/** The same for those who go through a whole record. */
export interface RecordAdvisor extends Advisor {
  readonly advise: (request: AdviceRequest, occasion: Occasion) => OutlinedAdvice;
  /** What a code says of the resource that carries it. Takes anything; never throws. */
  readonly about: (code: unknown) => AboutCode;
}

/** Works out all that does not depend on a request: indexes, slots, sentences, the fixed parts of cards and orders. */
export function createAdvisor(
  knowledge: Knowledge,
  client: Client,
  settings: AdvisorSettings,
): RecordAdvisor {
  const book = phrasebook(knowledge.words.get(client.language) ?? {});
  const labsNamed = indexLabs(knowledge, client);
  const triggers = [...knowledge.labs.values()].filter(({ role }) => role === 'trigger');
  const parts: AdviceParts = {
    knowledge,
    client,
    settings,
    book,
    vocabulary: createVocabulary(knowledge),
    labsNamed,
    plannedOrders: planOrders(knowledge),
    frames: cardFrames(knowledge, settings, client, book),
    drafts: draftOrders(knowledge, book),
    panel: panelOf(knowledge.labs, client.limits),
    triggers: triggers.map(({ id }) => id),
    calledAs: indexNames(triggers),
    rules: (service) => activeRules(service, knowledge),
    rangeFacts: new Map(
      [...knowledge.facts.values()].flatMap(({ id, ranges = [] }) =>
        ranges.map(({ code }) => [code, nameOf(id)] as const),
      ),
    ),
  };
  return {
    advise: (request, occasion) => advise(request, occasion, parts),
    labsIn: (resource) => labsIn(resource, labsNamed),
    calledIn: (resource) =>
      codesIn(resource).flatMap((code) => {
        const { labs, lookAlike } = labsNamed(code);
        return labs.length > 0 || lookAlike ? [] : (parts.calledAs(code)?.id ?? []);
      }),
    about: (code) => {
      const { labs, lookAlike } = labsNamed(code);
      if (labs.length > 0 || lookAlike) return { labs: labs.map(({ id }) => id), called: [], concerns: true };
      const called = parts.calledAs(code);
      const showsDone = (): boolean => codingKeys(code).some((key) => parts.plannedOrders.keys.has(key));
      return { labs: [], called: called ? [called.id] : [], concerns: called !== undefined || showsDone() };
    },
  };
}

function activeRules({ rules }: Service, knowledge: Knowledge): readonly Rule[] {
  return rules.flatMap((id) => {
    const rule = knowledge.rules.get(id);
    return rule?.status === 'active' ? [rule] : [];
  });
}
