import { appendFileSync } from 'node:fs';

/** A line with a count, for the record of the run: they come together at its end. */
export function record(line: string): void {
  const file = process.env['COUNTED'];
  if (file === undefined) process.stdout.write(`${line}\n`);
  else appendFileSync(file, `${line}\n`);
}
