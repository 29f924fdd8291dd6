import { codeOf } from './concepts.js';
import type { Segment } from './segment.js';

/** The unit of a result, as a FHIR Quantity carries it. */
export type Unit = Pick<fhir4.Quantity, 'unit' | 'code' | 'system'>;

const UCUM = 'http://unitsofmeasure.org';

/**
 * OBX-6 as a unit: a code is one of UCUM only where its system says so, in either triplet; anything else is a text, which is read by the
 * spellings that laboratories use.
 */
export function unitOf(obx: Segment): Unit {
  const [units] = obx.repetitions(6);
  if (!units) return {};
  const named = [1, 4].find(
    (place) => units.text(place) !== '' && units.text(place + 2).toUpperCase() === 'UCUM',
  );
  const text = [units.text(2), units.text(1), units.text(5), units.text(4)].filter((one) => one !== '');
  if (named !== undefined) {
    const code = codeOf(units.text(named));
    return { unit: units.text(named + 1) || code, code, system: UCUM };
  }
  // A code that stands for itself is what laboratories mean by it; its name is prose.
  const [unit = text[0]] = [units.text(1)].filter((one) => one !== '');
  return unit === undefined ? {} : { unit };
}

/** The unit as a person writes it behind a number. */
export function unitText({ unit, code }: Unit): string {
  return unit ?? code ?? '';
}
