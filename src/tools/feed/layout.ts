import type { Report } from './report.js';
import { type Column, grouped, type Section, TEST } from './sections.js';

/** Rows of a table that are shown to people; `--json` has all. */
const MOST_ROWS = 40;
const GAP = '  ';
const NARROWEST = 8;

/** The report for a terminal of so many columns. */
export function inText(report: Report, width: number): string[] {
  const blocks = report.sections.map((section) => [
    '',
    section.title,
    '─'.repeat(Math.min(section.title.length, width)),
    ...(section.note === undefined ? [] : [...wrapped(section.note, width), '']),
    ...table(section, width),
    ...omitted(section),
    ...(section.legend.length > 0 ? [''] : []),
    ...section.legend.flatMap(([word, meaning]) => legend(word, meaning, width)),
  ]);
  return [...headOf(report).flatMap((line) => wrapped(line, width)), ...blocks.flat()];
}

/** The report as Markdown, with tables as GitHub draws them. */
export function inMarkdown(report: Report): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  const [title = '', ...head] = headOf(report);
  return [
    `# ${title}`,
    '',
    ...head.map((one) => `- ${one}`),
    ...report.sections.flatMap((section) => [
      '',
      `## ${section.title}`,
      '',
      ...(section.note === undefined ? [] : [section.note, '']),
      line(section.columns.map((one) => one.title)),
      `| ${section.columns.map(({ number }) => (number ? '---:' : '---')).join(' | ')} |`,
      ...section.rows.slice(0, MOST_ROWS).map(line),
      ...omitted(section).flatMap((one) => ['', one]),
      ...(section.legend.length > 0 ? [''] : []),
      ...section.legend.map(([word, meaning]) => `- ${escaped(word)}: ${escaped(meaning)}`),
    ]),
  ];
}

/** The report for machines: each table as a list of objects. */
export function inJson({ sections, ...head }: Report): string {
  const tables = sections.map(({ id, columns, rows, more }) => [
    id,
    {
      rows: rows.map((row) => Object.fromEntries(columns.map(({ key }, place) => [key, row[place] ?? '']))),
      ...(more > 0 && { more }),
    },
  ]);
  return JSON.stringify({ ...head, tables: Object.fromEntries(tables) as unknown }, null, 2);
}

function headOf(report: Report): string[] {
  const { knowledge, client, files, passedOver, results, patients, patientResources, unreadable } = report;
  const some = (count: number, one: string, many = `${one}s`): string =>
    `${grouped(count)} ${count === 1 ? one : many}`;
  return [
    'What the feed holds, and how it is read',
    `${some(files, 'file')}, ${some(results, 'result')} of ${some(patients, 'patient')}; ${some(patientResources, 'Patient resource')}`,
    ...(passedOver > 0
      ? [`${some(passedOver, 'file')} passed over: they end in none of .json, .ndjson, .jsonl and .hl7`]
      : []),
    ...(unreadable > 0 ? [`${some(unreadable, 'line or file', 'lines or files')} could not be read`] : []),
    `Read as client ${client}, with knowledge ${knowledge.version} of ${knowledge.date}; each result by itself, as on its own day`,
    'Texts are shown in words only where several patients have them; else by their shape: 9 is a digit, word a word',
  ];
}

function omitted({ rows, more }: Section): string[] {
  const left = rows.length - MOST_ROWS;
  return [
    ...(left > 0 ? [`… and ${grouped(left)} rows more: --json has them`] : []),
    ...(more > 0 ? [`… and ${grouped(more)} more that are not told apart`] : []),
  ];
}

function table({ columns, rows }: Section, width: number): string[] {
  const head = columns.map(({ title }) => title);
  const body = withoutRepeats(columns[0], rows.slice(0, MOST_ROWS));
  const widths = fitted(
    columns.map(({ number }, place) => ({
      number: number === true,
      natural: Math.max(...[head, ...body].map((row) => row[place]?.length ?? 0)),
    })),
    width,
  );
  return [head, ...body].flatMap((row) => {
    const cells = widths.map((room, place) => wrapped(row[place] ?? '', room));
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      widths
        .map((room, place) => {
          const text = cells[place]?.[line] ?? '';
          return columns[place]?.number ? text.padStart(room) : text.padEnd(room);
        })
        .join(GAP)
        .trimEnd(),
    );
  });
}

/** A test is named in the first of its rows only. */
function withoutRepeats(first: Column | undefined, rows: Section['rows']): Section['rows'] {
  if (first?.key !== TEST.key) return rows;
  return rows.map((row, place) => (row[0] === rows[place - 1]?.[0] ? ['', ...row.slice(1)] : row));
}

/** Takes from the widest column of texts until the table fits. */
function fitted(
  columns: readonly { readonly number: boolean; readonly natural: number }[],
  width: number,
): number[] {
  const widths = columns.map(({ natural }) => natural);
  const room = width - GAP.length * (columns.length - 1);
  for (;;) {
    const over = widths.reduce((sum, one) => sum + one, 0) - room;
    if (over <= 0) return widths;
    const texts = widths.map((one, place) => (columns[place]?.number ? 0 : one));
    const widest = Math.max(...texts);
    if (widest <= NARROWEST) return widths;
    widths[texts.indexOf(widest)] = widest - 1;
  }
}

function legend(word: string, meaning: string, width: number): string[] {
  const indent = '    ';
  return [`  ${word}`, ...wrapped(meaning, width - indent.length).map((line) => indent + line)];
}

/** Breaks at blanks, and inside a word only where it is longer than a line. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
    while (line.length > width) {
      // Addresses and OIDs break better after one of their marks.
      const mark = Math.max(...['/', '.', '-', '|'].map((one) => line.lastIndexOf(one, width - 1))) + 1;
      const end = mark > width / 2 ? mark : width;
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  return [...lines, line];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|~]/gu, (character) => `\\${character}`);
}
