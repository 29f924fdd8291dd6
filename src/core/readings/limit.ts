import { codingsOf, isObject } from '../record/codes.js';
import type { RemarkKind, YesNo } from '../model/advice.js';
import type { DefaultLimit } from '../model/knowledge.js';
import { knownAge, type Person } from './person.js';
import { type Amount, convertLimit, type ReadableLab, unitInText } from './units.js';

/** The upper limit a result is held against. */
export interface Limit {
  /** Own unit; absent when only the laboratory's flag is known. */
  readonly value?: number;
  readonly basis: 'lab-range' | 'interpretation' | 'default' | 'none';
  readonly source: readonly string[];
  /** For multiples of the limit ("5 x ULN") when the flag decides: the default. */
  readonly multiple?: number;
}

/** Whether a range marked with a code is meant for the patient; `undefined` when the code says nothing of it. */
export type IsMeant = (code: string) => boolean | undefined;

export interface Judged {
  readonly limit: Limit;
  readonly raised: YesNo;
  /** Remarks on the limit: see `remarks` in words/. */
  readonly notes: readonly LimitNote[];
}

export type LimitNote = Extract<
  RemarkKind,
  'limit-implausible' | 'interpretation-conflict' | 'above-default-but-lab-normal' | 'age-imprecise'
>;

/**
 * Holds an amount against its limit: a plausible laboratory range, else the laboratory's flag, else the default for
 * sex and age. Raised means strictly above.
 */
export function judgeAmount(
  lab: ReadableLab,
  amount: Amount,
  observation: fhir4.Observation,
  person: Person,
  isMeant: IsMeant,
): Judged {
  const flag = flagOf(observation.interpretation);
  const fallback = defaultLimit(lab, person);
  const range = laboratoryLimit(lab, observation, person, isMeant);
  const notes: LimitNote[] = range.implausible ? ['limit-implausible'] : [];
  if (range.high !== undefined) {
    const raised = above(amount, range.high);
    if (flag !== undefined && raised !== 'unknown' && flag !== (raised === 'yes'))
      notes.push('interpretation-conflict');
    if (raised === 'no' && fallback && above(amount, fallback.high) === 'yes')
      notes.push('above-default-but-lab-normal');
    return { limit: { value: range.high, basis: 'lab-range', source: [] }, raised, notes };
  }
  if (flag !== undefined) {
    if (!flag && fallback && above(amount, fallback.high) === 'yes')
      notes.push('above-default-but-lab-normal');
    return {
      limit: { basis: 'interpretation', source: [], ...(fallback && { multiple: fallback.high }) },
      raised: flag ? 'yes' : 'no',
      notes,
    };
  }
  if (fallback) {
    const raised = above(amount, fallback.high);
    const limit = { value: fallback.high, basis: 'default' as const, source: fallback.source };
    if (raised === above(amount, fallback.low)) return { limit, raised, notes };
    return { limit, raised: 'unknown', notes: [...notes, 'age-imprecise'] };
  }
  return { limit: { basis: 'none', source: [] }, raised: 'unknown', notes };
}

function above(amount: Amount, limit: number): YesNo {
  if (amount.low > limit) return 'yes';
  return amount.high <= limit ? 'no' : 'unknown';
}

interface FoundLimit {
  readonly high: number;
  readonly low: number;
  readonly source: readonly string[];
}

/** The default for the patient; with a partial birth date the higher one of its two ends, and the lower beside it. */
function defaultLimit({ limits }: ReadableLab, { age, sex }: Person): FoundLimit | undefined {
  if (limits.length === 0) return undefined;
  const youngest = limits.find((limit) => fits(limit, sex, age?.first));
  const oldest =
    age && age.last !== age.first ? limits.find((limit) => fits(limit, sex, age.last)) : youngest;
  const [one, other] = [youngest ?? oldest, oldest ?? youngest];
  if (!one || !other) return undefined;
  const [high, low] = one.own >= other.own ? [one, other] : [other, one];
  return { high: high.own, low: low.own, source: high.source };
}

function fits(limit: DefaultLimit, sex: Person['sex'], age: number | undefined): boolean {
  if (limit.sex !== undefined && limit.sex !== sex) return false;
  if (limit.ageFrom === undefined && limit.ageTo === undefined) return true;
  return age !== undefined && age >= (limit.ageFrom ?? 0) && age <= (limit.ageTo ?? Infinity);
}

function laboratoryLimit(
  lab: ReadableLab,
  observation: fhir4.Observation,
  person: Person,
  isMeant: IsMeant,
): { high?: number; implausible: boolean } {
  const highs: number[] = [];
  let implausible = false;
  for (const range of observation.referenceRange ?? []) {
    if (!isNormalRange(range) || !appliesTo(range, person, isMeant)) continue;
    const high = highOf(lab, range, observation);
    if (high === undefined) continue;
    if (isPlausible(lab, range, high, person)) highs.push(high);
    else implausible = true;
  }
  return highs.length > 0 ? { high: Math.max(...highs), implausible } : { implausible };
}

