import { advise } from './advise.js';
import type { Advice, AdviceRequest } from './model/advice.js';
import type { Client, Knowledge, Profile } from './model/knowledge.js';
import { labsIn } from './record/record.js';

/** What is fixed for a deployment and stands on cards. */
export interface AdvisorSettings {
  readonly profile: Profile;
  /** Base of the links on cards, without a slash at the end. */
  readonly publicUrl: string;
  /** Base of the canonical URLs of our code systems, without a slash at the end. */
  readonly canonicalBase: string;
}

/** What differs from one request to the next and is no data. */
export interface Occasion {
  readonly now: Date;
  readonly newId: () => string;
}

/** Results in, cards out, for one client. */
export interface Advisor {
  /** Pure: the same request and occasion give the same answer. Never throws on any resource that passed the door. */
  readonly advise: (request: AdviceRequest, occasion: Occasion) => Advice;
  /** Ids of the labs a resource holds a result of, whatever its state. Takes anything; never throws. */
  readonly labsIn: (resource: unknown) => readonly string[];
}

/** Works out all that does not depend on a request. */
export function createAdvisor(knowledge: Knowledge, client: Client, settings: AdvisorSettings): Advisor {
  return {
    advise: (request, occasion) => advise({ ...request, client }, { knowledge, ...settings, ...occasion }),
    labsIn: (resource) => labsIn(resource, knowledge, client),
  };
}
