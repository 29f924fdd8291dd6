import type { WhyUnused } from '../../core/model/explanation.js';

/** Why a result could not be used, by the `why` of a reading. */
const PROBLEMS: Readonly<Record<string, string>> = {
  'no-result': 'no result came',
  'unit-missing': 'it has no unit, and a unit is never guessed',
  'unit-unsupported': 'its unit is not on the list of this test',
  'unit-conflict': 'it carries two units that contradict each other',
  'value-unreadable': 'its value is not a number that can be read',
  'value-implausible': 'it is not possible as it came: the value or its unit is wrong',
  'value-missing': 'it came without a value',
  'outcome-unreadable': 'it says neither positive nor negative in known words',
  'outcome-borderline': 'it is reported as borderline, neither positive nor negative',
  'outcome-contradictory': 'its value, words and flag contradict each other',
  'status-unknown': 'its status is missing or unknown, so it may not be final',
  'date-missing': 'it has no usable date',
  'date-in-future': 'its date is in the future',
  'date-imprecise': 'its date is too coarse to tell whether it is recent enough',
  stale: 'it is too old',
  malformed: 'it could not be read as FHIR',
  'code-conflict': 'it carries codes of two different tests',
  unpaired: 'it was taken too long before the newer raised result to be judged with it',
};

/** What else was noticed about a result. */
const REMARKS: Readonly<Record<string, string>> = {
  'limit-implausible': 'the range of the laboratory is not plausible and was not used',
  'range-not-used':
    'a range of the laboratory could not be used as its normal range, and could give the other answer',
  'ranges-differ':
    'it is above one normal range of the laboratory and within another; the higher one was used',
  'flag-not-used': 'the flag “not raised” of the laboratory does not fit the number and was not used',
  'interpretation-conflict': 'the flag of the laboratory contradicts its range; the range was used',
  'above-default-but-lab-normal':
    'above the limit used where the laboratory gives none, but normal for the laboratory, which decides',
  'age-imprecise': 'which default limit applies depends on the exact age, which is not known',
  'comparator-indeterminate': 'it is known only as a bound, on neither side of the limit',
  'not-mapped': 'a result is called so and carries a code that is not mapped',
  'older-alone':
    'it is judged alone: the newer one is not raised, and too long after it to be judged with it',
  'not-answered': 'results were asked for and did not come',
  'answered-in-part': 'results came only in part: a newer one may be missing',
  'person-not-answered':
    'birth date and sex were asked for and did not come, so the default limit may be of others',
};

const BASES: Readonly<Record<string, string>> = {
  'lab-range': 'the laboratory’s range',
  interpretation: 'the laboratory’s flag; the limit itself was not sent',
  site: 'limit of this site, as the laboratory sent none that can be used',
  default: 'default limit, as the laboratory sent none that can be used',
  none: 'none came, and there is no default',
};

const UNUSED: Readonly<Record<WhyUnused, string>> = {
  'another-meaning': 'it is no normal range',
  'meaning-unknown': 'what it means cannot be told',
  'another-person': 'it is for others',
  'person-unknown': 'for whom it is cannot be told',
  'modifier-unknown': 'it carries a modifier that is not known',
  'unit-unknown': 'its unit is not known, or it has two',
  'text-unreadable': 'its text cannot be read',
  implausible: 'it is not plausible',
  'beyond-bound': 'there are more of them than are looked at',
};

const SET_ASIDE: Readonly<Record<string, string>> = {
  malformed: 'could not be read as FHIR',
  'too-large': 'holds more than is read of one resource',
  'element-malformed': 'is an element that could not be read as FHIR: the rest was used',
  'other-patient': 'belongs to another patient',
  'no-subject': 'does not say whose it is',
  'modifier-extension': 'carries a modifier extension that this service does not know',
  'look-alike': 'is a test that looks like ours and is another',
};

const of =
  (words: Readonly<Record<string, string>>) =>
  (code: string): string =>
    Object.hasOwn(words, code) ? (words[code] ?? code) : code;

/** In words; a code that is not known is shown as it is. */
export const problemInWords = of({ ...REMARKS, ...PROBLEMS });
export const basisInWords = of(BASES);
export const unusedInWords = of(UNUSED);
export const setAsideInWords = of(SET_ASIDE);

export function isProblem(code: string): boolean {
  return Object.hasOwn(PROBLEMS, code);
}

/** What a data-quality id says: `ggt-unit-unsupported:furlong` is about GGT; nothing when it is about no lab of these. */
export function readRemark(
  id: string,
  labs: readonly { readonly id: string; readonly name: string }[],
):
  { readonly lab: string; readonly name: string; readonly kind: string; readonly unit?: string } | undefined {
  const [about = '', ...unit] = id.split(':');
  const lab = labs
    .filter((one) => about.startsWith(`${one.id}-`))
    .toSorted((one, other) => other.id.length - one.id.length)[0];
  if (!lab) return undefined;
  const kind = about.slice(lab.id.length + 1);
  return { lab: lab.id, name: lab.name, kind, ...(unit.length > 0 && { unit: unit.join(':') }) };
}

const MISSING = 'missing: ';
const BOUND = 'only known as a bound: ';

/** Why a step is unknown, with the names of the labs; what is not understood is shown as it is. */
export function whyInWords(why: string, nameOf: (lab: string) => string): string {
  return why
    .split('; ')
    .map((part) => {
      if (part.startsWith(MISSING)) return `Missing: ${listed(part.slice(MISSING.length), nameOf)}`;
      if (part.startsWith(BOUND)) return `Known only as a bound: ${listed(part.slice(BOUND.length), nameOf)}`;
      return problemInWords(part);
    })
    .join('. ');
}

function listed(list: string, nameOf: (lab: string) => string): string {
  return list
    .split(', ')
    .map((item) => {
      const [id = item] = /^[\w-]+/u.exec(item) ?? [];
      const rest = item.slice(id.length);
      const problem = /^ \(([\w-]+)\)$/u.exec(rest)?.[1];
      if (problem === 'no-result') return nameOf(id);
      return nameOf(id) + (problem === undefined ? rest : ` (${problemInWords(problem)})`);
    })
    .join('; ');
}
