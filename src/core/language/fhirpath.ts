import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { type Engine, type Expression, Expressions } from './expression.js';
import type { Node } from './parse-tree.js';

/** fhirpath.js with the model of FHIR R4. */
export const fhirpathEngine: Engine = {
  parse: (source) => fhirpath.parse(source) as Node,
  compile: (source) => fhirpath.compile(source, r4) as ReturnType<Engine['compile']>,
};

/** Compiles one expression by itself. @throws ExpressionError as `Expressions.compile` */
export function compile(source: string): Expression {
  return new Expressions(fhirpathEngine).compile(source);
}
