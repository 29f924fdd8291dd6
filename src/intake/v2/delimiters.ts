import { V2Error } from './v2-error.js';

/** The marks of one message. Absent: it has none, as senders may leave out those that they do not use. */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape?: string;
  readonly subcomponent?: string;
  /** MSH-2 as sent. */
  readonly encoding: string;
}

/** What senders recommend; used where a message has none that could be read. */
export const USUAL: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
  encoding: '^~\\&',
};

/** Japanese feeds have it in the place of the backslash; where a header is read byte by byte it is two of them. */
const YEN = '\u00A5';
const YEN_BYTES = '\u00C2\u00A5';
/** No letter, digit, blank or control character: a mark that a value is made of would cut it. */
const MARK = /^[!-/:-@[-`{-~\u00A5]$/u;

/**
 * Reads MSH-1 and MSH-2. A fifth mark (2.7, truncation) is passed over; of three, an `&` is the subcomponent and the escape is missing.
 * @param line the MSH segment
 * @throws V2Error delimiters-invalid
 */
export function delimitersOf(line: string): Delimiters {
  const field = line.charAt(3);
  const end = line.indexOf(field, 4);
  const encoding = field === '' ? '' : line.slice(4, end === -1 ? undefined : end);
  const [component = '', repetition = '', third, fourth] = encoding.replace(YEN_BYTES, YEN);
  const lacksEscape = third === '&' && fourth === undefined;
  const [escape, subcomponent] = lacksEscape ? [undefined, third] : [third, fourth];
  const marks = [field, component, repetition, escape, subcomponent].filter((mark) => mark !== undefined);
  if (marks.some((mark) => !MARK.test(mark)) || new Set(marks).size < marks.length || encoding.length > 5)
    throw new V2Error('delimiters-invalid', { segment: 'MSH', field: 2 });
  return {
    field,
    component,
    repetition,
    encoding,
    ...(escape !== undefined && { escape }),
    ...(subcomponent !== undefined && { subcomponent }),
  };
}
