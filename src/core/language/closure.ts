import {
  ASK_FHIRPATH,
  type Combine,
  finite,
  isEmpty,
  numberIn,
  operatorOf,
  single,
  truth,
  word,
} from './operators.js';
import type { Node } from './parse-tree.js';

/**
 * What expressions read: the value behind each name, by its slot. Empty is `undefined` or a list with nothing in it; a list
 * holds what it holds; anything else is one value.
 */
export interface Scope {
  readonly read: (slot: number) => unknown;
}

/** A piece of an expression, ready to run. */
export type Closure = (scope: Scope) => unknown;

/**
 * The part of FHIRPath that rules are mostly made of, as closures that stop as soon as the answer stands: variables, words in
 * lists, paths into our own Observations, comparisons, `and`, `or`, `iif`. fhirpath.js stays the meaning: whatever lies outside
 * gives `undefined` here or throws `ASK_FHIRPATH` later, and a test holds both ways against each other.
 * @param slotOf the slot of a name
 */
export function closureOf(node: Node, slotOf: (name: string) => number): Closure | undefined {
  const [first, second] = node.children ?? [];
  const inner = (child: Node | undefined): Closure | undefined => child && closureOf(child, slotOf);
  switch (node.type) {
    case 'EntireExpression':
    case 'TermExpression':
    case 'LiteralTerm':
    case 'ParenthesizedTerm':
      return inner(first);
    case 'InvocationTerm':
      return first?.type === 'FunctionInvocation' && first.text === 'iif' ? choice(first, inner) : undefined;
    case 'ExternalConstantTerm':
      return node.text === undefined ? undefined : variable(slotOf(node.text));
    case 'NullLiteral':
      return () => undefined;
    case 'BooleanLiteral':
    case 'NumberLiteral':
    case 'StringLiteral':
    case 'QuantityLiteral':
      return literal(node);
    case 'InvocationExpression':
      return second && invocation(inner(first), second);
    case 'MembershipExpression':
      return node.text === 'in'
        ? membership(inner(first), second, inner)
        : membership(inner(second), first, inner);
    case 'AndExpression':
    case 'OrExpression':
      return node.text === 'and' || node.text === 'or'
        ? logic(inner(first), inner(second), node.text === 'or')
        : undefined;
    default:
      return both(inner(first), inner(second), operatorOf(node.type, node.text ?? ''));
  }
}

type Inner = (child: Node | undefined) => Closure | undefined;

function both(
  left: Closure | undefined,
  right: Closure | undefined,
  combine: Combine | undefined,
): Closure | undefined {
  return left && right && combine && ((scope) => combine(left(scope), right(scope)));
}

function variable(slot: number): Closure {
  return (scope) => scope.read(slot);
}

function literal({ type, text = '', value, unit = '' }: Node): Closure | undefined {
  if (type === 'QuantityLiteral') {
    const quantity = Object.freeze({ value: Number(value), code: unit.slice(1, -1) });
    return unit.startsWith("'") ? () => quantity : undefined;
  }
  if (type === 'StringLiteral') {
    const written = text.slice(1, -1);
    return text.includes('\\') ? undefined : () => written;
  }
  const constant = type === 'NumberLiteral' ? Number(text) : text === 'true';
  return () => constant;
}

/** `iif(criterion, then, otherwise)`: only the branch taken is worked out; an empty criterion takes the last. */
function choice(node: Node, inner: Inner): Closure | undefined {
  const parameters = node.children?.[0]?.children?.find(({ type }) => type === 'ParamList')?.children ?? [];
  const [criterion, then, otherwise] = parameters.map(inner);
  if (!criterion || !then || !otherwise) return undefined;
  return (scope) => (truth(criterion(scope)) === true ? then(scope) : otherwise(scope));
}

function invocation(from: Closure | undefined, member: Node): Closure | undefined {
  if (!from) return undefined;
  if (member.type === 'MemberInvocation') {
    const name = member.text ?? '';
    return (scope) => {
      const value = from(scope);
      if (!Array.isArray(value)) return value === undefined ? undefined : memberOf(value, name);
      return value.length === 0 ? undefined : value.flatMap((item) => memberOf(item, name) ?? []);
    };
  }
  if ((member.children?.[0]?.children?.length ?? 0) > 1) return undefined;
  switch (member.text) {
    case 'exists':
      return (scope) => !isEmpty(from(scope));
    case 'empty':
      return (scope) => isEmpty(from(scope));
    case 'not':
      return (scope) => {
        const value = truth(from(scope));
        return value === undefined ? undefined : !value;
      };
    case 'sqrt':
      return (scope) => {
        const number = numberIn(from(scope));
        return number === undefined ? undefined : finite(Math.sqrt(number));
      };
    default:
      return undefined;
  }
}

/** The one choice element our Observations have is `value`, always a Quantity. */
function memberOf(item: unknown, name: string): unknown {
  if (typeof item !== 'object' || item === null) throw ASK_FHIRPATH;
  const { resourceType } = item as { resourceType?: string };
  const key = name === 'value' && resourceType === 'Observation' ? 'valueQuantity' : name;
  return (item as Record<string, unknown>)[key] ?? undefined;
}

/** `item in list`. What does not depend on the patient is looked up in a set made once. */
function membership(item: Closure | undefined, list: Node | undefined, inner: Inner): Closure | undefined {
  const all = inner(list);
  if (!item || !list || !all) return undefined;
  const fixed = wordsIn(list);
  return (scope) => {
    const value = single(item(scope));
    if (value === undefined) return undefined;
    const sought = word(value);
    if (fixed) return fixed.has(sought);
    const there = all(scope);
    if (!Array.isArray(there)) return there !== undefined && word(there) === sought;
    return there.map(word).includes(sought);
  };
}

/** The words of a list that is written out, such as `('low' | 'high')`. */
function wordsIn(node: Node): ReadonlySet<string> | undefined {
  const words = new Set<string>();
  const visit = ({ type, text = '', children = [] }: Node): boolean => {
    if (type === 'StringLiteral') {
      words.add(text.slice(1, -1));
      return !text.includes('\\');
    }
    const through = ['UnionExpression', 'ParenthesizedTerm', 'TermExpression', 'LiteralTerm'];
    return through.includes(type) && children.length > 0 && children.every(visit);
  };
  return visit(node) ? words : undefined;
}

/** Three-valued `and` and `or`: the second operand is worked out only where the first does not decide. */
function logic(
  left: Closure | undefined,
  right: Closure | undefined,
  decisive: boolean,
): Closure | undefined {
  if (!left || !right) return undefined;
  return (scope) => {
    const one = truth(left(scope));
    if (one === decisive) return decisive;
    const other = truth(right(scope));
    if (other === decisive) return decisive;
    return one === undefined || other === undefined ? undefined : !decisive;
  };
}
