import type { Explanation } from './service.js';
import { sawText, unitText } from './text.js';
import { isProblem } from './words.js';

export type Score = Explanation['scores'][number];
type Input = Score['inputs'][number];

/** Something came that it is worked out from, or is told of it. */
export function isBegun({ told, inputs }: Score): boolean {
  return told.length > 0 || inputs.some(({ saw }) => saw !== null);
}

/** A card tells of it, or is a warning because of it. */
export function isOfInterest({ told, warns }: Score): boolean {
  return told.length > 0 || warns;
}

/** It was worked out with a number known only as a bound. */
export function isBounded({ value, inputs }: Score): boolean {
  return value !== undefined && inputs.some(({ saw }) => typeof saw === 'string' && /^[<>]/u.test(saw));
}

/** What went into it, or as long as it could not be worked out also what did not come. */
export function inputsText({ value, inputs }: Score): string {
  const told = value === undefined ? inputs : inputs.filter(({ saw }) => isKnown(saw));
  return told.map(inputText).join(' · ');
}

/** `AST 74 U/L`, `An adult: yes`, or what is wrong with it. */
function inputText({ name, saw }: Input): string {
  if (saw === null) return `${name}: not known`;
  const isAmount = typeof saw !== 'boolean' && isKnown(saw);
  return isAmount ? `${name} ${unitText(sawText(saw))}` : `${name}: ${sawText(saw)}`;
}

function isKnown(saw: unknown): boolean {
  return saw !== null && !(typeof saw === 'string' && isProblem(saw));
}
