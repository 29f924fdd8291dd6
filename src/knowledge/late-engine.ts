import { createRequire } from 'node:module';
import type { Engine } from '../core/language/expression.js';
import type { Node } from '../core/language/parse-tree.js';

const load = createRequire(import.meta.url);

/**
 * fhirpath.js for expressions whose parse trees are known: loaded when a closure first asks it, which few requests ever do. At start it
 * would take more time than all else of the knowledge.
 */
export function lateEngine(trees: Readonly<Record<string, Node>>): Engine {
  const fhirpath = (): Engine & {
    compile: (source: string, model: unknown) => ReturnType<Engine['compile']>;
  } => load('fhirpath') as never;
  return {
    parse: (source) => (Object.hasOwn(trees, source) ? trees[source] : undefined) ?? fhirpath().parse(source),
    compile: (source) => fhirpath().compile(source, load('fhirpath/fhir-context/r4')),
  };
}
