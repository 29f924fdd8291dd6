import { isObject } from '../../core/record/codes.js';
import { listOf } from './parts.js';

type Json = Readonly<Record<string, unknown>>;

/** What a limit may depend on, and by what a patient is referred to. Nothing else of a Patient is kept. */
export interface Kept {
  readonly resourceType: 'Patient';
  readonly id: string;
  readonly gender?: unknown;
  readonly birthDate?: unknown;
  readonly identifier?: readonly { readonly system?: string; readonly value: string }[];
}

/** The patients of a sample. */
export interface People {
  readonly add: (patient: unknown) => void;
  readonly get: (id: string) => Kept | undefined;
  readonly byIdentifier: (identifier: unknown) => string | undefined;
  readonly size: () => number;
  /** There were more than are kept: the results of the others are read without sex and age. */
  readonly isFull: () => boolean;
}

const MOST_PEOPLE = 200_000;
const MOST_IDENTIFIERS = 5;
const LONGEST_KEY = 200;

export function createPeople(most = MOST_PEOPLE): People {
  const byId = new Map<string, Kept>();
  const byIdentifier = new Map<string, string>();
  let full = false;
  return {
    add(patient) {
      if (!isObject(patient) || patient['resourceType'] !== 'Patient' || typeof patient['id'] !== 'string')
        return;
      const { id, gender, birthDate } = patient;
      full ||= byId.size >= most && !byId.has(id);
      if (full) return;
      const identifier = identifiersOf(patient);
      byId.set(id, {
        resourceType: 'Patient',
        id,
        ...(gender !== undefined && { gender }),
        ...(birthDate !== undefined && { birthDate }),
        ...(identifier.length > 0 && { identifier }),
      });
      for (const one of identifier) byIdentifier.set(identifierKey(one), id);
    },
    get: (id) => byId.get(id),
    byIdentifier: (identifier) =>
      isIdentifier(identifier) ? byIdentifier.get(identifierKey(identifier)) : undefined,
    size: () => byId.size,
    isFull: () => full,
  };
}

interface Identifier {
  readonly system?: string;
  readonly value: string;
}

function identifiersOf(patient: Json): readonly Identifier[] {
  return listOf(patient['identifier'], MOST_IDENTIFIERS).flatMap(([, one]) =>
    isIdentifier(one) ? [{ ...(one.system !== undefined && { system: one.system }), value: one.value }] : [],
  );
}

function isIdentifier(value: unknown): value is Identifier {
  return (
    isObject(value) &&
    typeof value['value'] === 'string' &&
    (value['system'] === undefined || typeof value['system'] === 'string')
  );
}

function identifierKey({ system = '', value }: Identifier): string {
  return `${system}|${value}`;
}

/** How a resource says whose it is. */
export type SubjectForm =
  | 'Patient/id'
  | 'absolute URL'
  | 'urn:uuid'
  | 'contained (#)'
  | 'other reference'
  | 'identifier only'
  | 'name only'
  | 'none';

/** Whose a resource is, as far as the sample tells. */
export interface Subject {
  readonly form: SubjectForm;
  /** Id of the Patient. */
  readonly id?: string;
  /** Tells one subject from another; absent when it names nobody. */
  readonly key?: string;
}

/**
 * Reads the subject of a resource.
 * @param nearby patients of the same Bundle, by fullUrl
 */
export function subjectOf(resource: unknown, nearby: ReadonlyMap<string, string>, people: People): Subject {
  const subject = isObject(resource) ? resource['subject'] : undefined;
  if (!isObject(subject)) return { form: 'none' };
  const { reference, identifier, display } = subject;
  if (typeof reference === 'string') {
    const form = formOf(reference);
    const own = /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/u.exec(reference)?.[1];
    const id = nearby.get(reference) ?? own;
    return { form, key: id ?? reference.slice(0, LONGEST_KEY), ...(id !== undefined && { id }) };
  }
  if (isIdentifier(identifier)) {
    const id = people.byIdentifier(identifier);
    return {
      form: 'identifier only',
      key: id ?? identifierKey(identifier).slice(0, LONGEST_KEY),
      ...(id !== undefined && { id }),
    };
  }
  return { form: display === undefined ? 'none' : 'name only' };
}

function formOf(reference: string): SubjectForm {
  if (/^https?:\/\//iu.test(reference)) return 'absolute URL';
  if (/^\/?Patient\//u.test(reference)) return 'Patient/id';
  if (reference.startsWith('urn:uuid:')) return 'urn:uuid';
  return reference.startsWith('#') ? 'contained (#)' : 'other reference';
}

/** The patients of a Bundle by the fullUrl of their entries. Takes anything; never throws. */
export function patientsByUrl(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!isObject(value) || value['resourceType'] !== 'Bundle') return found;
  const entries: readonly unknown[] = Array.isArray(value['entry']) ? value['entry'] : [value['entry']];
  for (const entry of entries) {
    if (!isObject(entry) || !isObject(entry['resource'])) continue;
    const { resourceType, id } = entry['resource'];
    if (resourceType === 'Patient' && typeof id === 'string' && typeof entry['fullUrl'] === 'string')
      found.set(entry['fullUrl'], id);
  }
  return found;
}
