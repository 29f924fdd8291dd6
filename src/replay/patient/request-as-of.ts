import type { AdviceRequest, Received, SetAside } from '../../core/model/advice.js';
import type { PrefetchTemplate, Service } from '../../core/model/knowledge.js';
import { wantedBy } from '../../hooks/first-page.js';
import { readPart } from '../../hooks/r4/part.js';
import { asOf } from './as-of.js';
import type { Entry } from './entries.js';

/** The user that a chart is taken to be opened by: every clinician sees the same. */
const USER = 'Practitioner/replay';

/** A day on which a result that starts a rule arrived. */
export interface Opening {
  readonly day: string;
  /** Its last millisecond: what is known by then is known. */
  readonly end: number;
  readonly arrived: readonly Entry[];
}

/** What a service is asked about a patient on a day, knowing what was known then. */
export type RequestAsOf = (
  patientId: string,
  entries: readonly Entry[],
  opening: Opening,
  undated: boolean,
) => AdviceRequest;

/**
 * How requests are made for a service, as its hook would be: every key of its prefetch is answered, with the newest so many where it asks
 * for these. For a service that is handed new results, those of the day are handed over.
 * @param triggers ids of the labs that start a rule
 */
export function requester(service: Service, triggers: ReadonlySet<string>): RequestAsOf {
  const bounded = Object.values(service.prefetch).flatMap((template) => boundOf(template));
  const patientKeys = Object.entries(service.prefetch).flatMap(([key, template]) =>
    'query' in template && template.query.startsWith('Patient/') ? [key] : [],
  );
  return (patientId, entries, { end, arrived }, undated) => {
    const known = entries.filter(
      ({ type, from }) => type === 'Patient' || (from === undefined ? undated : from <= end),
    );
    const resources: Received[] = [];
    const setAside: SetAside[] = [];
    const left = leftOut(known, bounded);
    const handedOver = new Set(service.results ? arrived : []);
    for (const entry of known) {
      if (left.has(entry)) continue;
      const { received, setAside: aside } = handedOver.has(entry) ? handed(entry) : entry;
      if (received) {
        const resource = asOf(received.resource, end);
        resources.push(resource === received.resource ? received : { ...received, resource });
      }
      setAside.push(...aside);
    }
    return {
      service,
      patientId,
      userId: USER,
      resources,
      setAside,
      given: triggers,
      unavailable: known.some(({ type }) => type === 'Patient') ? [] : patientKeys,
    };
  };
}

/** The same as the hook itself hands it over. */
function handed(entry: Entry): Pick<Entry, 'received' | 'setAside'> {
  const from = entry.received?.from ?? entry.setAside[0]?.from ?? '';
  const { resources, setAside } = readPart(entry.raw, from.replace(/^export/u, 'context.results'), true);
  return { received: resources[0], setAside };
}

/** What a key asks for the newest so many of. */
interface Bound {
  readonly asks: (entry: Entry) => boolean;
  readonly count: number;
}

function boundOf(template: PrefetchTemplate): Bound[] {
  if ('labs' in template) {
    const labs = new Set(template.labs);
    const asks = ({ type, labs: own }: Entry): boolean =>
      type === 'Observation' && own.some((lab) => labs.has(lab));
    return [{ asks, count: template.count }];
  }
  const { count, newestFirst } = wantedBy(template.query);
  const type = /^[A-Za-z]+/u.exec(template.query)?.[0];
  return newestFirst ? [{ asks: (entry) => entry.type === type, count }] : [];
}

/** What no key brings, as there are so many that are newer. */
function leftOut(known: readonly Entry[], bounds: readonly Bound[]): ReadonlySet<Entry> {
  const left = new Set<Entry>();
  const kept = new Set<Entry>();
  for (const { asks, count } of bounds) {
    if (known.length <= count) continue;
    const asked = known.filter(asks);
    if (asked.length > count) asked.sort((one, other) => (other.happened ?? 0) - (one.happened ?? 0));
    for (const [place, entry] of asked.entries()) (place < count ? kept : left).add(entry);
  }
  for (const entry of kept) left.delete(entry);
  return left;
}
