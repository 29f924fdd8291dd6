import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { ASK_FHIRPATH, type Node, shortcut } from './shortcut.js';

/** What expressions may read: the names behind `%`. An absent or unreadable value is an empty list. */
export type Variables = Readonly<Record<string, unknown>>;

export interface NumberLiteral {
  readonly value: number;
  readonly unit?: string;
}

/** A FHIRPath expression (R4 model) over named variables, compiled once. */
export interface Expression {
  readonly source: string;
  /** Names of the variables it reads. */
  readonly uses: readonly string[];
  /** Numbers written in it, each with its unit when it is a Quantity. */
  readonly numbers: readonly NumberLiteral[];
  /** The values it gives; empty when it cannot tell. Never throws and never says anything of the patient. */
  evaluate(variables: Variables): readonly unknown[];
}

/** An expression that must not be loaded. `message` names what is wrong with the text, not with any data. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/**
 * Functions no rule may call: regular expressions can hang, `trace` prints values,
 * `resolve` and `memberOf` open connections, `now` and `today` are a hidden clock, `repeat` can recurse without end.
 */
const FORBIDDEN = new Set([
  'matches',
  'matchesFull',
  'replaceMatches',
  'trace',
  'resolve',
  'memberOf',
  'now',
  'today',
  'timeOfDay',
  'repeat',
]);

/**
 * Parses and compiles a FHIRPath expression.
 * @throws ExpressionError when it does not parse or calls a forbidden function.
 */
export function compile(source: string): Expression {
  const uses = new Set<string>();
  const numbers: NumberLiteral[] = [];
  const tree = parse(source);
  for (const node of nodesOf(tree)) {
    const name = (node.text ?? node.delimitedText ?? '').replaceAll(/[`']/gu, '');
    if (node.type === 'ExternalConstantTerm') uses.add(name);
    if (node.type === 'FunctionInvocation' && (FORBIDDEN.has(name) || !/^\w+$/u.test(name)))
      throw new ExpressionError(`calls ${name}(), which rules may not use`);
    if (node.type === 'NumberLiteral') numbers.push({ value: Number(node.text) });
    if (node.type === 'QuantityLiteral')
      numbers.push({ value: Number(node.value), unit: (node.unit ?? '').replaceAll("'", '') });
  }
  const run = fhirpath.compile(source, r4) as (resource: object, variables: Variables) => unknown[];
  const short = shortcut(tree);
  return Object.freeze({
    source,
    uses: Object.freeze([...uses]),
    numbers: Object.freeze(numbers),
    // fhirpath.js throws Errors and plain strings, some of which quote the resource: whatever it is, it means "cannot tell".
    evaluate(variables: Variables): readonly unknown[] {
      try {
        if (short) return short(variables);
      } catch (unknown) {
        if (unknown !== ASK_FHIRPATH) return [];
      }
      try {
        return run({}, variables);
      } catch {
        return [];
      }
    },
  });
}

/**
 * Evaluates once and lets the engine's complaint through, for use on sample data at start only:
 * misspelt variables and unknown functions show themselves here.
 * @throws ExpressionError with the engine's words.
 */
export function tryOnSample(expression: Expression, variables: Variables): readonly unknown[] {
  try {
    return (fhirpath.compile(expression.source, r4) as (resource: object, variables: Variables) => unknown[])(
      {},
      variables,
    );
  } catch (error) {
    throw new ExpressionError(messageOf(error), { cause: error });
  }
}

function parse(source: string): Node {
  try {
    return fhirpath.parse(source) as Node;
  } catch (error) {
    throw new ExpressionError(`is not FHIRPath: ${messageOf(error)}`, { cause: error });
  }
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
