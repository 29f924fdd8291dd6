import type { Earlier, Reading } from '../readings/reading.js';
import type { Phrasebook } from './phrasebook.js';
import { reportedText } from './phrases.js';
import { escapeMarkdown } from './text.js';

/** Earlier values that a card says; the rest stand in the explanation. */
const MOST_SAID = 3;

/** How a result went, in one clause: what was before and when, newest first; empty where its course is not kept. */
export function courseText(reading: Reading, book: Phrasebook): string {
  if (!reading.course || reading.problem !== undefined) return '';
  const { earlier, trend } = reading.course();
  if (earlier.length === 0) return reading.raised === 'yes' ? book.say('course', 'first') : '';
  const said = earlier.slice(0, MOST_SAID).map((one) => earlierText(reading, one, book));
  const elsewhere = isElsewhere(reading, earlier[0]) ? book.say('course', 'elsewhere') : '';
  return `${book.say('course', trend ?? 'before', { list: said.join(', ') })}${elsewhere}`;
}

function earlierText(
  { lab }: Reading,
  { amount, limit, raised, result, day }: Earlier,
  book: Phrasebook,
): string {
  const value = escapeMarkdown(reportedText({ lab, amount, limit, raised, result, remarks: [] }, book));
  return book.say('lists', 'named', { value, name: day });
}

/** Another laboratory than last time, where both say which. */
function isElsewhere({ result }: Reading, previous: Earlier | undefined): boolean {
  const [now, then] = [result, previous?.result].map((one) => {
    const [performer] = one?.observation.performer ?? [];
    return performer?.reference ?? performer?.display;
  });
  return now !== undefined && then !== undefined && now !== then;
}
