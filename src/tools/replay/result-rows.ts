import { basename, dirname } from 'node:path';
import { rmSync } from 'node:fs';
import type { ResultColumnsFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { checkSchema } from '../../knowledge/checks/check-schema.js';
import { KnowledgeError, type Report, stage } from '../../knowledge/knowledge-error.js';
import { suggestion } from '../../knowledge/nearest.js';
import { readText } from '../../knowledge/read-text.js';
import { readYaml } from '../../knowledge/read-yaml.js';
import { inputFiles } from '../../replay/lines/inputs.js';
import { readLines } from '../../replay/lines/read-lines.js';
import { LineWriter } from '../../replay/lines/records.js';
import { placeLines } from '../check.js';
import { csvRows } from '../cohort/csv.js';
import { UsageError } from './options.js';

/** Reads the mapping of a table of results. @throws UsageError with every problem and its line */
export function readResultColumns(path: string, { labs }: Knowledge): ResultColumnsFile {
  const file = basename(path);
  try {
    const columns = stage((report) => {
      const text = readText(path, file, report);
      const data = text === undefined ? undefined : readYaml(text, file, report);
      if (data !== undefined) checkSchema('result-columns', data, file, report);
      // Off its schema the stage stops, so nobody sees what the cast promises too much.
      return data as ResultColumnsFile;
    });
    stage((report) => checkTests(columns, labs, file, report));
    return columns;
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    throw new UsageError(placeLines(dirname(path), error.found, () => path).join('\n'));
  }
}

function checkTests(
  { tests }: ResultColumnsFile,
  labs: Knowledge['labs'],
  file: string,
  report: Report,
): void {
  for (const [name, { lab, unit }] of Object.entries(tests)) {
    const known = labs.get(lab);
    if (!known) report(file, `tests.${name}.lab`, `there is no '${lab}'${suggestion(lab, labs.keys())}`);
    const units = known?.units.flatMap(({ as }) => as) ?? [];
    if (unit !== undefined && known?.kind === 'quantity' && !units.includes(unit))
      report(file, `tests.${name}.unit`, `'${unit}' is no unit of ${lab}: one of ${units.join(', ')}`);
  }
}

/**
 * Writes the rows of tables as an export: a Patient and an Observation each. A row that cannot be read becomes a line that cannot be, and is
 * counted with these. Memory: a row.
 * @throws UsageError when a table lacks a column; Error of the file system
 */
export async function rowsAsExport(
  tables: readonly string[],
  columns: ResultColumnsFile,
  { labs }: Knowledge,
  to: string,
): Promise<void> {
  rmSync(to, { force: true });
  const out = new LineWriter(to);
  for (const [table, { path, bytes, packed }] of inputFiles(tables).entries()) {
    let head: string | undefined;
    let read: ReadRow | undefined;
    let row = 0;
    await readLines(
      { path, from: 0, to: bytes, packed },
      {
        tooLong: () => out.write('too long'),
        line: (line, start, end) => {
          const text = line.toString('utf8', start, end).replace(/^\ufeff/u, '');
          if (text.trim() === '') return;
          row++;
          if (head === undefined || !read) {
            head = text;
            read = rowReader(columns, cellsOf(text, text)[0] ?? [], labs, { path, table });
            return;
          }
          const [, cells] = cellsOf(head, text);
          const resources = cells && read(cells, row);
          for (const one of resources ?? ['no row'])
            out.write(typeof one === 'string' ? one : JSON.stringify(one));
        },
      },
    );
  }
  out.close();
}

/** The cells of a row, with those of the first line, which tells what stands between them. */
function cellsOf(head: string, text: string): (readonly string[])[] {
  try {
    return csvRows(`${head}\n${text}`).map(({ cells }) => cells);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The resources of a row; nothing when it has other cells than the first line. */
type ReadRow = (cells: readonly string[], row: number) => readonly object[] | undefined;

const NUMBER = /^(?<comparator><=|>=|<|>)?\s*(?<value>\d+(?:\.\d+)?)$/u;
const DAY_AND_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?/u;
const NO_FHIR_ID = /[^A-Za-z0-9\-.]/gu;

function rowReader(
  columns: ResultColumnsFile,
  header: readonly string[],
  labs: Knowledge['labs'],
  { path, table }: { readonly path: string; readonly table: number },
): ReadRow {
  const { patient, sampled, issued, value, unit, low, high, birthDate, sex, test, tests } = columns;
  const named = [patient, sampled, issued, value, unit, low, high, birthDate, sex?.column, test];
  for (const name of named)
    if (name !== undefined && !header.includes(name))
      throw new UsageError(`${path}: there is no column '${name}'${suggestion(name, header)}`);
  return (cells, row) => {
    const cell = (name: string | undefined): string =>
      name === undefined ? '' : (cells[header.indexOf(name)] ?? '');
    if (cells.length !== header.length) return undefined;
    const found = tests[cell(test)];
    const [coding] = (found && labs.get(found.lab)?.codes) ?? [];
    if (!found || !coding) return [];
    const id = cell(patient).replace(NO_FHIR_ID, '-');
    const word = cell(sex?.column);
    const gender = sex?.male.includes(word) ? 'male' : sex?.female.includes(word) ? 'female' : undefined;
    const born = cell(birthDate).slice(0, 'YYYY-MM-DD'.length);
    const quantity = (text: string): object => {
      const { comparator, value: number } = NUMBER.exec(text)?.groups ?? {};
      const own = cell(unit) || found.unit;
      return {
        value: Number(number),
        ...(comparator !== undefined && { comparator }),
        ...(own && { unit: own }),
      };
    };
    const range = {
      ...(isNumber(cell(low)) && { low: quantity(cell(low)) }),
      ...(isNumber(cell(high)) && { high: quantity(cell(high)) }),
    };
    return [
      { resourceType: 'Patient', id, ...(gender && { gender }), ...(born !== '' && { birthDate: born }) },
      {
        ...{ resourceType: 'Observation', id: `table-${table + 1}-row-${row}`, status: 'final' },
        code: { coding: [{ system: coding.system, code: coding.code }] },
        subject: { reference: `Patient/${id}` },
        ...dated('effectiveDateTime', cell(sampled)),
        ...dated('issued', cell(issued)),
        ...(isNumber(cell(value)) ? { valueQuantity: quantity(cell(value)) } : { valueString: cell(value) }),
        ...(Object.keys(range).length > 0 && { referenceRange: [range] }),
      },
    ];
  };
}

function isNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** A time without a zone is taken as UTC; an instant has a time in any case. */
function dated(name: 'effectiveDateTime' | 'issued', text: string): object {
  if (text === '') return {};
  const [, day, time, seconds = ':00'] = DAY_AND_TIME.exec(text) ?? [];
  if (day !== undefined && time !== undefined)
    return {
      [name]: /(?:Z|[+-]\d{2}:\d{2})$/u.test(text) ? text.replace(' ', 'T') : `${day}T${time}${seconds}Z`,
    };
  return { [name]: name === 'issued' ? `${text}T00:00:00Z` : text };
}
