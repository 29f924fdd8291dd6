import { type Delimiters, delimitersOf, USUAL } from './delimiters.js';
import { withoutHead } from './message.js';

/** The fields of MSH as sent: bytes as characters, never taken apart, as answers and keys repeat them to the letter. */
export interface Head {
  readonly delimiters: Delimiters;
  /** A field, counted as HL7 does, from MSH-2 on; empty when there is none. */
  readonly field: (number: number) => string;
}

/** No MSH is longer. */
const LONGEST = 4096;

/** Reads MSH of anything; of what is no message the usual marks and nothing else. Never throws. */
export function headOf(body: Buffer): Head {
  try {
    const [line = ''] = withoutHead(body)
      .subarray(0, LONGEST)
      .toString('latin1')
      .split(/[\r\n]/u, 1);
    const delimiters = delimitersOf(line);
    const fields = line.split(delimiters.field);
    return { delimiters, field: (number) => fields[number - 1] ?? '' };
  } catch {
    return { delimiters: USUAL, field: () => '' };
  }
}
