import { nameIn, type Node } from '../../core/language/parse-tree.js';

const SIGNS: Readonly<Record<string, string>> = { '*': ' × ', '/': ' / ', '+': ' + ', '-': ' − ' };
/** A node that is no more than what stands in it. */
const WRAPPERS = new Set([
  'EntireExpression',
  'TermExpression',
  'LiteralTerm',
  'InvocationTerm',
  'ParenthesizedTerm',
]);

/**
 * A number that is worked out, as one writes it: `age × AST / (platelets × √ALT)`. Of `iif(…, formula, {})` the formula.
 * @param named what stands for a `%` name: its word, or its number
 * @returns nothing where the expression is no arithmetic
 */
export function arithmetic(tree: Node, named: (variable: string) => string | undefined): string | undefined {
  const inner = (node: Node | undefined): string | undefined => node && arithmetic(node, named);
  const [first, second] = tree.children ?? [];
  switch (tree.type) {
    case 'ExternalConstantTerm':
      return named(nameIn(tree));
    case 'NumberLiteral':
      return tree.text;
    case 'MultiplicativeExpression':
    case 'AdditiveExpression': {
      const sign = SIGNS[tree.text ?? ''];
      const [left, right] = [inner(first), inner(second)];
      return sign === undefined || left === undefined || right === undefined
        ? undefined
        : left + sign + right;
    }
    case 'InvocationExpression':
      return invoked(inner(first), second);
    case 'FunctionInvocation':
      return inner(formulaIn(tree));
    default: {
      if (!WRAPPERS.has(tree.type)) return undefined;
      const text = inner(first);
      return tree.type === 'ParenthesizedTerm' && text !== undefined ? `(${text})` : text;
    }
  }
}

/** `%alt.value.value` is the number of ALT, `….sqrt()` its root. */
function invoked(from: string | undefined, member: Node | undefined): string | undefined {
  if (from === undefined || !member) return undefined;
  if (member.type === 'MemberInvocation') return nameIn(member) === 'value' ? from : undefined;
  if (nameIn(member) !== 'sqrt') return undefined;
  return from.includes(' ') && !/^\([^()]*\)$/u.test(from) ? `√(${from})` : `√${from}`;
}

/** Of `iif(condition, formula, {})`. */
function formulaIn(node: Node): Node | undefined {
  if (nameIn(node) !== 'iif') return undefined;
  const parameters = node.children?.[0]?.children?.find(({ type }) => type === 'ParamList')?.children ?? [];
  const [, formula, otherwise] = parameters;
  return otherwise && isNothing(otherwise) ? formula : undefined;
}

function isNothing({ type, children = [] }: Node): boolean {
  return type === 'NullLiteral' || (children.length === 1 && children.every(isNothing));
}
