import type { Segment } from './segment.js';

const SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';

/** HL7 table 0078 as far as FHIR's code system has the same codes (v2-to-FHIR, InterpretationCodes). */
const CODES: ReadonlySet<string> = new Set(
  '< > A AA B D DET E EXP H HH HU HX I IE IND L LL LU LX MS N ND NEG NR NS POS R RR S SDD SYN-R SYN-S U VS W WR'.split(
    ' ',
  ),
);

/** OBX-8, all of its repetitions: codes where FHIR has them, else words as they came. */
export function flagsOf(obx: Segment): fhir4.CodeableConcept[] {
  return obx.repetitions(8).flatMap((flag): fhir4.CodeableConcept[] => {
    const [code, words] = [flag.text(1), flag.text(2)];
    const known = CODES.has(code.toUpperCase());
    const text = words === '' && !known ? code : words;
    if (code === '' && text === '') return [];
    return [
      {
        ...(known && { coding: [{ system: SYSTEM, code: code.toUpperCase() }] }),
        ...(text !== '' && { text }),
      },
    ];
  });
}
