import { conceptOf } from './concepts.js';
import { idOf } from './keys.js';
import type { Segment } from './segment.js';

/**
 * The samples of a report (SPM, since 2.5).
 * @param date reads a field, and tells when it is no date
 */
export function specimensOf(
  segments: readonly Segment[],
  report: string,
  date: (segment: Segment, field: number) => string | undefined,
): fhir4.Specimen[] {
  return segments.map((spm, index) => {
    // A pair of numbers, the placer's and the filler's; without them it is known by its place in the report.
    const [pair] = spm.repetitions(2);
    const number = [pair?.text(2), pair?.text(1)].find((one) => one !== undefined && one !== '');
    const [type] = spm.repetitions(4);
    const concept = type && conceptOf(type);
    const collected = date(spm, 17);
    return {
      resourceType: 'Specimen',
      id: idOf(JSON.stringify([report, 'specimen', number ?? index])),
      ...(concept && { type: concept }),
      ...(collected !== undefined && { collection: { collectedDateTime: collected } }),
    };
  });
}
