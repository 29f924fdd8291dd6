import type { Segment } from './segment.js';

/** Who ordered a report, or gets a copy: a number and whose number it is. Names are not read. */
export interface Clinician {
  readonly id: string;
  readonly authority: string;
  /** `NPI` and others of HL7 table 0203. */
  readonly type: string;
}

/** XCN: the number, its authority, its type. */
export function clinicians(segment: Segment | undefined, field: number): Clinician[] {
  return (segment?.repetitions(field) ?? [])
    .map((one) => ({ id: one.text(1), authority: one.parts(9)[0] ?? '', type: one.text(13) }))
    .filter(({ id }) => id !== '');
}
