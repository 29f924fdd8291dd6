import type { Lab, Service } from '../api.js';
import {
  at,
  entriesOf,
  type HookRequest,
  isBundle,
  isRecord,
  isResource,
  put,
  readJson,
} from '../../parts/request.js';
import { addResource, emptyRequest, NOBODY } from './chart.js';

const WANTED =
  'Wanted is JSON: a FHIR Bundle or resources with results of one patient, or a whole CDS Hooks request.';

/**
 * A pasted text as a request, or what it is instead and what is wanted. Takes a hook request, a Bundle, a resource, or an array
 * of resources, as long as one of them is of a kind that the service asks for.
 */
export function readPasted(
  text: string,
  service: Service,
  labs: readonly Lab[],
  newId: string,
): { readonly request: HookRequest } | { readonly problem: string } {
  const other = otherFormat(text);
  if (other !== undefined) return { problem: `${other} ${WANTED}` };
  const read = readJson(text);
  if ('problem' in read) return { problem: `${read.problem} ${WANTED}` };
  const { value } = read;
  if (isRecord(value) && 'hook' in value) return { request: value };
  const list = (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((one) =>
    isBundle(one) ? entriesOf(one).map((entry) => at(entry, ['resource'])) : [one],
  );
  const resources = list.filter(isResource);
  if (resources.length === 0) return { problem: `${otherJson(value)} ${WANTED}` };
  const asked = askedFor(service);
  if (!resources.some(({ resourceType }) => asked.has(resourceType)))
    return { problem: `${ofNoUse(resources, asked)} ${WANTED}` };
  const patientId = ownerOf(resources);
  const empty = put(emptyRequest(service, newId), ['context', 'patientId'], patientId);
  const bare = put(empty, ['prefetch', 'patient'], null);
  return { request: resources.reduce((held, one) => addResource(held, one, service, labs), bare) };
}

/** Texts of the trade that are no JSON. */
const FORMATS: readonly (readonly [begin: RegExp, what: string])[] = [
  [/^</u, 'This is XML.'],
  [/^MSH\|/u, 'This is an HL7 v2 message.'],
  [/^(?:resourceType|Bundle)\s*:/u, 'This is YAML.'],
  [/^eyJ[\w-]+\./u, 'This is a token.'],
  [/^\{.*\}\s*\n\s*\{.*\}\s*$/su, 'These are several JSON texts (NDJSON): put them into one array.'],
];

function otherFormat(text: string): string | undefined {
  const begin = text.trimStart();
  if (begin === '') return 'There is nothing here yet.';
  const isJson = 'value' in readJson(text);
  return isJson ? undefined : FORMATS.find(([pattern]) => pattern.test(begin))?.[1];
}

/** What a JSON text holds that has no FHIR resource in it. */
function otherJson(value: unknown): string {
  if (isBundle(value)) return 'This Bundle holds no FHIR resource.';
  if (isRecord(value) && 'cards' in value) return 'This is the answer of a CDS service, not a request.';
  if (isRecord(value) && 'services' in value) return 'This is the list of services, not a request.';
  return 'There is no FHIR resource in this: nothing has a resourceType.';
}

/** The kinds of resources a service asks for. */
function askedFor({ prefetch = {} }: Service): ReadonlySet<string> {
  const types = Object.values(prefetch).map((query) => /^[A-Za-z]+/u.exec(query)?.[0] ?? '');
  return new Set(['Observation', ...types]);
}

function ofNoUse(resources: readonly fhir4.FhirResource[], asked: ReadonlySet<string>): string {
  const kinds = [...new Set(resources.map(({ resourceType }) => resourceType))].map((kind) =>
    /^[A-Za-z]{1,40}$/u.test(kind) ? kind : 'something unknown',
  );
  const what = kinds.length === 1 ? `This is a ${kinds[0] ?? ''}` : `This holds ${kinds.join(', ')}`;
  return `${what}. The service reads ${[...asked].join(', ')}.`;
}

/** Whom pasted resources are about: the Patient among them, else the subject most of them name. */
function ownerOf(resources: readonly fhir4.FhirResource[]): string {
  const patient = resources.find(({ resourceType }) => resourceType === 'Patient');
  if (patient?.id !== undefined) return patient.id;
  const counts = new Map<string, number>();
  for (const one of resources) {
    const reference = at(one, ['subject', 'reference']) ?? at(one, ['patient', 'reference']);
    const id =
      typeof reference === 'string'
        ? /(?:^|\/)Patient\/([A-Za-z0-9.-]{1,64})$/u.exec(reference)?.[1]
        : undefined;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? NOBODY;
}
