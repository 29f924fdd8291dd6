import type { Explanation, Step } from '../model/explanation.js';
import type { KeptBack } from '../rules/told.js';
import type { Judgement } from '../rules/judge.js';
import type { AskedQuiet } from '../rules/quiet.js';
import type { Made } from './compose.js';
import type { Phrasebook } from './phrasebook.js';

/** What made the card of a rule quieter; nothing where nothing did. */
export function explainQuiet(
  { rule }: Judgement,
  asked: readonly AskedQuiet[],
  book: Phrasebook,
): Explanation['quietened'][number][] {
  return asked.flatMap(({ holds, quiet: { id, makes }, workup }) =>
    holds
      ? [
          {
            rule: rule.id,
            id,
            makes,
            why: book.say('quietened', id),
            ...(workup && {
              complete: workup.complete.day,
              tests: workup.tests.map((test) => book.say('tests', test.id)),
            }),
          },
        ]
      : [],
  );
}

/** Nothing that the hook brought takes part in the card. */
export function explainNoNews({ rule }: Judgement, book: Phrasebook): Explanation['quietened'][number] {
  return { rule: rule.id, id: 'no-news', makes: 'silent', why: book.say('quietened', 'no-news') };
}

/** A card that was worked out and is not shown, and until when. */
export function explainKeptBack(
  { judgement: { rule }, card }: Made,
  why: KeptBack,
  book: Phrasebook,
): Explanation['quietened'][number] {
  const { shown, by } = why;
  return {
    rule: rule.id,
    id: by,
    makes: 'silent',
    why: book.say(shown === 'quiet' ? 'toldQuiet' : 'quietened', by),
    ...(shown === 'quiet' && { until: why.until.toISOString() }),
    card,
  };
}

/** Its conditions, where they were asked. */
export function quietSteps({ quiet, steps }: AskedQuiet, book: Phrasebook): Step[] {
  return steps().map((step) => ({ kind: 'quiet', id: quiet.id, ...step, label: book.label(step.label) }));
}
