import { codingKeys, codingsOf, isObject, keyOf } from '../record/codes.js';
import { foldWords } from '../record/words.js';
import type { Lab } from '../model/knowledge.js';
import { figureIn, type Figure } from './figure.js';

export type Outcome = 'positive' | 'negative';

/** Why a result is neither: nothing it says is known, it lies between the two, or one part says this and one that. */
export type OutcomeProblem = 'outcome-unreadable' | 'outcome-borderline' | 'outcome-contradictory';

type Saying = Outcome | 'borderline';

/** What the codes, words and numbers of a lab mean, worked out before any result comes. */
export interface OutcomeTable {
  /** By `system|code`. */
  readonly codes: ReadonlyMap<string, Saying>;
  /** By word as compared. */
  readonly words: ReadonlyMap<string, Saying>;
  readonly anyNumberAbove: number | undefined;
  readonly numberAbove: { readonly value: number; readonly factors: ReadonlyMap<string, number> } | undefined;
  readonly titreFrom: number | undefined;
}

/** The table of a lab, `undefined` where its results are not read as positive or negative. */
export function outcomeTable({ positive, negative, borderline }: Lab): OutcomeTable | undefined {
  if (!positive || !negative) return undefined;
  const codes = new Map<string, Saying>();
  const words = new Map<string, Saying>();
  for (const [saying, list] of [
    ['borderline', borderline],
    ['negative', negative],
    ['positive', positive],
  ] as const) {
    for (const { system, code } of list?.codes ?? []) codes.set(keyOf(system, code), saying);
    for (const text of list?.texts ?? []) words.set(foldWords(text), saying);
  }
  const { anyNumberAbove, numberAbove, titreFrom } = positive;
  return {
    codes,
    words,
    anyNumberAbove,
    numberAbove: numberAbove && {
      value: numberAbove.value,
      factors: new Map(
        numberAbove.units.flatMap(({ as, factor }) => as.map((unit) => [foldWords(unit), factor] as const)),
      ),
    },
    titreFrom: titreFrom?.value,
  };
}

/**
 * Positive or negative by coded value, text, laboratory's flag or number, whichever are there; where they differ, none of them.
 * `undefined` table: nothing is read.
 */
export function outcomeOf(
  table: OutcomeTable | undefined,
  observation: fhir4.Observation,
): Outcome | OutcomeProblem {
  if (!table) return 'outcome-unreadable';
  const said = new Set<Saying>();
  for (const saying of sayings(table, observation)) if (saying !== undefined) said.add(saying);
  const [only] = said;
  if (only === undefined) return 'outcome-unreadable';
  if (said.size > 1) return 'outcome-contradictory';
  return only === 'borderline' ? 'outcome-borderline' : only;
}

export function isOutcome(found: Outcome | OutcomeProblem): found is Outcome {
  return found === 'positive' || found === 'negative';
}

function* sayings(table: OutcomeTable, observation: fhir4.Observation): Generator<Saying | undefined> {
  const { valueCodeableConcept: concept, valueString } = observation;
  for (const key of codingKeys(concept)) yield table.codes.get(key);
  yield table.words.get(foldWords(valueString));
  yield* wordsOf(concept, table);
  const flags: unknown = observation.interpretation;
  for (const flag of Array.isArray(flags) ? (flags as unknown[]) : []) {
    yield* flagsOf(flag);
    yield* wordsOf(flag, table);
  }
  const figure = figureIn(observation);
  if (figure) yield ofFigure(figure, table);
}

function* wordsOf(concept: unknown, { words }: OutcomeTable): Generator<Saying | undefined> {
  if (!isObject(concept)) return;
  yield words.get(foldWords(concept['text']));
  for (const { display } of codingsOf(concept)) yield words.get(foldWords(display));
}

/** HL7 v3 ObservationInterpretation and v2 table 0078, by URI, by OID and by the names both had in other versions. */
const FLAG_SYSTEM = /(?:observation-?interpretation|0078|\.5\.83|\.12\.78)$/iu;
/** Of the code `R` both say "resistant": it is no "reactive". */
const FLAGS: ReadonlyMap<unknown, Saying> = new Map<unknown, Saying>([
  ['POS', 'positive'],
  ['DET', 'positive'],
  ['RR', 'positive'],
  ['NEG', 'negative'],
  ['ND', 'negative'],
  ['NR', 'negative'],
  ['WR', 'borderline'],
  ['IND', 'borderline'],
  ['E', 'borderline'],
]);

function* flagsOf(concept: unknown): Generator<Saying | undefined> {
  for (const { system, code } of codingsOf(concept))
    if (system === undefined || (typeof system === 'string' && FLAG_SYSTEM.test(system)))
      yield FLAGS.get(code);
}

function ofFigure(
  figure: Figure,
  { anyNumberAbove, numberAbove, titreFrom }: OutcomeTable,
): Saying | undefined {
  const { kind, value, unit } = figure;
  const comparator: string = figure.comparator ?? '';
  if (kind === 'titre') return titreFrom === undefined ? undefined : fromEdge(figure, titreFrom);
  // Of RNA and DNA, "less than" is what a laboratory writes for "not detected".
  if (anyNumberAbove !== undefined)
    return !comparator.startsWith('<') && value > anyNumberAbove ? 'positive' : 'negative';
  const factor = numberAbove?.factors.get(foldWords(unit));
  if (!numberAbove || factor === undefined || figure.grouped) return undefined;
  return aboveEdge({ ...figure, value: value * factor }, numberAbove.value);
}

/** A titre counts from its edge on. */
function fromEdge({ value, ...figure }: Figure, edge: number): Saying | undefined {
  const comparator: string = figure.comparator ?? '';
  if (comparator.startsWith('<'))
    return value < edge || (comparator === '<' && value === edge) ? 'negative' : undefined;
  if (value >= edge) return 'positive';
  return comparator === '' ? 'negative' : undefined;
}

/** A concentration counts above its edge; "more than" what the assay can tell is open, as everywhere. */
function aboveEdge({ value, ...figure }: Figure, edge: number): Saying | undefined {
  const comparator: string = figure.comparator ?? '';
  if (comparator.startsWith('<')) return value <= edge ? 'negative' : undefined;
  if (comparator.startsWith('>')) return value >= edge ? 'positive' : undefined;
  return value > edge ? 'positive' : 'negative';
}
