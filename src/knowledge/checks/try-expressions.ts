import {
  evaluateOn,
  type Expression,
  ExpressionError,
  Expressions,
  tryOnSample,
} from '../../core/language/expression.js';
import { fhirpathEngine } from '../../core/language/fhirpath.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { factNames } from './check-circles.js';
import type { Written } from '../compile-files.js';
import type { Report } from '../knowledge-error.js';
import { type Sample, samplesOf } from './samples.js';

const EMPTY = 'is empty on sample data: a unit of another dimension or a misspelt path?';

/** `%alt.referenceRange.high.value`, without a function call at its end. */
const PATH = String.raw`%\w+(?:\.\w+\b(?!\())*`;
const PATHS = new RegExp(PATH, 'gu');
/** `%ferritin.value >= 1000 'ng/mL'`; not the right-hand side of a sum or ratio. */
const COMPARISONS = new RegExp(String.raw`(?<![*/+-]\s*)${PATH}\s*[<>=]=?\s*\d+(?:\.\d+)?\s*'[^']*'`, 'gu');

/**
 * Tries every expression, and every path and comparison in it, on made-up patients: what is empty on all of them can
 * never tell anything.
 */
export function tryExpressions(written: readonly Written[], knowledge: Knowledge, report: Report): void {
  const facts = factNames(knowledge.facts);
  const pieces = new Expressions(fhirpathEngine);
  const patients = samplesOf(knowledge).map((sample) => patientOf(sample, facts));
  // An empty fact is reported where it is written, not again wherever it is read.
  const empty = new Set(
    [...facts.keys()].filter((name) => patients.every((patient) => isNothing(patient(name)))),
  );
  for (const { file, key, expression } of written) {
    try {
      const nothing = piecesOf(expression.source).filter((text) => {
        const piece = pieces.compile(text);
        return piece.uses.every((name) => !empty.has(name)) && isEmpty(piece, patients);
      });
      for (const piece of nothing) report(file, key, `${piece} ${EMPTY}`);
      const explained = nothing.length > 0 || expression.uses.some((name) => empty.has(name));
      if (!explained && isEmpty(expression, patients)) report(file, key, EMPTY);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      report(file, key, `fails on sample data: ${error.message}`);
    }
  }
}

function isNothing(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

type Patient = (name: string) => unknown;

/** A sample with its facts, each worked out when first asked for. */
function patientOf(sample: Sample, facts: ReadonlyMap<string, { readonly expression: Expression }>): Patient {
  const known = new Map<string, unknown>(Object.entries(sample));
  const resolve = (name: string): unknown => {
    const fact = facts.get(name);
    // A fact that fails is reported where it is written.
    if (fact && !known.has(name))
      known.set(name, evaluateOn(fact.expression, variablesFor(fact.expression, resolve)));
    return known.get(name) ?? [];
  };
  return resolve;
}

function variablesFor({ uses }: Expression, patient: Patient): Record<string, unknown> {
  return Object.fromEntries(uses.map((name) => [name, patient(name)]));
}

function isEmpty(expression: Expression, patients: readonly Patient[]): boolean {
  return patients
    .map((patient) => tryOnSample(expression, variablesFor(expression, patient)))
    .every((values) => values.length === 0);
}

function piecesOf(source: string): string[] {
  return [...new Set([...source.matchAll(PATHS), ...source.matchAll(COMPARISONS)].map(([piece]) => piece))];
}
