import { createAdvisor } from '../../core/compile.js';
import type { Received, SetAside } from '../../core/model/advice.js';
import type { Explanation, YesNo } from '../../core/model/explanation.js';
import type { Client, Knowledge } from '../../core/model/knowledge.js';
import type { Part } from './parts.js';

/** How the core took one result. */
export interface Taken {
  /** Ids of the labs it is a result of; empty when its code names none. */
  readonly labs: readonly string[];
  readonly end: 'read' | 'not-read' | 'not-counted' | 'not-ours';
  /** Why it was not read or not counted: a kind of remark, a reason to set it aside, or its status. */
  readonly why?: string;
  /** Of a number: held against which limit, and whether above it. */
  readonly judged?: { readonly basis: string; readonly raised: YesNo };
}

/** What is read together: one resource that passed the door or was set aside there, and its patient. */
export interface Alone {
  readonly resource: Received | undefined;
  readonly setAside: readonly SetAside[];
  readonly patient: Received | undefined;
  readonly patientId: string;
}

/** Reads one resource as if it were all that is known of its patient. */
export interface Reader {
  readonly explain: (alone: Alone) => Explanation;
  readonly labsIn: (resource: unknown) => readonly string[];
}

/** Reasons that only say that the result is old: it is read once more, as on its own day. */
const OLD: ReadonlySet<string> = new Set(['stale', 'date-imprecise']);

/**
 * Asks the same advisor as a request does, without rules: what is read is asked, nothing is judged from it. A result that is too
 * old to be used today is read as on its own day, so that a sample of last year tells as much as one of today.
 */
export function createReader(knowledge: Knowledge, client: Client, now: Date): Reader {
  const advisor = createAdvisor(knowledge, client, {
    profile: 'us-nondevice',
    publicUrl: '',
    canonicalBase: '',
  });
  const [service] = knowledge.services.values();
  if (!service) throw new Error('the knowledge has no service');
  const explainAt = ({ resource, setAside, patient, patientId }: Alone, at: Date): Explanation =>
    advisor
      .advise(
        {
          service: { ...service, rules: [] },
          patientId,
          userId: '',
          resources: [patient, resource].filter((one) => one !== undefined),
          setAside,
          given: new Set(),
          unavailable: [],
        },
        { now: at, newId: () => '' },
      )
      .explain();
  return {
    labsIn: advisor.labsIn,
    explain(alone) {
      const today = explainAt(alone, now);
      const old = today.readings.find(({ why, date }) => date !== undefined && OLD.has(why ?? ''));
      const day = new Date(old?.date ?? NaN);
      return Number.isNaN(day.getTime()) ? today : explainAt(alone, day);
    },
  };
}

const NOT_YET_OR_WITHDRAWN: ReadonlySet<unknown> = new Set([
  'registered',
  'preliminary',
  'cancelled',
  'entered-in-error',
]);

/** How a part of a resource ended, by where it stands. */
export function takenOf(
  { node, at, container }: Part,
  from: string,
  { readings, setAside, unrecognised }: Explanation,
  labs: readonly string[],
): Taken {
  const here = `${from}${at}`;
  const aside = setAside.find((one) => one.from === here) ?? setAside.find((one) => one.from === from);
  const own = readings.filter((one) => one.from === here);
  const read = own.find(({ why }) => why === undefined);
  if (read)
    return {
      labs,
      end: 'read',
      ...(read.limit && { judged: { basis: read.limit.basis, raised: read.raised } }),
    };
  if (aside) return { labs, end: 'not-read', why: asideText(aside) };
  const [unread] = own;
  if (unread) return { labs, end: 'not-read', why: unread.why ?? '' };
  if (labs.length === 0 || unrecognised.some((one) => one.from === here))
    return { labs: [], end: 'not-ours' };
  const status = [node['status'], container['status']].find((one) => NOT_YET_OR_WITHDRAWN.has(one));
  if (typeof status === 'string') return { labs, end: 'not-counted', why: `status ${status}` };
  return { labs, end: 'not-counted', why: 'no value of its own' };
}

/** Why a resource, or a part or element of it, was set aside: `malformed at Observation.referenceRange.low.value`: names of elements are FHIR's own, the places in lists left out. */
export function asideText({ why, where }: Omit<SetAside, 'resource'>): string {
  return where === undefined ? why : `${why} at ${where.replaceAll(/\[\d+\]/gu, '')}`;
}
