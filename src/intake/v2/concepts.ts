import type { Repetition } from './segment.js';

const LOINC = 'http://loinc.org';

/** HL7 table 0396 by FHIR URIs, as far as results need it. */
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['LN', LOINC],
  ['LNC', LOINC],
  ['LOINC', LOINC],
  ['SCT', 'http://snomed.info/sct'],
]);
const LOINC_FORM = /^\d{1,7}-\d$/u;
/** Where the triplets of a CWE begin: the code, the alternate one, and since 2.7 a second alternate. CE has two. */
const TRIPLETS = [1, 4, 10] as const;
const ORIGINAL_TEXT = 9;

/**
 * A CE or CWE as a CodeableConcept: every triplet that has a code is a coding, whichever comes first. A code that is called LOINC's and
 * has not its form is a local one without a system: feeds label those `LN` too. `undefined` when it has neither code nor text.
 */
export function conceptOf(value: Repetition): fhir4.CodeableConcept | undefined {
  const coding = TRIPLETS.flatMap((place): fhir4.Coding[] => {
    const [code, display] = [codeOf(value.text(place)), value.text(place + 1)];
    const system = code === '' ? undefined : systemNamed(value.text(place + 2), code);
    return code === ''
      ? []
      : [{ ...(system !== undefined && { system }), code, ...(display !== '' && { display }) }];
  });
  const text = [ORIGINAL_TEXT, ...TRIPLETS.map((place) => place + 1)]
    .map((place) => value.text(place))
    .find((one) => one !== '');
  if (coding.length === 0 && text === undefined) return undefined;
  return { ...(coding.length > 0 && { coding }), ...(text !== undefined && { text }) };
}

/** R4 code: no blanks but single ones inside. */
export function codeOf(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** The FHIR URI where one is known; else the name as the laboratory writes it, which is what a client file maps. */
function systemNamed(name: string, code: string): string | undefined {
  const uri = SYSTEMS.get(name.toUpperCase());
  if (uri === LOINC && !LOINC_FORM.test(code)) return undefined;
  if (uri !== undefined) return uri;
  const table = /^HL7(\d{4})$/u.exec(name)?.[1];
  if (table !== undefined) return `http://terminology.hl7.org/CodeSystem/v2-${table}`;
  // R4 uri: no blanks.
  return name === '' || /\s/u.test(name) ? undefined : name;
}
