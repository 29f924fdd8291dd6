import type { Advisor } from '../core/compile.js';
import type { Card } from '../core/model/advice.js';
import type { Advice, Explanation } from '../core/model/explanation.js';
import type { Client, Knowledge, Service } from '../core/model/knowledge.js';
import type { Outline, OutlinedAdvice } from '../core/model/outline.js';
import { ServiceError } from '../errors.js';
import { elementPath } from './element.js';
import { ENCOUNTER_KEY, encounterIn } from './encounter.js';
import { type Prefetch, prefetchReader } from './prefetch.js';
import type { Oddity } from './optional-fields.js';
import { queriesFor } from './queries.js';
import { type HookRequest, parseRequest } from './request.js';
import { type Silence, silenceOf } from './silence.js';

/** What is asked of the FHIR server that a request names. */
export interface Question {
  readonly client: Client;
  readonly server: string;
  readonly token: string;
  readonly scope?: string;
  readonly patientId: string;
  /** Relative FHIR R4 reads and searches by prefetch key, with every token filled. */
  readonly queries: ReadonlyMap<string, string>;
}

/** What came of it, by prefetch key. */
export interface Gathered {
  readonly values: ReadonlyMap<string, unknown>;
  /** What did not come, and why: `scope` and `not-askable` where it was not even asked for. */
  readonly failed: ReadonlyMap<string, string>;
  /** Keys of `values` of which there is more than could be had. */
  readonly partial: readonly string[];
}

/** What answering needs. */
export interface AnswerParts {
  readonly knowledge: Knowledge;
  /** Name of the hook of the services that are handed new results. */
  readonly resultHook: string;
  /** The advisor made for a client, the same at each call. */
  readonly advisorFor: (client: Client) => Advisor;
  /** Asks FHIR servers for what prefetch lacks; never rejects. Absent: nothing is asked. */
  readonly gather?: ((question: Question) => Promise<Gathered>) | undefined;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Asked for each request; what it gives is awaited between two steps, so that others may go first. Absent: nothing is waited for. */
  readonly turns?: (() => () => Promise<void> | undefined) | undefined;
}

/** The answer to a hook. */
export interface Answered {
  readonly cards: readonly Card[];
  /** Set where no card may be shown. */
  readonly noCardsBecause?: Silence;
  /** What it comes to, for those who count; absent where no card may be shown. */
  readonly outline?: () => Outline | undefined;
  /** Works out the whole reasoning, also where no card may be shown. */
  readonly explain: () => Explanation & { readonly noCardsBecause?: Silence };
}

/**
 * Answers a request of a client to a service.
 * @param note told what is odd in the request and was passed over, before it is answered or refused
 * @throws ServiceError service-unknown, prefetch-missing, prefetch-of-another-patient, or what `parseRequest` throws
 */
export type Answer = (
  serviceId: string,
  body: unknown,
  client: Client,
  note?: (odd: readonly Oddity[]) => void,
) => Promise<Answered>;

/** The way of a request: read, complete from the FHIR server it names, ask the advisor. */
export function createAnswer({ knowledge, advisorFor, gather, ...parts }: AnswerParts): Answer {
  const readers = new Map(
    [...knowledge.services.values()].map((service) => [service.id, prefetchReader(service, knowledge)]),
  );
  return async (serviceId, body, client, note) => {
    const service = knowledge.services.get(serviceId);
    const readPrefetch = readers.get(serviceId);
    if (!service || !readPrefetch) throw new ServiceError('service-unknown');
    const advisor = advisorFor(client);
    const turn = parts.turns?.();
    const request = parseRequest(body, service, parts.resultHook);
    note?.(request.odd);
    await turn?.();
    const brought = readPrefetch(request, advisor);
    const now = parts.now();
    const silenceIn = (what: Prefetch): Silence | undefined => silenceOf(request, service, client, what, now);
    let silence = silenceIn(brought);
    if (brought.ofAnother.length > 0 && !silence)
      throw new ServiceError('prefetch-of-another-patient', brought.ofAnother.slice(0, MOST_NAMED));
    let came: Completed = { ...brought, unanswered: [...brought.partial, ...failedIn(brought)] };
    const wanted = [
      ...new Set([...brought.absent, ...brought.partial, ...encounterWanted(request, client, brought)]),
    ];
    if (gather && request.fhir && !silence && wanted.length > 0) {
      const queries = queriesFor(wanted, request, service, knowledge);
      const { fhir, patientId } = request;
      came = completed(brought, queries, await gather({ client, ...fhir, patientId, queries }));
      silence = silenceIn(came);
    }
    // CDS Hooks 2.0.1: a service that cannot get the data it needs SHALL answer 412 Precondition Failed.
    if (came.given.size === 0 && !silence)
      throw new ServiceError(
        'prefetch-missing',
        came.missing.map((key) => elementPath(['prefetch', key])),
      );
    const occasion = { now, newId: parts.newId };
    const advise = (): Advice => advisor.advise(adviceRequest(request, service, came), occasion);
    if (silence) return silent(advise, silence);
    await turn?.();
    const advice: Advice & Partial<OutlinedAdvice> = advise();
    await turn?.();
    return { cards: advice.cards, outline: () => advice.outline?.(), explain: () => advice.explain() };
  };
}

/** More places than these help nobody. */
const MOST_NAMED = 10;

/** What came, in whichever way. */
interface Completed extends Prefetch {
  /** Prefetch keys that a FHIR server was asked for in vain, or answered only in part. */
  readonly unanswered: readonly string[];
}

/** The encounter is asked for where this client shows no cards for some, and it did not come. */
function encounterWanted(
  { encounterId, patientId }: HookRequest,
  { noCardsFor }: Client,
  { resources }: Prefetch,
): readonly string[] {
  if (!noCardsFor || encounterId === undefined) return [];
  return encounterIn(resources, encounterId, patientId) ? [] : [ENCOUNTER_KEY];
}

const NOT_ASKED = new Set<unknown>(['scope', 'not-askable']);

function completed(
  brought: Prefetch,
  queries: ReadonlyMap<string, string>,
  { values, failed, partial }: Gathered,
): Completed {
  const came = values.size === 0 ? brought : brought.with(values);
  // What may not be asked is as absent as if there were no server; what is in context is there.
  const asked = [...queries.keys()].filter(
    (key) => !NOT_ASKED.has(failed.get(key)) && brought.unavailable.includes(key),
  );
  const unanswered = asked.filter(
    (key) => failed.has(key) || partial.includes(key) || came.absent.includes(key),
  );
  // A first page stays a part for as long as the whole did not come.
  const inPart = brought.partial.filter((key) => !values.has(key) || partial.includes(key));
  return { ...came, unanswered: [...new Set([...unanswered, ...inPart, ...failedIn(came)])] };
}

/** What a client asked for in vain, save what is in context. */
function failedIn({ failed, unavailable }: Prefetch): string[] {
  return failed.filter((key) => unavailable.includes(key));
}

function adviceRequest(
  { patientId, userId, encounterId }: HookRequest,
  service: Service,
  { resources, setAside, given, unavailable, unanswered }: Completed,
): Parameters<Advisor['advise']>[0] {
  return {
    service,
    patientId,
    userId,
    ...(encounterId !== undefined && { encounterId }),
    resources,
    setAside,
    given,
    unavailable,
    unanswered,
  };
}

/** Where no card may be shown, nothing is worked out before the reasoning is asked for. */
function silent(advise: () => Advice, silence: Silence): Answered {
  return {
    cards: [],
    noCardsBecause: silence,
    explain: () => ({ ...advise().explain(), cards: [], noCardsBecause: silence }),
  };
}
