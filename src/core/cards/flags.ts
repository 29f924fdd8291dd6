import type { Reading } from '../readings/reading.js';
import type { Judgement } from '../rules/judge.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import { labName, reportedText } from './phrases.js';

/**
 * What each red flag says, with the values it rests on. What one flag says of a result, another does not say again.
 * @param print how a value is written: escaped in Markdown, as it is in a summary
 */
export function flagTexts(
  { flags }: Judgement,
  { parts: { book }, readings }: Findings,
  print: (value: string) => string,
): string[] {
  const said = new Set<string>();
  return flags.map(({ id, shows }) => {
    const known = shows
      .filter((lab) => !said.has(lab))
      .map(readings)
      .filter(({ amount, problem, raised, low }) => amount && !problem && (raised !== 'no' || low));
    for (const { lab } of known) said.add(lab.id);
    const own = Object.fromEntries(
      known.map((reading) => [reading.lab.id, print(reportedText(reading, book))]),
    );
    return book.say('flags', id, {
      ...own,
      values: known.map((one) => timesLimit(one, print, book)).join(', '),
    });
  });
}

/** `ALT 1850 U/L (41 × limit)` where it is a multiple of its limit. */
function timesLimit(reading: Reading, print: (value: string) => string, book: Phrasebook): string {
  const { lab, amount, limit, raised } = reading;
  const value = `${labName(lab.id, book)} ${print(reportedText(reading, book))}`;
  const high = limit?.multiple ?? limit?.value;
  const times = raised === 'yes' && amount && high ? Math.floor(amount.low / high) : 0;
  return times < 2 ? value : book.say('sections', 'timesLimit', { value, times: String(times) });
}
