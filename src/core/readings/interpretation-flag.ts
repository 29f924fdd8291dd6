import { codingsOf, isObject } from '../record/codes.js';

/** What a laboratory's flag says of a number: above its limit, or not. */
export type Flag = 'raised' | 'not-raised';

/** Codings and texts looked at; a result has one or two. */
const MOST_LOOKED_AT = 50;
const LONGEST_TEXT = 80;

/** HL7 table 0078 and v3 ObservationInterpretation by OID: v2 (two are in use), v3. */
const OIDS: ReadonlySet<string> = new Set([
  '2.16.840.1.113883.12.78',
  '2.16.840.1.113883.18.31',
  '2.16.840.1.113883.5.83',
]);
const TABLE_0078 = /^(?:hl7)?(?:v2|table)?0078$/u;

/** SNOMED CT: above, below and within reference range (Nictiz zib value set; eHealth Denmark observation codes). */
const SNOMED: ReadonlyMap<string, Flag> = new Map([
  ['281302008', 'raised'],
  ['281300000', 'not-raised'],
  ['281301001', 'not-raised'],
]);

/** Codes of both tables, their displays, and the words laboratories write for them; the rest (A, PA, OR ...) says nothing. */
const WORDS: ReadonlyMap<string, Flag> = new Map([
  ...words('raised', [
    'h, hh, hu, hi, h*, hh*, >, high, very high, high critical, critical high, critically high, panic high, high panic',
    'significantly high, higher than normal, off scale high, above normal, above range, above normal range, raised',
    'above reference range, above upper limit, above upper panic limit, above upper panic limits, elevated',
  ]),
  ...words('not-raised', [
    'n, normal, l, ll, lu, lo, l*, ll*, <, low, very low, low critical, critical low, critically low, panic low, low panic',
    'significantly low, lower than normal, off scale low, below normal, below range, below normal range, normal range',
    'below reference range, below lower limit, below lower panic limit, below lower panic limits',
    'in range, within range, within normal range, within normal limits, within reference range, wnl',
  ]),
]);

/** Of those that say not raised: below the range. */
const LOW: ReadonlySet<string> = new Set(
  [...WORDS].flatMap(([word, flag]) =>
    flag === 'not-raised' && /^(?:l|<|lo|low)|below|\blow/u.test(word) ? [word] : [],
  ),
);
const SNOMED_LOW = '281300000';

/** Whether a flag says that a result is below its range. Takes anything; never throws. */
export function isFlaggedLow(interpretation: unknown): boolean {
  const concepts = Array.isArray(interpretation)
    ? (interpretation as unknown[]).slice(0, MOST_LOOKED_AT)
    : [];
  const isLow = (text: unknown): boolean =>
    typeof text === 'string' && text.length <= LONGEST_TEXT && LOW.has(text.trim().toLowerCase());
  return concepts.some(
    (concept) =>
      codingsOf(concept).some(
        ({ system, code, display }) =>
          (isFlagSystem(system) && isLow(code)) ||
          (isSnomed(system) && code === SNOMED_LOW) ||
          isLow(display),
      ) ||
      (isObject(concept) && isLow(concept['text'])),
  );
}

function words(flag: Flag, lists: readonly string[]): [string, Flag][] {
  return lists.flatMap((list) => list.split(', ')).map((word) => [word, flag]);
}

/**
 * What the flags of a result say together: `undefined` when they say nothing, contradict each other, or are too many to
 * look at. Takes anything; never throws.
 */
export function flagOf(interpretation: unknown): Flag | undefined {
  const said = new Set<Flag | undefined>();
  let lookedAt = 0;
  for (const concept of Array.isArray(interpretation) ? (interpretation as unknown[]) : []) {
    for (const coding of codingsOf(concept)) {
      if (++lookedAt > MOST_LOOKED_AT) return undefined;
      said.add(flagOfCoding(coding));
    }
    if (++lookedAt > MOST_LOOKED_AT) return undefined;
    said.add(isObject(concept) ? flagInWords(concept['text']) : undefined);
  }
  said.delete(undefined);
  return said.size === 1 ? [...said][0] : undefined;
}

function flagOfCoding({ system, code, display }: Readonly<Record<string, unknown>>): Flag | undefined {
  const known = isFlagSystem(system) ? flagInWords(code) : undefined;
  if (known) return known;
  const snomed = isSnomed(system) && typeof code === 'string' ? SNOMED.get(code.trim()) : undefined;
  return snomed ?? flagInWords(display);
}

function flagInWords(text: unknown): Flag | undefined {
  if (typeof text !== 'string' || text.length > LONGEST_TEXT) return undefined;
  const said = new Set<Flag | undefined>();
  const lower = text.toLowerCase();
  if (lower.includes('above high')) said.add('raised');
  if (lower.includes('below low')) said.add('not-raised');
  // "HI - Above high reference limit", "High (H)": each part by itself.
  for (const part of lower.split(/ - |[()[\]:;,/]/u)) said.add(WORDS.get(part.trim()));
  said.delete(undefined);
  return said.size === 1 ? [...said][0] : undefined;
}

/** Whether codes of a system are flags of HL7: named so, by OID or URL of any version, or not named at all. */
export function isFlagSystem(system: unknown): boolean {
  if (system === undefined || system === '') return true;
  if (typeof system !== 'string') return false;
  const [url = ''] = system.trim().toLowerCase().split('|');
  if (OIDS.has(url.startsWith('urn:oid:') ? url.slice('urn:oid:'.length) : url)) return true;
  const name = (url.split('/').findLast((part) => part !== '') ?? '').replace(/[^a-z0-9]/gu, '');
  return name.includes('observationinterpretation') || TABLE_0078.test(name);
}

function isSnomed(system: unknown): boolean {
  if (system === undefined) return true;
  if (typeof system !== 'string') return false;
  const name = system.trim().toLowerCase();
  return name === 'sct' || name.includes('snomed') || name.endsWith('2.16.840.1.113883.6.96');
}
