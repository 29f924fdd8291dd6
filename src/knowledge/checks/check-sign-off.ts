import type { Files } from '../files.js';
import type { Report } from '../knowledge-error.js';

/** Reports who signed before this version was there: an earlier version was signed, and the list was left as it was. */
export function checkSignOff({ release }: Files, report: Report): void {
  for (const [place, { date }] of (release.reviewed ?? []).entries())
    if (date < release.date)
      report(
        'release.yaml',
        `reviewed[${place}].date`,
        `is before ${release.date}, the date of this version: whoever signed an earlier one has not signed this`,
      );
}
