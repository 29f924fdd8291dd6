import { identifiersOf, type PatientIdentifier, type Sender } from './identifiers.js';
import type { Message } from './message.js';
import { V2Error } from './v2-error.js';

/** Two records of one patient are one from now on. */
export interface Merge {
  /** The identifiers that are given up, MRG-1. */
  readonly old: readonly [PatientIdentifier, ...PatientIdentifier[]];
  /** Those that stay, PID-3. */
  readonly kept: readonly [PatientIdentifier, ...PatientIdentifier[]];
}

/**
 * The merges of an ADT^A40 (A18 and A34 in older feeds): each MRG with the PID before it.
 * @throws V2Error merge-incomplete, patient-id-missing, authority-unknown
 */
export function mergesOf({ segments }: Message, sender: Sender): readonly Merge[] {
  const merges: Merge[] = [];
  let pid: (typeof segments)[number] | undefined;
  for (const segment of segments) {
    if (segment.name === 'PID') {
      if (pid) throw pid.error('merge-incomplete', 3);
      pid = segment;
    }
    if (segment.name !== 'MRG') continue;
    if (!pid) throw segment.error('merge-incomplete', 1);
    merges.push({
      // MRG-4 is to MRG-1 what PID-2 is to PID-3.
      old: identifiersOf(segment, { list: 1, alone: 4 }, sender),
      kept: identifiersOf(pid, { list: 3, alone: 2 }, sender),
    });
    pid = undefined;
  }
  if (pid) throw pid.error('merge-incomplete', 3);
  if (merges.length === 0) throw new V2Error('merge-incomplete', { segment: 'MRG' });
  return merges;
}
