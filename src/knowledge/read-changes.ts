import type { Change } from '../core/model/knowledge.js';
import type { Report } from './knowledge-error.js';

const HEADING = /^## (\d+\.\d+\.\d+) \((\d{4}-\d{2}-\d{2})\)$/u;

/** Reads the log of clinical changes: `## version (date)`, then paragraphs and `-` items. What stands above is for authors. */
export function readChanges(text: string, file: string, report: Report): Change[] {
  const lines = text.split(/\r?\n/u);
  const starts = lines.flatMap((line, place) => (line.startsWith('## ') ? [place] : []));
  return starts.flatMap((start, number) => {
    const [, version, date] = HEADING.exec(lines[start]?.trimEnd() ?? '') ?? [];
    if (version === undefined || date === undefined) {
      report(file, `line ${start + 1}`, "must be '## version (year-month-day)'");
      return [];
    }
    const blocks = blocksOf(lines.slice(start + 1, starts[number + 1]));
    return {
      version,
      date,
      summary: blocks.filter((block) => !block.startsWith('- ')),
      items: blocks.filter((block) => block.startsWith('- ')).map((block) => block.slice(2)),
    };
  });
}

/** Paragraphs and list items, each on one line. */
function blocksOf(lines: readonly string[]): string[] {
  const blocks: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === '' || line.startsWith('- ')) blocks.push([]);
    if (line.trim() !== '') blocks.at(-1)?.push(line.trim());
  }
  return blocks.filter((block) => block.length > 0).map((block) => block.join(' '));
}
