import type { Catalogue } from './api.js';

/** Who signed the knowledge off, in which role and when, or that nobody did. */
export function signOff({ reviewed }: Pick<Catalogue['knowledge'], 'reviewed'>): string {
  if (reviewed.length === 0) return 'Not signed off.';
  return `Signed off by ${reviewed.map(({ who, role, date }) => `${who}, ${role} (${date})`).join('; ')}.`;
}
