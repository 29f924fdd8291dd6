import { type Closure, closureOf, type Scope } from './closure.js';
import { ASK_FHIRPATH, listOf } from './operators.js';
import { nameIn, type Node, nodesOf } from './parse-tree.js';

export type { Scope } from './closure.js';

/** Values by name. An absent or unreadable one is an empty list. */
export type Variables = Readonly<Record<string, unknown>>;

export interface NumberLiteral {
  readonly value: number;
  readonly unit?: string;
}

/** A FHIRPath expression (R4 model) over named values, compiled once. */
export interface Expression {
  readonly source: string;
  /** As it was parsed. */
  readonly tree: Node;
  /** Its place among the expressions it was compiled with, from 0. */
  readonly place: number;
  /** Names of the values it reads. */
  readonly uses: readonly string[];
  /** The slot of each of these. */
  readonly slots: readonly number[];
  /** Numbers written in it, each with its unit when it is a Quantity. */
  readonly numbers: readonly NumberLiteral[];
  /** Texts written in it, such as ids that it looks for in lists. */
  readonly texts: readonly string[];
  /** The values it gives; empty when it cannot tell. Never throws and never says anything of the patient. */
  readonly evaluate: (scope: Scope) => readonly unknown[];
  /**
   * The same, but lets the complaint of fhirpath.js through; for sample data at start only.
   * @throws whatever fhirpath.js throws
   */
  readonly attempt: (scope: Scope) => readonly unknown[];
}

/** What of fhirpath.js is needed. Handed in, so that whoever has the parse trees already need not load it until it is asked. */
export interface Engine {
  /** @throws whatever fhirpath.js throws when the text is no FHIRPath */
  readonly parse: (source: string) => Node;
  /** What answers where the closures do not know. */
  readonly compile: (source: string) => (resource: object, variables: Variables) => unknown[];
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

/** The expressions of one knowledge: one object for one text, and one slot for each name that any of them reads. */
export class Expressions {
  readonly #engine: Engine;
  readonly #slots = new Map<string, number>();
  readonly #compiled = new Map<string, Expression>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The names behind `%`; the place of each is its slot. */
  get names(): readonly string[] {
    return [...this.#slots.keys()];
  }

  /**
   * Parses and compiles a FHIRPath expression.
   * @throws ExpressionError when it does not parse or calls a forbidden function.
   */
  compile(source: string): Expression {
    let expression = this.#compiled.get(source);
    if (!expression) {
      expression = this.#make(source, this.#compiled.size);
      this.#compiled.set(source, expression);
    }
    return expression;
  }

  #slotOf(name: string): number {
    let slot = this.#slots.get(name);
    if (slot === undefined) this.#slots.set(name, (slot = this.#slots.size));
    return slot;
  }

  #make(source: string, place: number): Expression {
    const tree = parse(source, this.#engine);
    const found = contentOf(tree);
    const slots = found.uses.map((name) => this.#slotOf(name));
    const closure = closureOf(tree, (name) => this.#slotOf(name));
    return Object.freeze({
      source,
      tree,
      place,
      ...found,
      slots: Object.freeze(slots),
      ...evaluators(source, closure, this.#engine, (scope) =>
        Object.fromEntries(found.uses.map((name, index) => [name, scope.read(slots[index] ?? -1) ?? []])),
      ),
    });
  }
}

/** The values an expression gives on values by name. */
export function evaluateOn(expression: Expression, variables: Variables): readonly unknown[] {
  return expression.evaluate(scopeOf(expression, variables));
}

function scopeOf({ uses, slots }: Expression, variables: Variables): Scope {
  return { read: (slot) => variables[uses[slots.indexOf(slot)] ?? ''] };
}

/**
 * Evaluates once and lets the engine's complaint through, for use on sample data at start only:
 * misspelt paths and unknown functions show themselves here.
 * @throws ExpressionError with the engine's words.
 */
export function tryOnSample(expression: Expression, variables: Variables): readonly unknown[] {
  try {
    return expression.attempt(scopeOf(expression, variables));
  } catch (error) {
    throw new ExpressionError(messageOf(error), { cause: error });
  }
}

function evaluators(
  source: string,
  closure: Closure | undefined,
  engine: Engine,
  variablesIn: (scope: Scope) => Variables,
): Pick<Expression, 'evaluate' | 'attempt'> {
  let ask: ReturnType<Engine['compile']> | undefined;
  const attempt = (scope: Scope): readonly unknown[] => {
    try {
      if (closure) return listOf(closure(scope));
    } catch (unknown) {
      if (unknown !== ASK_FHIRPATH) throw unknown;
    }
    return (ask ??= engine.compile(source))({}, variablesIn(scope));
  };
  return {
    attempt,
    // fhirpath.js throws Errors and plain strings, some of which quote the resource: whatever it is, it means "cannot tell".
    evaluate: (scope) => {
      try {
        return attempt(scope);
      } catch {
        return [];
      }
    },
  };
}

function contentOf(tree: Node): Pick<Expression, 'uses' | 'numbers' | 'texts'> {
  const uses = new Set<string>();
  const texts = new Set<string>();
  const numbers: NumberLiteral[] = [];
  for (const node of nodesOf(tree)) {
    const name = nameIn(node);
    if (node.type === 'ExternalConstantTerm') uses.add(name);
    if (node.type === 'FunctionInvocation' && (FORBIDDEN.has(name) || !/^\w+$/u.test(name)))
      throw new ExpressionError(`calls ${name}(), which rules may not use`);
    if (node.type === 'StringLiteral') texts.add((node.text ?? '').slice(1, -1));
    if (node.type === 'NumberLiteral') numbers.push({ value: Number(node.text) });
    if (node.type === 'QuantityLiteral')
      numbers.push({ value: Number(node.value), unit: (node.unit ?? '').replaceAll("'", '') });
  }
  return {
    uses: Object.freeze([...uses]),
    numbers: Object.freeze(numbers),
    texts: Object.freeze([...texts]),
  };
}

function parse(source: string, engine: Engine): Node {
  try {
    return engine.parse(source);
  } catch (error) {
    throw new ExpressionError(`is not FHIRPath: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