/** A range of another meaning (therapeutic, equivocal, low) is no upper limit of normal. */
function isNormalRange({ type }: fhir4.ObservationReferenceRange): boolean {
  if (type === undefined) return true;
  const codes = codingsOf(type).map(({ code }) => code);
  const text = type.text?.trim().toLowerCase();
  if (codes.includes('normal') || text === 'normal' || text === 'normal range') return true;
  return codes.length === 0 && text === undefined;
}

const SEXES: Readonly<Record<string, 'male' | 'female'>> = {
  male: 'male',
  m: 'male',
  '248153007': 'male',
  female: 'female',
  f: 'female',
  '248152002': 'female',
};
const DAYS_IN_YEAR = 365.25;
const YEARS: Readonly<Record<string, number>> = {
  a: 1,
  year: 1,
  years: 1,
  yr: 1,
  y: 1,
  mo: 1 / 12,
  wk: 7 / DAYS_IN_YEAR,
  d: 1 / DAYS_IN_YEAR,
};

/** Leaves out only a range that is known to be for somebody else. */
function appliesTo(range: fhir4.ObservationReferenceRange, person: Person, isMeant: IsMeant): boolean {
  for (const concept of range.appliesTo ?? []) {
    const words = [...codingsOf(concept).flatMap(({ code, display }) => [code, display]), concept.text];
    for (const word of words) {
      if (typeof word !== 'string') continue;
      const sex = Object.hasOwn(SEXES, word.trim().toLowerCase())
        ? SEXES[word.trim().toLowerCase()]
        : undefined;
      if (sex !== undefined && person.sex !== undefined && sex !== person.sex) return false;
      if (isMeant(word) === false) return false;
    }
  }
  const age = knownAge(person);
  if (age === undefined || range.age === undefined) return true;
  const [low, high] = [yearsOf(range.age.low), yearsOf(range.age.high)];
  return age >= (low ?? 0) && (high === undefined || age <= high);
}

function yearsOf(age: fhir4.Quantity | undefined): number | undefined {
  const unit = age?.code ?? age?.unit ?? 'a';
  const years = Object.hasOwn(YEARS, unit) ? YEARS[unit] : undefined;
  return age?.value === undefined || years === undefined ? undefined : age.value * years;
}

/** The upper end in the lab's own unit; without a unit of its own it is in the unit of the value. */
function highOf(
  lab: ReadableLab,
  { high }: fhir4.ObservationReferenceRange,
  { valueQuantity, valueString }: fhir4.Observation,
): number | undefined {
  if (high?.value === undefined) return undefined;
  const own = [high.code, high.unit].find((unit) => unit !== undefined && unit !== '');
  if (own === undefined) {
    const units = [valueQuantity?.code, valueQuantity?.unit, unitInText(valueString ?? '')];
    return units
      .map((unit) => convertLimit(lab, high.value ?? 0, unit ?? ''))
      .find((limit) => limit !== undefined);
  }
  return convertLimit(lab, high.value, high.code ?? '') ?? convertLimit(lab, high.value, high.unit ?? '');
}

function isPlausible(
  { lab }: ReadableLab,
  range: fhir4.ObservationReferenceRange,
  high: number,
  person: Person,
): boolean {
  if (high <= 0 || (range.low?.value ?? 0) > (range.high?.value ?? 0)) return false;
  const bounds = lab.plausibleLimit;
  if (bounds === undefined || (person.age !== undefined && person.age.last < bounds.ageFrom)) return true;
  return high >= bounds.low && high <= bounds.high;
}

const FLAG_SYSTEM =
  /(?:^https?:\/\/(?:terminology\.)?hl7\.org\/.*(?:0078|observationinterpretation)$)|^urn:oid:2\.16\.840\.1\.113883\.5\.83$/iu;
const RAISED = new Set(['H', 'HH', 'HU', '>']);
const NOT_RAISED = new Set(['N', 'L', 'LL', 'LU', '<']);

/**
 * What the laboratory's flag says: true raised, false not raised, undefined nothing (or both).
 * HL7 v3 ObservationInterpretation, v2 table 0078, or text in the same words.
 */
function flagOf(interpretation: unknown): boolean | undefined {
  const says = new Set<boolean>();
  for (const concept of Array.isArray(interpretation) ? (interpretation as unknown[]) : []) {
    for (const { system, code } of codingsOf(concept)) {
      if (
        typeof code !== 'string' ||
        (system !== undefined && (typeof system !== 'string' || !FLAG_SYSTEM.test(system)))
      )
        continue;
      addFlag(says, code);
    }
    const text = isObject(concept) && typeof concept['text'] === 'string' ? concept['text'].trim() : '';
    if (/^H[IH] -|above high/iu.test(text)) says.add(true);
    else addFlag(says, text);
  }
  return says.size === 1 ? says.has(true) : undefined;
}

function addFlag(says: Set<boolean>, code: string): void {
  if (RAISED.has(code)) says.add(true);
  if (NOT_RAISED.has(code)) says.add(false);
}
