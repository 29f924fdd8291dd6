import type { Decode } from './charset.js';
import type { Delimiters } from './delimiters.js';

/** Takes the escape sequences out of a text that was split already. Never throws. */
export type Unescape = (text: string) => string;

/** What may stand between two escape marks (HL7 v2.5.1, 2.7): anything else is text with a mark in it. */
const SEQUENCE = /^(?:[FSTREPHN]|\.[a-z]{2}[+-]?\d{0,3}|X(?:[0-9A-Fa-f]{2}){1,200}|[CMZ][0-9A-Za-z]{0,20})$/u;

/**
 * Escapes of marks become the marks of the message, `\X..\` bytes of its character set, line breaks a line break; highlighting is left
 * out. Sequences of a site's own and shifts of character set stay as they came: `\Z03BC\` may be a micro sign, which is for the reader of
 * units to tell. One pass, so that what was escaped twice is read once.
 */
export function unescaper(delimiters: Delimiters, decode: Decode): Unescape {
  const { escape } = delimiters;
  if (escape === undefined) return (text) => text;
  const marks: Readonly<Record<string, string | undefined>> = {
    F: delimiters.field,
    S: delimiters.component,
    R: delimiters.repetition,
    T: delimiters.subcomponent ?? '&',
    E: escape,
    // 2.7: the mark of a text that was cut.
    P: '#',
    H: '',
    N: '',
  };
  const meaning = (inside: string): string => {
    const known = marks[inside];
    if (known !== undefined) return known;
    if (inside.startsWith('X'))
      return decode(Buffer.from(inside.slice(1), 'hex')) ?? `${escape}${inside}${escape}`;
    if (/^\.(?:br|sp|ce)/u.test(inside))
      return '\n'.repeat(Number(/^\.sp\+?(\d{1,2})$/u.exec(inside)?.[1] ?? 1));
    if (inside.startsWith('.sk')) return ' ';
    return inside.startsWith('.') ? '' : `\\${inside}\\`;
  };
  return (text) => {
    if (!text.includes(escape)) return text;
    const [before = '', ...parts] = text.split(escape);
    let read = before;
    for (let place = 0; place < parts.length; place++) {
      const part = parts[place] ?? '';
      const after = parts[place + 1];
      if (after !== undefined && SEQUENCE.test(part)) {
        read += meaning(part) + after;
        place++;
      } else read += escape + part;
    }
    return read;
  };
}
