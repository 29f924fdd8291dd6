import { basename, dirname } from 'node:path';
import type { ColumnsFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { checkSchema } from '../../knowledge/checks/check-schema.js';
import { KnowledgeError, type Report, stage } from '../../knowledge/knowledge-error.js';
import { suggestion } from '../../knowledge/nearest.js';
import { readText } from '../../knowledge/read-text.js';
import { readYaml } from '../../knowledge/read-yaml.js';
import { placeLines } from '../check.js';
import { RowsError } from './rows-error.js';

/**
 * Reads which column of a file of rows holds what.
 * @param header the columns that the file has
 * @throws RowsError with every problem of the mapping and its line
 */
export function readColumns(path: string, header: readonly string[], { labs }: Knowledge): ColumnsFile {
  const file = basename(path);
  try {
    const columns = stage((report) => {
      const text = readText(path, file, report);
      const data = text === undefined ? undefined : readYaml(text, file, report);
      if (data !== undefined) checkSchema('columns', data, file, report);
      // Off its schema the stage stops, so nobody sees what the cast promises too much.
      return data as ColumnsFile;
    });
    stage((report) => {
      checkNames(columns, header, labs, file, report);
    });
    return columns;
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    throw new RowsError(placeLines(dirname(path), error.found, () => path));
  }
}

function checkNames(
  { age, sex, weight, labs: columns, assume = [] }: ColumnsFile,
  header: readonly string[],
  labs: Knowledge['labs'],
  file: string,
  report: Report,
): void {
  const column = (name: string, key: string): void => {
    const times = header.filter((one) => one === name).length;
    if (times === 0) report(file, key, `there is no column '${name}' in the rows${suggestion(name, header)}`);
    if (times > 1) report(file, key, `the rows have ${times} columns '${name}': name each once`);
  };
  column(age, 'age');
  column(sex.column, 'sex.column');
  if (weight !== undefined) column(weight, 'weight');
  const seen = new Map<string, string>();
  const result = (lab: string, unit: string, key: string): void => {
    const known = labs.get(lab);
    if (!known) {
      report(file, `${key}.lab`, `there is no '${lab}'${suggestion(lab, [...labs.keys()])}`);
      return;
    }
    const units = known.units.flatMap(({ as }) => as);
    if (known.kind === 'quantity' && !units.includes(unit))
      report(file, `${key}.unit`, `'${unit}' is no unit of ${lab}: one of ${units.join(', ')}`);
    if (known.kind === 'coded') report(file, `${key}.lab`, `the results of '${lab}' are no numbers`);
  };
  for (const [name, { lab, unit }] of Object.entries(columns)) {
    column(name, `labs.${name}`);
    result(lab, unit, `labs.${name}`);
    const other = seen.get(lab);
    if (other !== undefined)
      report(file, `labs.${name}.lab`, `'${lab}' is read from the column '${other}' already`);
    seen.set(lab, name);
  }
  for (const [place, { lab, unit }] of assume.entries()) result(lab, unit, `assume[${place}]`);
}
