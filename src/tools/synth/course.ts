import type { SynthCourse, SyntheticFile } from '../../core/model/files.generated.js';
import type { Random } from '../random.js';

const DAY = 86_400_000;
const YEAR = 365.25 * DAY;

/** By what a lab is multiplied at a time. */
export type Course = (lab: string, at: number) => number;

/**
 * Which way somebody goes after a time: most stay where they are.
 * @param until the last time that is looked at
 */
export function courseOf({ courses }: SyntheticFile, from: number, until: number, random: Random): Course {
  const found = drawn(courses, random());
  if (!found) return () => 1;
  if ('perYear' in found) {
    const { perYear } = found;
    return (lab, at) => (at <= from ? 1 : (perYear[lab] ?? 1) ** ((at - from) / YEAR));
  }
  const { times, days } = found;
  const start = from + random() * Math.max(until - from, 0);
  return (lab, at) => (at > from && at >= start && at < start + days * DAY ? (times[lab] ?? 1) : 1);
}

function drawn(courses: readonly SynthCourse[], chance: number): SynthCourse | undefined {
  let left = chance;
  return courses.find(({ share }) => (left -= share) < 0);
}
