/** A line of a table, with the line of the file it begins on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Cells of a CSV text as RFC 4180 has it, of which the separator may also be a semicolon or a tab: the one the first line has most of.
 * Blank lines are no rows; blanks around a cell are dropped.
 * @throws RangeError with the line of a quote that is never closed
 */
export function csvRows(text: string): CsvRow[] {
  const clean = text.replace(/^\u{feff}/u, '');
  const separator = separatorOf(clean.split(/\r?\n/u, 1)[0] ?? '');
  const rows: CsvRow[] = [];
  let [cells, cell, line, begins]: [string[], string, number, number] = [[], '', 1, 1];
  let quotedSince = 0;
  const end = (): void => {
    cells.push(cell.trim());
    if (cells.some((one) => one !== '')) rows.push({ line: begins, cells });
    [cells, cell, begins] = [[], '', line + 1];
  };
  for (let place = 0; place < clean.length; place += 1) {
    const letter = clean.charAt(place);
    if (quotedSince > 0) {
      if (letter !== '"') cell += letter;
      else if (clean.charAt(place + 1) === '"') {
        cell += letter;
        place += 1;
      } else quotedSince = 0;
    } else if (letter === '"' && cell.trim() === '') [cell, quotedSince] = ['', line];
    else if (letter === separator) {
      cells.push(cell.trim());
      cell = '';
    } else if (letter === '\n') end();
    else if (letter !== '\r') cell += letter;
    if (letter === '\n') line += 1;
  }
  if (quotedSince > 0) throw new RangeError(`line ${quotedSince}: a quote is opened and never closed`);
  end();
  return rows;
}

function separatorOf(head: string): string {
  const counts = [',', ';', '\t'].map((sign) => [sign, head.split(sign).length] as const);
  return counts.reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}
