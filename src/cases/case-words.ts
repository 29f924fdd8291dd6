import type { Knowledge } from '../core/model/knowledge.js';

/** What the words of a patient are read with. */
export interface CaseWords {
  readonly knowledge: Knowledge;
  readonly subject: fhir4.Reference;
  /** The FHIR date so many days ago. */
  readonly day: (days: number) => string;
}

/** The parts of a line, which commas separate. */
export function partsOf(line: string): string[] {
  return line
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `20 days ago`, `1 day ago`; `-3 days ago` is ahead. */
export function daysAgo(part: string): number | undefined {
  const days = /^(-?\d+) days? ago$/u.exec(part)?.[1];
  return days === undefined ? undefined : Number(days);
}
