import type { Received, SetAside } from '../../core/model/advice.js';
import { readPart } from '../../hooks/r4/part.js';
import { patientsByUrl, type People, type Subject, subjectOf } from './people.js';

/** A resource as it came through the door of the service, by itself. */
export interface One {
  /** As it came. */
  readonly content: unknown;
  readonly from: string;
  readonly subject: Subject;
  readonly patientId: string;
  readonly resource: Received | undefined;
  /** It, or what it contains, and why it cannot be read. */
  readonly setAside: readonly SetAside[];
  readonly patient: Received | undefined;
}

/** A value of the sample. */
export interface Brought {
  readonly value: unknown;
  /** By the hook of a recorded request: a result without a date is of that day. */
  readonly handedOver: boolean;
  /** Where a resource stands in what was sent, where that is not what it stands in here. */
  readonly placeOf?: (resource: unknown) => string | undefined;
}

/** No id of a Patient: what is of nobody known is read as of this one, and so set aside. */
const NOBODY = 'nobody';

/** Where a resource stands: what follows is inside it. */
const ENTRY = /^feed(?:\.(?:entry(?:\[\d+\])?|resource))*/u;

/** The resources of a value, a Bundle's one by one, each repaired and checked as the service does with what it is sent. */
export function* throughTheDoor({ value, handedOver }: Brought, people: People): Generator<One> {
  const nearby = patientsByUrl(value);
  const { found, resources, setAside } = readPart(value, 'feed', handedOver);
  const byPlace = new Map(resources.map((one) => [one.from, one]));
  const near = new Map(
    resources
      .filter(({ resource }) => resource.resourceType === 'Patient')
      .map((one) => [one.resource.id, one]),
  );
  const aside = new Map<string, SetAside[]>();
  for (const one of setAside) {
    const from = ENTRY.exec(one.from)?.[0] ?? one.from;
    aside.set(from, [...(aside.get(from) ?? []), one]);
  }
  for (const { resource: raw, from } of found) {
    const resource = byPlace.get(from);
    const subject = subjectOf(raw, nearby, people);
    const patientId = subject.id ?? NOBODY;
    yield {
      content: raw,
      from,
      subject,
      patientId,
      resource,
      setAside: aside.get(from) ?? [],
      patient: near.get(patientId) ?? keptPatient(patientId, people),
    };
  }
}

function keptPatient(id: string, people: People): Received | undefined {
  const resource = people.get(id);
  // Checked as any other: a birth date that is none is left out there.
  return resource && readPart(resource, 'patient', false).resources[0];
}
