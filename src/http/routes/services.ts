import { type RequestHandler, Router } from 'express';
import type { Advice, AdviceRequest, Surroundings } from '../../core/model/advice.js';
import type { Client, Knowledge, Profile, Service } from '../../core/model/knowledge.js';
import { ServiceError } from '../../errors.js';
import type { Gather } from '../../fhir/gather.js';
import { elementPath } from '../../hooks/element.js';
import { type LabOf, type Prefetch, readPrefetch } from '../../hooks/prefetch.js';
import { queriesFor } from '../../hooks/queries.js';
import { type HookRequest, parseRequest } from '../../hooks/request.js';
import { notAllowed } from '../guards/errors.js';
import { callerOf, seen } from '../guards/locals.js';
import { sendJson } from '../send-json.js';

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
  /** Asks FHIR servers for what prefetch lacks. Absent: nothing is asked. */
  readonly gather?: Gather | undefined;
}

/** What came, in whichever way. */
interface Came extends Prefetch {
  /** Prefetch keys that a FHIR server was asked for in vain, or answered only in part. */
  readonly unanswered: readonly string[];
}

/** What is the same for every caller. */
export type SharedParts = Omit<ServiceParts, 'client'>;

/** Why there are no cards although nothing was evaluated to "no". */
type Silence = 'user-is-patient' | 'no-lab-in-results';

/**
 * `POST /cds-services/:id` and `POST /explain/:id`.
 * @param known refuses the unknown service before the body is read
 * @param asked what a body has to pass: caller, rate, reading, load
 */
export function serviceRoutes(
  shared: SharedParts,
  known: RequestHandler<{ id: string }>,
  asked: readonly RequestHandler[],
): Router {
  const router = Router();
  router
    .route('/cds-services/:id')
    .all(known)
    .post([...asked], answerHook(shared))
    .all(notAllowed('POST'));
  router
    .route('/explain/:id')
    .all(known)
    .post([...asked], answerExplain(shared))
    .all(notAllowed('POST'));
  return router;
}

/** `POST /cds-services/:id`: the cards. */
function answerHook(shared: SharedParts): RequestHandler<{ id: string }> {
  return async ({ params, body }, response) => {
    const parts = { ...shared, client: callerOf(response) };
    const { request, service, came } = await understood(params.id, body, parts);
    const cards = silence(request, service, came) ? [] : adviceFor(request, service, came, parts).cards;
    seen(response).cards = cards.length;
    sendJson(response, { cards });
  };
}

/** `POST /explain/:id`: the same body, the whole reasoning, also where no card may be shown. */
function answerExplain(shared: SharedParts): RequestHandler<{ id: string }> {
  return async ({ params, body }, response) => {
    const parts = { ...shared, client: callerOf(response) };
    const { request, service, came } = await understood(params.id, body, parts);
    const noCardsBecause = silence(request, service, came);
    const explanation = adviceFor(request, service, came, parts).explain();
    sendJson(response, noCardsBecause ? { ...explanation, cards: [], noCardsBecause } : explanation);
  };
}

/** Answers 404 before the body is read when there is no such service. */
export function knownService(knowledge: Knowledge): RequestHandler<{ id: string }> {
  return ({ params }, response, next) => {
    seen(response).service = serviceFor(params.id, knowledge).id;
    next();
  };
}

function serviceFor(id: string, knowledge: Knowledge): Service {
  const service = knowledge.services.get(id);
  if (!service) throw new ServiceError('service-unknown');
  return service;
}

async function understood(id: string, body: unknown, parts: ServiceParts) {
  const service = serviceFor(id, parts.knowledge);
  const request = parseRequest(body, service, parts.resultHook);
  const came = await cameWith(request, service, parts);
  // CDS Hooks 2.0.1: a service that cannot get the data it needs SHALL answer 412 Precondition Failed.
  if (came.given.size === 0 && !silence(request, service, came)) {
    throw new ServiceError(
      'prefetch-missing',
      came.missing.map((key) => elementPath(['prefetch', key])),
    );
  }
  return { request, service, came };
}

const NOT_ASKED = new Set<unknown>(['scope', 'not-askable']);

/** What came with the request, completed from the FHIR server it names where a card may be shown. */
async function cameWith(request: HookRequest, service: Service, parts: ServiceParts): Promise<Came> {
  const { knowledge, client, labOf, gather } = parts;
  const read = (prefetch: HookRequest['prefetch']): Prefetch =>
    readPrefetch({ ...request, prefetch }, service, knowledge, client, labOf);
  const brought: Came = { ...read(request.prefetch), unanswered: [] };
  const { fhir, patientId } = request;
  if (!gather || !fhir || brought.absent.length === 0 || silence(request, service, brought)) return brought;
  const queries = queriesFor(brought.absent, request, service, knowledge);
  const { values, failed, partial } = await gather({ client, ...fhir, patientId, queries });
  const came = values.size === 0 ? brought : read({ ...request.prefetch, ...Object.fromEntries(values) });
  // What may not be asked is as absent as if there were no server; what is in context is there.
  const asked = [...queries.keys()].filter(
    (key) => !NOT_ASKED.has(failed.get(key)) && brought.unavailable.includes(key),
  );
  const unanswered = asked.filter(
    (key) => failed.has(key) || partial.includes(key) || came.absent.includes(key),
  );
  return { ...came, unanswered };
}

function silence(request: HookRequest, service: Service, came: Prefetch): Silence | undefined {
  if (request.userIsPatient) return 'user-is-patient';
  return service.results && !came.newResults ? 'no-lab-in-results' : undefined;
}

function adviceFor(request: HookRequest, service: Service, came: Came, parts: ServiceParts): Advice {
  const { knowledge, client, profile, publicUrl, canonicalBase, newId } = parts;
  const { patientId, userId, encounterId } = request;
  const { resources, setAside, given, unavailable, unanswered } = came;
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
      unanswered,
    },
    { knowledge, profile, now: parts.now(), newId, publicUrl, canonicalBase },
  );
}
