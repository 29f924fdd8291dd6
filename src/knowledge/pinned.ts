import type { Release } from '../core/model/knowledge.js';

/**
 * Holds the knowledge against the version that a site approved.
 * @param approved nothing where the site pins none
 * @throws Error that says what a site sees meanwhile, and how to go back or on
 */
export function checkPinned(
  approved: string | undefined,
  { version, date }: Pick<Release, 'version' | 'date'>,
): void {
  if (approved === undefined || approved === version) return;
  throw new Error(
    [
      `KNOWLEDGE_VERSION: this site approved knowledge ${approved}, and knowledge ${version} of ${date} is there: the service does not start.`,
      'Until it does, the EHR gets no answer: nobody is evaluated and no card is shown.',
      `To go back, start what was approved: the image tag or the commit with knowledge ${approved}.`,
      `To go on, have knowledge ${version} reviewed, and set KNOWLEDGE_VERSION=${version}.`,
    ].join('\n'),
  );
}
