import type { Remark, RemarkKind } from '../model/advice.js';
import type { Client, Lab } from '../model/knowledge.js';
import type { PatientRecord } from '../record/sorting.js';
import { readLab } from './read-lab.js';
import type { Reader, Reading, Readings } from './reading.js';
import { isSaidOfWhatIsLeftOut, notThisPatient } from './remarks.js';
import { readable, type ReadableLab } from './units.js';

/** The labs of a knowledge as they are read: what is fixed before any result comes. */
export interface Panel {
  readonly labs: ReadonlyMap<string, ReadableLab>;
  /** A reading of each lab of which nothing came. */
  readonly empty: ReadonlyMap<string, Reading>;
  /** Labs that are judged together with another. */
  readonly pairs: readonly (Lab & Required<Pick<Lab, 'pair'>>)[];
}

/** @param limits what the site decided on instead of default limits, by lab */
export function panelOf(labs: ReadonlyMap<string, Lab>, limits: Client['limits'] = {}): Panel {
  const all = [...labs.values()];
  return {
    labs: new Map(all.map((lab) => [lab.id, readable(lab, limits[lab.id])])),
    empty: new Map(
      all.map((lab): [string, Reading] => [
        lab.id,
        Object.freeze({ lab, raised: 'unknown', remarks: Object.freeze([]) }),
      ]),
    ),
    pairs: all.filter((lab): lab is Panel['pairs'][number] => lab.pair !== undefined),
  };
}

/** Readings, each made when first asked for; the pair of triggers is settled before anything else. */
export function readAll(
  { results, foreign }: Pick<PatientRecord, 'results' | 'foreign'>,
  { labs, empty, pairs }: Panel,
  reader: Reader,
): { readings: Readings; remarks: () => Remark[] } {
  const made = new Map<string, Reading>();
  // One of the patient's own shows that the request is about the patient, whoever else is in it.
  const nobodys =
    foreign.size > 0 && [...labs.values()].every(({ lab }) => lab.role !== 'trigger' || !results.has(lab.id));
  const isOnlyForeign = ({ id, role }: Lab): boolean => nobodys && role === 'trigger' && foreign.has(id);
  const read: Readings = (id) => {
    const known = made.get(id);
    if (known) return known;
    const lab = labs.get(id);
    const nothing = empty.get(id);
    if (!lab || !nothing) throw new Error(`no lab ${id}`);
    const came = results.get(id);
    if (!came)
      return isOnlyForeign(nothing.lab) ? { ...nothing, remarks: [notThisPatient(nothing.lab)] } : nothing;
    // A range that is meant for some asks the facts, and they other labs: what is being read is not there yet.
    made.set(id, nothing);
    const reading = readLab(lab, came, reader);
    made.set(id, reading);
    return reading;
  };
  // Not before it is asked, for the same reason.
  let settled = false;
  const settlePairs = (): void => {
    settled = true;
    for (const { id, pair } of pairs)
      for (const reading of separatePair(read(id), read(pair.with), pair.within.value))
        made.set(reading.lab.id, reading);
  };
  const readings: Readings = (id) => {
    if (!settled) settlePairs();
    return read(id);
  };
  return {
    readings,
    remarks: () =>
      [...empty.keys()]
        .filter((id) => results.has(id) || foreign.has(id))
        .flatMap((id) => readings(id).remarks),
  };
}

/**
 * Two results further apart than the pair window are no pair: a raised newer one stands alone and the older is left
 * out; otherwise the older is judged alone. Either way the older is named.
 */
function separatePair(one: Reading, other: Reading, within: number): Reading[] {
  if (
    one.ageDays === undefined ||
    other.ageDays === undefined ||
    one.problem !== undefined ||
    other.problem !== undefined
  )
    return [];
  if (Math.abs(one.ageDays - other.ageDays) <= within) return [];
  const [newer, older] = one.ageDays < other.ageDays ? [one, other] : [other, one];
  const named = (kind: RemarkKind): Remark => ({
    id: `${older.lab.id}-${kind}`,
    kind,
    lab: older.lab.id,
    places: { day: older.day ?? '', days: String(within), received: older.received ?? '' },
  });
  if (newer.raised === 'yes') {
    const kept = older.remarks.filter(isSaidOfWhatIsLeftOut);
    return [{ ...older, problem: 'unpaired', raised: 'unknown', remarks: [...kept, named('unpaired')] }];
  }
  if (older.remarks.some(({ kind }) => kind === 'older-alone')) return [];
  return [{ ...older, remarks: [...older.remarks, named('older-alone')] }];
}
