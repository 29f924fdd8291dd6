import { tryOnSample } from '../../../../core/language/expression.js';
import { compile } from '../../../../core/language/fhirpath.js';
import type { Question, Reply } from './answer.js';
import type { Offered } from './offered.js';

/** Compiles and evaluates an expression as the service does those of its rules, with the same functions refused. Never throws. */
export function evaluate({ source, offered }: Question): Reply {
  try {
    const expression = compile(source);
    const { uses } = expression;
    const unknown = uses.filter((name) => !Object.hasOwn(offered, name));
    const own = Object.assign(Object.create(null) as Offered, offered);
    const values = JSON.parse(JSON.stringify(tryOnSample(expression, own))) as unknown[];
    return { values, uses, unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
