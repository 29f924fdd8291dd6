import type { RequestHandler } from 'express';
import type { Advice, AdviceRequest, Surroundings } from '../core/advice.js';
import type { Client, Knowledge, Profile, Service } from '../core/knowledge.js';
import { ServiceError } from '../errors.js';
import { elementPath } from '../hooks/element.js';
import { type LabOf, type Prefetch, readPrefetch } from '../hooks/prefetch.js';
import { type HookRequest, parseRequest } from '../hooks/request.js';

/** What answering a hook needs. */
export interface ServiceParts {
  readonly knowledge: Knowledge;
  readonly client: Client;
  readonly resultHook: string;
  readonly publicUrl: string;
  readonly canonicalBase: string;
  readonly profile: Profile;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly advise: (request: AdviceRequest, surroundings: Surroundings) => Advice;
  readonly labOf: LabOf;
}

/** Why there are no cards although nothing was evaluated to "no". */
type Silence = 'user-is-patient' | 'no-lab-in-results';

/** `POST /cds-services/:id`: the cards. */
export function answerHook(parts: ServiceParts): RequestHandler<{ id: string }> {
  return ({ params, body }, response) => {
    const { request, service, came } = understood(params.id, body, parts);
    const cards = silence(request, service, came) ? [] : adviceFor(request, service, came, parts).cards;
    response.json({ cards });
  };
}

/** `POST /explain/:id`: the same body, the whole reasoning, also where no card may be shown. */
export function answerExplain(parts: ServiceParts): RequestHandler<{ id: string }> {
  return ({ params, body }, response) => {
    const { request, service, came } = understood(params.id, body, parts);
    const noCardsBecause = silence(request, service, came);
    const explanation = adviceFor(request, service, came, parts).explain();
    response.json(noCardsBecause ? { ...explanation, cards: [], noCardsBecause } : explanation);
  };
}

/** Answers 404 before the body is read when there is no such service. */
export function knownService(knowledge: Knowledge): RequestHandler<{ id: string }> {
  return ({ params }, _response, next) => {
    serviceFor(params.id, knowledge);
    next();
  };
}

function serviceFor(id: string, knowledge: Knowledge): Service {
  const service = knowledge.services.get(id);
  if (!service) throw new ServiceError('service-unknown');
  return service;
}

function understood(id: string, body: unknown, parts: ServiceParts) {
  const service = serviceFor(id, parts.knowledge);
  const request = parseRequest(body, service, parts.resultHook);
  const came = readPrefetch(request, service, parts.knowledge, parts.client, parts.labOf);
  // CDS Hooks 2.0.1: a service that cannot get the data it needs SHALL answer 412 Precondition Failed.
  if (came.given.size === 0 && !silence(request, service, came)) {
    throw new ServiceError(
      'prefetch-missing',
      came.missing.map((key) => elementPath(['prefetch', key])),
    );
  }
  return { request, service, came };
}

function silence(request: HookRequest, service: Service, came: Prefetch): Silence | undefined {
  if (request.userIsPatient) return 'user-is-patient';
  return service.results && !came.newResults ? 'no-lab-in-results' : undefined;
}

function adviceFor(request: HookRequest, service: Service, came: Prefetch, parts: ServiceParts): Advice {
  const { knowledge, client, profile, publicUrl, canonicalBase, newId } = parts;
  const { patientId, userId, encounterId } = request;
  const { resources, setAside, given, unavailable } = came;
  return parts.advise(
    {
      service,
      client,
      patientId,
      userId,
      ...(encounterId !== undefined && { encounterId }),
      resources,
      setAside,
      given,
      unavailable,
    },
    { knowledge, profile, now: parts.now(), newId, publicUrl, canonicalBase },
  );
}
