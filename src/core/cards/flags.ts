import type { Reading } from '../readings/reading.js';
import type { Judgement } from '../rules/judge.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import { labName, reportedText } from './phrases.js';
import { escapeMarkdown } from './text.js';

/**
 * What each red flag says, with the values it rests on. What one flag says of a result, another does not say again.
 * @param summary for a summary: plain text, and no multiples of limits
 */
export function flagTexts(
  { flags }: Judgement,
  { parts: { book }, readings }: Findings,
  summary: boolean,
): string[] {
  const print = (reading: Reading): string => {
    const value = reportedText(reading, book);
    return summary ? value : escapeMarkdown(value);
  };
  const named = (reading: Reading): string => {
    const value = `${labName(reading.lab.id, book)} ${print(reading)}`;
    return summary ? value : timesLimit(value, reading, book);
  };
  const said = new Set<string>();
  return flags.map(({ id, shows }) => {
    const known = shows
      .filter((lab) => !said.has(lab))
      .map(readings)
      .filter(({ amount, problem, raised, low }) => amount && !problem && (raised !== 'no' || low));
    for (const { lab } of known) said.add(lab.id);
    const own = Object.fromEntries(known.map((reading) => [reading.lab.id, print(reading)]));
    return book.say('flags', id, {
      ...own,
      values: known.map(named).join(', '),
    });
  });
}

/** `ALT 1850 U/L (41 × limit)` where it is a multiple of its limit. */
function timesLimit(value: string, { amount, limit, raised }: Reading, book: Phrasebook): string {
  const high = limit?.multiple ?? limit?.value;
  const ratio = raised === 'yes' && amount && high ? amount.low / high : 0;
  const times = ratio < 10 ? Math.floor(ratio * 10) / 10 : Math.floor(ratio);
  return times < 2 ? value : book.say('sections', 'timesLimit', { value, times: book.number(String(times)) });
}
