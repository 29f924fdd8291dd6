import type { Example, Knowledge } from '../../src/core/model/knowledge.js';
import { NOW } from './clock.js';

const SHOWN = new Set(['summary', 'detail', 'label', 'description', 'display', 'text']);

/** Every text of a card that is shown to people, but for the names that LOINC and SNOMED CT give to codes. */
export function* textsOf(value: unknown, path = ''): Generator<readonly [path: string, text: string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = `${path}.${key}`;
    if (typeof inner !== 'string') yield* textsOf(inner, at);
    else if (SHOWN.has(key) && !/\.code\.coding\.\d+\.display$/u.test(at)) yield [at, inner];
  }
}

/**
 * Takes the names of medicines out of a text: each is called what the record, or else its code system, calls it, in whatever
 * language that is.
 */
export function withoutMedicines(
  { valueSets }: Knowledge,
  examples: readonly Example[],
): (text: string) => string {
  const coded = [...valueSets.values()].flatMap((set) =>
    set.of === 'Medication' ? set.codes.map(({ display }) => display) : [],
  );
  const received = examples.flatMap(({ requestAt }) =>
    [...JSON.stringify(requestAt(NOW)).matchAll(/"medicationCodeableConcept":\{"text":"([^"]+)"/gu)].map(
      ([, text = '']) => text,
    ),
  );
  const names = [...coded, ...new Set(received)].map((name) => `(${name}, `);
  return (text) => names.reduce((rest, name) => rest.replaceAll(name, '('), text);
}
