import { codingsOf } from '../record/codes.js';

/** Codings of one concept looked at. */
const MOST_CODINGS = 50;

/** Code of HL7's referencerange-meaning; SNOMED CT "Normal range" (HL7 C-CDA and Australian CDA samples use it so). */
const NORMAL_CODES: ReadonlySet<string> = new Set(['normal', '260395002']);
const NORMAL_WORDS: ReadonlySet<string> = new Set(['normal', 'reference', 'ref']);
const RANGE_WORDS: ReadonlySet<string> = new Set(
  'range ranges interval intervals limit limits value values biological the for in of and or a an all'.split(
    ' ',
  ),
);
/** Beginnings of words by which a range says that it is no normal one: critical, therapeutic, toxicity ... */
const OTHER_BEGINNINGS =
  'critic kriti panic panik alarm alert therap terap toxi target goal treat recommend desirable optimal action'.split(
    ' ',
  );
/** A part of the scale. Both of a pair together ("low 30 high 400") say nothing. */
const LOW_WORDS = new Set('low deficient deficiency insufficient insufficiency'.split(' '));
const HIGH_WORDS = new Set('high elevated raised excess overload'.split(' '));
const MIDDLE_WORDS = new Set('equivocal borderline indeterminate intermediate'.split(' '));

/**
 * Whether a range says to be the normal one: `yes` in code or word, or as it says nothing else; `no` when it says to be
 * another (therapeutic, critical, equivocal); `unknown` when it says what is not understood.
 */
export function isNormalRange({ type, text }: fhir4.ObservationReferenceRange): 'yes' | 'no' | 'unknown' {
  const said = new Set([...textsOf(type).map(meaningOfType), meaningInText(text ?? '')]);
  said.delete(undefined);
  if (said.has('unknown')) return said.has('yes') && !said.has('no') ? 'yes' : 'unknown';
  if (said.has('no')) return said.has('yes') ? 'unknown' : 'no';
  return 'yes';
}

type Meaning = 'yes' | 'no' | 'unknown' | undefined;

function meaningOfType(text: string): Meaning {
  return NORMAL_CODES.has(text) ? 'yes' : (meaningInText(text) ?? 'unknown');
}

function meaningInText(text: string): Meaning {
  const words = wordsOf(text);
  const has = (of: ReadonlySet<string>): boolean => words.some((word) => of.has(word));
  const normal = has(NORMAL_WORDS);
  const other = words.some((word) => OTHER_BEGINNINGS.some((beginning) => word.startsWith(beginning)));
  if (normal && other) return 'unknown';
  if (normal) return 'yes';
  if (other || has(MIDDLE_WORDS) || has(LOW_WORDS) !== has(HIGH_WORDS)) return 'no';
  return undefined;
}

/** Whether a word of a label only says that a range is one. */
export function isRangeWord(word: string): boolean {
  return NORMAL_WORDS.has(word) || RANGE_WORDS.has(word);
}

/** Runs of letters, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}

/** Codes, displays and text of a concept, trimmed, in lower case, without the empty ones. */
export function textsOf(concept: fhir4.CodeableConcept | undefined): string[] {
  if (concept === undefined) return [];
  const codings = codingsOf(concept)
    .slice(0, MOST_CODINGS)
    .flatMap(({ code, display }) => [code, display]);
  return [...codings, concept.text]
    .filter((text) => typeof text === 'string')
    .map((text) => text.trim().toLowerCase())
    .filter((text) => text !== '');
}
