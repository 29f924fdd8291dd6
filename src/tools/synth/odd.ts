import type { SyntheticFile, SynthOdd } from '../../core/model/files.generated.js';
import { oneOf, type Random } from '../random.js';
import { patched, templateOf, type Words, wordsIn } from './template.js';
import type { Test } from './tests.js';

/** By which a line of an odd shape is known again: the shape's id stands there as a code. */
export const SHAPE_TAG = 'https://hepacue.org/fhir/CodeSystem/synthetic-shape';

/** A shape at the stated rate; nothing where a line is to be as it is. */
export type DrawOdd = (
  random: Random,
  type: string,
  kind: Test['kind'],
  isRanged: boolean,
) => SynthOdd | undefined;

/** The odd shapes of each type, each as often as the next; those that write a range only where there is one. */
export function oddities({ odd }: SyntheticFile): DrawOdd {
  const shapesOf = new Map<string, { readonly all: SynthOdd[]; readonly rangeless: SynthOdd[] }>();
  for (const shape of odd.shapes) {
    const type = shape.of ?? 'Observation';
    const shapes = shapesOf.get(type) ?? { all: [], rangeless: [] };
    shapesOf.set(type, shapes);
    shapes.all.push(shape);
    const words = wordsIn(JSON.stringify(shape.lines));
    if (!words.has('low') && !words.has('high')) shapes.rangeless.push(shape);
  }
  return (random, type, kind, isRanged) => {
    const shapes = shapesOf.get(type);
    if (!shapes || random() >= odd.shares[kind]) return undefined;
    return oneOf(random, isRanged ? shapes.all : shapes.rangeless);
  };
}

/**
 * The lines of one resource in an odd shape, each with the shape as its tag.
 * @param wordsAt the words of a line whose number is moved so many times
 */
export function oddLines(
  { id, lines, escaped = false }: SynthOdd,
  resource: object,
  fixed: Words,
  wordsAt: (times: number) => Words,
): string[] {
  return lines.map(({ patch = {}, times = 1 }) => {
    const whole = patched(resource, patch) as { readonly meta?: object };
    const tagged = { ...whole, meta: { ...whole.meta, tag: [{ system: SHAPE_TAG, code: id }] } };
    const line = templateOf(tagged, fixed)(wordsAt(times));
    return escaped ? escapedIn(line, fixed) : line;
  });
}

/** Code, display and name with their first characters written as \u. */
function escapedIn(line: string, fixed: Words): string {
  return ['code', 'display', 'name'].reduce((text, word) => {
    const value = String(fixed[word] ?? '');
    if (value.length < 3) return text;
    const written = JSON.stringify(value);
    const hidden = value
      .slice(0, 2)
      .replace(/./gu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return text.replaceAll(`:${written}`, `:"${hidden}${JSON.stringify(value.slice(2)).slice(1)}`);
  }, line);
}
