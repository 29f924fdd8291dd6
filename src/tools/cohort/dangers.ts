import { nameOf } from '../../core/facts/names.js';
import type { CohortsFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import type { Explanation } from '../../core/model/explanation.js';

/** What a red flag is called among the dangers. */
export const RED_FLAG = 'a red flag';

/**
 * Which dangers of a population's file (and red flags) somebody with a raised trigger is in: they must be told of by a warning or more.
 * Nobody without a raised trigger is in any.
 */
export function dangersOf(
  { dangers }: Pick<CohortsFile, 'dangers'>,
  { labs }: Knowledge,
): (told: Explanation) => string[] {
  const tests = dangers.map((danger) => {
    if ('fact' in danger) {
      const { what, above, unless } = danger;
      const name = nameOf(danger.fact);
      return ({ facts }: Explanation): string[] => {
        const { value, category } = facts[name] ?? {};
        const isRead = typeof category !== 'string' || !unless.includes(category);
        return typeof value === 'number' && value > above && isRead ? [what] : [];
      };
    }
    const { what, lab, from, unit } = danger;
    const { factor = 1, offset = 0 } = labs.get(lab)?.units.find(({ as }) => as.includes(unit)) ?? {};
    const least = from * factor + offset;
    return ({ readings }: Explanation): string[] =>
      readings.some((one) => one.lab === lab && (one.value ?? -Infinity) >= least) ? [what] : [];
  });
  return (told) => {
    const isRaised = told.readings.some(
      ({ lab, raised }) => raised === 'yes' && labs.get(lab)?.role === 'trigger',
    );
    if (!isRaised) return [];
    return [...tests.flatMap((test) => test(told)), ...(told.redFlags.length > 0 ? [RED_FLAG] : [])];
  };
}
