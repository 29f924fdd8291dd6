import type { Knowledge, PrefetchTemplate, Service } from '../core/model/knowledge.js';
import { asksForEncounter, ENCOUNTER, ENCOUNTER_KEY } from './encounter.js';

/** One entry of the discovery answer (CDS Hooks 2.0.1). */
export interface OfferedService {
  readonly hook: string;
  readonly title: string;
  readonly description: string;
  readonly id: string;
  readonly prefetch?: Readonly<Record<string, string>>;
  readonly usageRequirements?: string;
}

// CDS Hooks 2.0.1: a prefetch token holds a root-level context field marked as token, or one of the user ids.
const tokens = new Set([
  'context.patientId',
  'context.userId',
  'context.encounterId',
  'userPractitionerId',
  'userPractitionerRoleId',
  'userPatientId',
  'userRelatedPersonId',
]);

/**
 * The answer of `GET /cds-services`.
 * @param resultHook name of the hook for the services that are handed new results
 * @throws Error when a prefetch template holds a token that CDS Hooks 2.0.1 does not know
 */
export function discovery(
  knowledge: Knowledge,
  resultHook: string,
): { readonly services: readonly OfferedService[] } {
  return {
    services: [...knowledge.services.values()].map((service) => offered(service, knowledge, resultHook)),
  };
}

/** The hook a service answers to. */
export function hookOf(service: Service, resultHook: string): string {
  return service.results ? resultHook : service.hook;
}

function offered(service: Service, knowledge: Knowledge, resultHook: string): OfferedService {
  const asked = {
    ...service.prefetch,
    ...(asksForEncounter(knowledge.clients.values()) && { [ENCOUNTER_KEY]: ENCOUNTER }),
  };
  const prefetch = Object.fromEntries(
    Object.entries(asked).map(([key, template]) => [
      key,
      queryOf(template, knowledge, `${service.id}: prefetch ${key}`),
    ]),
  );
  return {
    hook: hookOf(service, resultHook),
    title: service.title,
    description: service.description,
    id: service.id,
    // CDS Hooks 2.0.1: no element is null or empty; what has no value is left out.
    ...(Object.keys(prefetch).length > 0 && { prefetch }),
    ...(service.usageRequirements && { usageRequirements: service.usageRequirements }),
  };
}

/**
 * The query of a template with its tokens.
 * @throws Error when it holds a token that CDS Hooks 2.0.1 does not know
 */
export function queryOf(template: PrefetchTemplate, knowledge: Knowledge, place: string): string {
  const query = 'query' in template ? template.query : labQuery(template.labs, template.count, knowledge);
  for (const [, token = ''] of query.matchAll(/\{\{(.*?)\}\}/gs)) {
    if (!tokens.has(token.trim()))
      throw new Error(`${place}: {{${token}}} is not a prefetch token of CDS Hooks 2.0.1`);
  }
  return query;
}

function labQuery(labs: readonly string[], count: number, knowledge: Knowledge): string {
  const wanted = [...knowledge.labs.values()].filter(({ id }) => labs.includes(id));
  const codes = new Set(
    wanted.flatMap((lab) => lab.codes).map(({ system, code }) => `${plain(system)}|${plain(code)}`),
  );
  // `_sort=-date` is FHIR R4; the `_sort:desc` of the specification's examples is not.
  return `Observation?patient={{context.patientId}}&code=${[...codes].join(',')}&_sort=-date&_count=${count}`;
}

/** FHIR search: `\`, `,`, `|` and `$` inside a value are escaped; then what would end a query value is percent-encoded. */
function plain(value: string): string {
  return value.replace(/[\\,|$]/g, '\\$&').replace(/[^A-Za-z0-9\-._~:/|,]/g, encodeURIComponent);
}
