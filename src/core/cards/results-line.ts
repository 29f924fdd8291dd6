import type { Reading } from '../readings/reading.js';
import { courseText } from './course.js';
import { dayText } from './dates.js';
import type { Findings } from './findings.js';
import { labName, limitNumber, reportedText } from './phrases.js';
import { BETWEEN, capitalised, escapeMarkdown } from './text.js';

/** The results that a card is about, each with its limit, its day where that is not today, and how it went. */
export function resultsLine(labs: readonly string[], findings: Findings): string {
  return labs.map((id) => resultText(findings.readings(id), findings)).join(BETWEEN);
}

function resultText(reading: Reading, findings: Findings): string {
  const { lab, limit, day, ageDays = 0 } = reading;
  const { book } = findings.parts;
  const notes = [
    book.say('basis', limit?.basis ?? 'none', {
      limit: limit?.value === undefined ? '' : limitNumber(reading, limit, book),
    }),
    ageDays > 0 && day !== undefined ? dayText(day, findings.occasion.now, book) : '',
    courseText(reading, findings),
  ];
  return book.say('sections', 'result', {
    Lab: capitalised(labName(lab.id, book)),
    value: escapeMarkdown(reportedText(reading, book)),
    notes: notes.filter((note) => note !== '').join('; '),
  });
}
