/**
 * Spellings under which feeds send the code systems that our files use, by the FHIR URI of each. Read without regard to case:
 * no two of them differ by it.
 *
 * - URIs and OIDs: FHIR R4, "Known Code Systems" (hl7.org/fhir/R4/terminologies-systems.html); Read v2: HL7 UK,
 *   System-Identifiers.
 * - `LN`, `SCT`, `I10`, `I10C`, `RXNORM`, `WC`: HL7 v2 table 0396. Its `ATC` is the American Type Culture Collection, whose
 *   numbers are none of WHO's codes, so the name is read as what feeds of medicines mean by it. Its `SNM`, `SNM3` and `RC` are
 *   not here: other codes than those of SNOMED CT, and more than one version of Read.
 * - `LNC`: the name in the UMLS. The names in plain words are as seen.
 */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  'http://loinc.org': ['http://www.loinc.org', 'oid:2.16.840.1.113883.6.1', 'ln', 'lnc', 'loinc'],
  'http://snomed.info/sct': [
    'http://www.snomed.info/sct',
    'http://snomed.info',
    'http://snomed.info/id',
    'oid:2.16.840.1.113883.6.96',
    'sct',
    'snomed',
    'snomed ct',
    'snomed-ct',
    'snomedct',
  ],
  'http://hl7.org/fhir/sid/icd-10': ['oid:2.16.840.1.113883.6.3', 'i10', 'icd10', 'icd-10'],
  'http://hl7.org/fhir/sid/icd-10-cm': ['oid:2.16.840.1.113883.6.90', 'i10c', 'icd10cm', 'icd-10-cm'],
  'http://www.nlm.nih.gov/research/umls/rxnorm': ['oid:2.16.840.1.113883.6.88', 'rxnorm'],
  'http://www.whocc.no/atc': ['http://whocc.no/atc', 'oid:2.16.840.1.113883.6.73', 'wc', 'atc', 'who atc'],
  'http://read.info/readv2': ['oid:2.16.840.1.113883.2.1.6.2', 'readv2', 'read v2'],
};

const URIS = new Map<string, string>();
for (const [uri, spellings] of Object.entries(SPELLINGS))
  for (const spelling of [uri, ...spellings]) URIS.set(spelling, uri);

export const LOINC = 'http://loinc.org';
const SNOMED_EDITIONS = 'http://snomed.info/sct/';
/** Longer names are of no system that is known here. */
const LONGEST_SYSTEM = 120;
const LONGEST_CODE = 100;
const CLEAN = /^[!-~]+$/u;
const UNSEEN = /[\p{Cf}\p{Cc}\p{Z}]+/gu;

/**
 * The FHIR URI of the code system that a coding names, in whatever known spelling. Without any system, a code of LOINC's
 * form with the right check digit is LOINC's. What is not known is given back as it came; never throws.
 * @param code cleaned
 * @returns `undefined` when the coding has no system and the code tells none
 */
export function systemOf(system: unknown, code: string): string | undefined {
  if (system === undefined || system === null || system === '') return isLoinc(code) ? LOINC : undefined;
  if (typeof system !== 'string') return undefined;
  if (Object.hasOwn(SPELLINGS, system) || system.length > LONGEST_SYSTEM) return system;
  const folded = folding(system);
  if (folded === '') return isLoinc(code) ? LOINC : undefined;
  return URIS.get(folded) ?? (folded.startsWith(SNOMED_EDITIONS) ? SNOMED_EDITIONS.slice(0, -1) : system);
}

/** One spelling for those that differ in nothing: case, scheme, `urn:`, a slash or version at the end, what is not seen. */
function folding(system: string): string {
  const seen = CLEAN.test(system) ? system : system.replace(UNSEEN, ' ').trim();
  const [name = ''] = seen.toLowerCase().split('|', 1);
  const bare = name.replace(/^https:/u, 'http:').replace(/^(?:urn:oid:|oid:)?(?=\d+(?:\.\d+)+$)/u, 'oid:');
  return bare.endsWith('/') ? bare.slice(0, -1) : bare;
}

/**
 * A code without blanks and characters that are not seen, one that came as a number in its digits; `undefined` when nothing is left.
 * Takes anything; never throws.
 */
export function codeOf(code: unknown): string | undefined {
  if (typeof code === 'number') return String(code);
  if (typeof code !== 'string') return undefined;
  if (code.length > LONGEST_CODE) return undefined;
  if (CLEAN.test(code)) return code;
  const seen = code.replace(UNSEEN, '');
  return seen === '' ? undefined : seen;
}

const LOINC_FORM = /^(\d{1,7})-(\d)$/u;

/** Of LOINC's form and with its check digit (mod 10; LOINC Users' Guide, "Calculating Mod 10 check digits"). */
export function isLoinc(code: string): boolean {
  const [, number, check] = LOINC_FORM.exec(code) ?? [];
  if (number === undefined) return false;
  let sum = Number(check);
  for (let place = number.length - 1, doubled = true; place >= 0; place--, doubled = !doubled) {
    const digit = Number(number[place]);
    sum += doubled ? (digit < 5 ? digit * 2 : digit * 2 - 9) : digit;
  }
  return sum % 10 === 0;
}
