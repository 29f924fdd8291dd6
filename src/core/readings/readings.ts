import type { Remark } from '../model/advice.js';
import type { Readings } from './reading.js';
import type { Knowledge } from '../model/knowledge.js';
import { type Reader, type Reading, readLab } from './reading.js';
import type { PatientRecord } from '../record/sorting.js';

/** Remarks on a result that is left out which are still worth saying. */
const SAID_ANYWAY = new Set(['stale', 'interpretation-conflict', 'above-default-but-lab-normal']);

/** Readings, each made when first asked for; the pair of triggers is settled before anything else. */
export function readAll(
  record: PatientRecord,
  knowledge: Knowledge,
  reader: Reader,
): { readings: Readings; remarks: () => Remark[] } {
  const made = new Map<string, Reading>();
  const read: Readings = (id) => {
    const known = made.get(id);
    if (known) return known;
    const lab = knowledge.labs.get(id);
    if (!lab) throw new Error(`no lab ${id}`);
    const reading = readLab(lab, record.results.get(id) ?? [], reader);
    made.set(id, reading);
    return reading;
  };
  // Not before it is asked: a range for pregnancy asks the facts, which ask other readings.
  let settled = false;
  const settlePairs = (): void => {
    settled = true;
    for (const lab of knowledge.labs.values()) {
      if (!lab.pair) continue;
      for (const reading of separatePair(read(lab.id), read(lab.pair.with), lab.pair.within.value))
        made.set(reading.lab.id, reading);
    }
  };
  const readings: Readings = (id) => {
    if (!settled) settlePairs();
    return read(id);
  };
  return {
    readings,
    remarks: () =>
      [...knowledge.labs.keys()].filter((id) => record.results.has(id)).flatMap((id) => readings(id).remarks),
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
  const named = (kind: string): Remark => ({
    id: `${older.lab.id}-${kind}`,
    kind,
    lab: older.lab.id,
    places: { day: older.day ?? '', days: String(within), received: older.received ?? '' },
  });
  if (newer.raised === 'yes') {
    const kept = older.remarks.filter(({ kind }) => SAID_ANYWAY.has(kind));
    return [{ ...older, problem: 'unpaired', raised: 'unknown', remarks: [...kept, named('unpaired')] }];
  }
  if (older.remarks.some(({ kind }) => kind === 'older-alone')) return [];
  return [{ ...older, remarks: [...older.remarks, named('older-alone')] }];
}
