import type { Person } from './person.js';
import { isRangeWord, textsOf, wordsOf } from './range-meaning.js';

/** Whether a range marked with a code is meant for the patient; `undefined` when the code says nothing of it. */
export type IsMeant = (code: string) => boolean | undefined;

type Sex = NonNullable<Person['sex']>;

/** Administrative gender, HL7 table 0001, SNOMED CT; a letter or a code only where it stands alone. */
const SEX_CODES: ReadonlyMap<string, Sex> = new Map([
  ['m', 'male'],
  ['248153007', 'male'],
  ['f', 'female'],
  ['248152002', 'female'],
]);
const SEX_WORDS: ReadonlyMap<string, Sex> = new Map([
  ...'male males man men boy boys'.split(' ').map((word) => [word, 'male'] as const),
  ...'female females woman women girl girls'.split(' ').map((word) => [word, 'female'] as const),
]);
const ADULT_WORDS: ReadonlySet<string> = new Set(['adult', 'adults']);
const CHILD_WORDS: ReadonlySet<string> = new Set(
  'child children paediatric pediatric infant infants newborn newborns neonate neonates neonatal boy boys girl girls'.split(
    ' ',
  ),
);
/** What the words "adult" and "child" mean; only used to leave a range out. */
const AGE_OF_MAJORITY = 18;
const DAYS_IN_YEAR = 365.25;

/** Years in a unit of age: UCUM (a, mo, wk, d), words, and the letters that HL7 v2 feeds write. */
const YEARS: ReadonlyMap<string, number> = new Map([
  ...['a', 'y', 'yr', 'yrs', 'year', 'years'].map((unit) => [unit, 1] as const),
  ...['mo', 'mos', 'mon', 'month', 'months'].map((unit) => [unit, 1 / 12] as const),
  ...['wk', 'wks', 'w', 'week', 'weeks'].map((unit) => [unit, 7 / DAYS_IN_YEAR] as const),
  ...['d', 'day', 'days'].map((unit) => [unit, 1 / DAYS_IN_YEAR] as const),
  ...['h', 'hr', 'hour', 'hours'].map((unit) => [unit, 1 / (24 * DAYS_IN_YEAR)] as const),
]);

/** "18-60 years", "> 50 y", "51 years and older", "under 1 month". All counts are bounded: time grows with the text only. */
const AGE =
  /(<=?|>=?|≤|≥|\b(?:under|over|above|below|from|up to)\b)?\s{0,3}\b(\d{1,3})(?:\s{0,3}(?:-|–|to)\s{0,3}(\d{1,3}))?\s{0,3}(years?|yrs?|y|months?|mo|weeks?|wks?|days?|d)\b(?:\s{0,3}(?:and|or)\s{0,3}(older|over|above|younger|under))?/giu;

/** In years. */
interface Ages {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * Whether a range is surely for somebody else: another sex or age in `appliesTo`, `age`, type, text or label, or a code of
 * which the knowledge says that it is not meant for this patient. What does not fit only perhaps stays.
 */
export function isForOthers(
  { appliesTo, age, type, text }: fhir4.ObservationReferenceRange,
  person: Person,
  isMeant: IsMeant,
): boolean {
  const marks = (appliesTo ?? []).flatMap(textsOf);
  if (marks.some((mark) => isMeant(mark) === false)) return true;
  const texts = [...marks, ...textsOf(type), ...(text === undefined ? [] : [text.toLowerCase()])];
  const sexes = new Set(texts.flatMap(sexesIn));
  const [sex] = sexes;
  if (sexes.size === 1 && person.sex !== undefined && sex !== person.sex) return true;
  if (person.age === undefined) return false;
  const stated = { from: yearsOf(age?.low), to: yearsOf(age?.high) };
  return [stated, groupIn(texts), ...texts.map(agesIn)].some((ages) => isOutside(ages, person.age));
}

/** Whether every word of a label is understood: that it is a range, and for whom. */
export function isUnderstoodLabel(label: string): boolean {
  const lower = label.trim().toLowerCase();
  if (SEX_CODES.has(lower)) return true;
  const rest = lower.replace(AGE, ' ');
  return (
    !/\d/u.test(rest) &&
    wordsOf(rest).every(
      (word) => isRangeWord(word) || SEX_WORDS.has(word) || ADULT_WORDS.has(word) || CHILD_WORDS.has(word),
    )
  );
}

function sexesIn(text: string): Sex[] {
  const code = SEX_CODES.get(text.trim()) ?? labelLetter(text);
  if (code) return [code];
  return wordsOf(text).flatMap((word) => SEX_WORDS.get(word) ?? []);
}

/** "M: 30-400". */
function labelLetter(text: string): Sex | undefined {
  const colon = text.indexOf(':');
  return colon > 0 ? SEX_CODES.get(text.slice(0, colon).trim()) : undefined;
}

function groupIn(texts: readonly string[]): Ages {
  const words = texts.flatMap(wordsOf);
  const [adult, child] = [ADULT_WORDS, CHILD_WORDS].map((group) => words.some((word) => group.has(word)));
  if (adult === child) return {};
  return adult ? { from: AGE_OF_MAJORITY } : { to: AGE_OF_MAJORITY - 1 };
}

/** The ages a text states; two of them say nothing for sure. */
function agesIn(text: string): Ages {
  const [found, ...more] = text.matchAll(AGE);
  if (!found || more.length > 0) return {};
  const [, sign = '', first = '', second, unit = '', after = ''] = found;
  const years = (count: string): number => Number(count) * (YEARS.get(unit.toLowerCase()) ?? NaN);
  if (second !== undefined) return { from: years(first), to: years(second) };
  if (/^(?:<|≤|under|below|up)/iu.test(sign) || /^(?:younger|under)/iu.test(after))
    return { to: years(first) };
  if (sign !== '' || after !== '') return { from: years(first) };
  return {};
}

/** Ages of a person are completed years: 50 is up to the day before 51. */
function isOutside({ from, to }: Ages, age: Person['age']): boolean {
  if (age === undefined) return false;
  return (from !== undefined && age.last + 1 <= from) || (to !== undefined && age.first > to);
}

function yearsOf(age: fhir4.Quantity | undefined): number | undefined {
  if (age?.value === undefined) return undefined;
  for (const unit of [age.code, age.unit]) {
    const years = unit === 'M' ? YEARS.get('mo') : YEARS.get(unit?.trim().toLowerCase() ?? '');
    if (years !== undefined) return age.value * years;
  }
  return age.code === undefined && age.unit === undefined ? age.value : undefined;
}

/** Whether an age of a range is in a unit that is not known: for whom it is meant cannot be told. */
export function isAgeUnread({ age }: fhir4.ObservationReferenceRange): boolean {
  return [age?.low, age?.high].some((end) => end?.value !== undefined && yearsOf(end) === undefined);
}
