import type { Earlier, Reading } from '../readings/reading.js';
import { dayText, isNear } from './dates.js';
import type { Findings } from './findings.js';
import { numberText, reportedText } from './phrases.js';
import { escapeMarkdown } from './text.js';

/** Earlier values that a card says; the rest stand in the explanation. */
const MOST_SAID = 2;

/** How a result went, in one clause: what was before and when, newest first; empty where its course is not kept. */
export function courseText(reading: Reading, findings: Findings): string {
  if (!reading.course || reading.problem !== undefined) return '';
  const { book } = findings.parts;
  const { earlier, trend } = reading.course();
  if (earlier.length === 0) return reading.raised === 'yes' ? book.say('course', 'first') : '';
  const said = earlier.slice(0, MOST_SAID).map((one) => earlierText(reading, one, findings));
  const elsewhere = isElsewhere(reading, earlier[0]) ? book.say('course', 'elsewhere') : '';
  return `${book.say('course', trend ?? 'before', { list: said.join(', ') })}${elsewhere}`;
}

function earlierText(
  { lab, amount: now }: Reading,
  { amount, limit, raised, result, day }: Earlier,
  { occasion, parts: { book } }: Findings,
): string {
  const before: Reading = { lab, amount, limit, raised, result, remarks: [] };
  // In the unit of the result that counts, the unit need not be said again.
  const value =
    amount.reported?.unit === now?.reported?.unit ? numberText(before, book) : reportedText(before, book);
  return book.say('course', isNear(day, occasion.now) ? 'onDay' : 'inMonth', {
    value: escapeMarkdown(value),
    day: dayText(day, occasion.now, book),
  });
}

/** Another laboratory than last time, where both say which. */
function isElsewhere({ result }: Reading, previous: Earlier | undefined): boolean {
  const [now, then] = [result, previous?.result].map((one) => {
    const [performer] = one?.observation.performer ?? [];
    return performer?.reference ?? performer?.display;
  });
  return now !== undefined && then !== undefined && now !== then;
}
