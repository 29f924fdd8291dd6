import { charsetOf } from './charset.js';
import { type Delimiters, delimitersOf } from './delimiters.js';
import { unescaper } from './escapes.js';
import { type Header, headerOf } from './header.js';
import { type Segment, segmentReader } from './segment.js';
import { V2Error } from './v2-error.js';

/** A message taken apart. */
export interface Message {
  readonly header: Header;
  readonly delimiters: Delimiters;
  /** All but those of a site's own. */
  readonly segments: readonly Segment[];
  /** Segments of a site's own (Z..), which are passed over. */
  readonly passedOver: number;
}

const SEGMENT = /^[A-Z][A-Z0-9]{2}$/u;

/**
 * Decodes a message by MSH-18, cuts it at CR, LF or both, and takes its lines apart by the marks of its MSH.
 * @param charset agreed for this sender, whatever its messages say
 * @throws V2Error for what is no message, or none that is taken here
 */
export function parseMessage(bytes: Buffer, charset?: string): Message {
  const body = withoutHead(bytes);
  // MSH-1 and MSH-2 are ASCII, and so are the values of MSH-18.
  const head = firstLine(body.subarray(0, LONGEST_HEAD).toString('latin1'));
  const outer = delimitersOf(head);
  const declared = (head.split(outer.field)[17] ?? '').split(outer.repetition);
  const { decode, whenNot } = charsetOf(declared, charset);
  const text = decode(body);
  if (text === undefined) throw new V2Error(whenNot, { segment: 'MSH', field: 18 });
  const delimiters = delimitersOf(firstLine(text));
  const read = segmentReader(delimiters, unescaper(delimiters, decode));
  const counts = new Map<string, number>();
  const segments: Segment[] = [];
  let passedOver = 0;
  for (const [index, line] of text.split(LINE_END).entries()) {
    if (line.trim() === '') continue;
    const name = line.slice(0, 3);
    if (
      !SEGMENT.test(name) ||
      (line.length > 3 && line.charAt(3) !== delimiters.field) ||
      (name === 'MSH' && index > 0)
    )
      throw new V2Error('segment-malformed', { segment: '', line: index + 1 });
    if (name.startsWith('Z')) {
      passedOver++;
      continue;
    }
    const sequence = (counts.get(name) ?? 0) + 1;
    counts.set(name, sequence);
    segments.push(read(line, sequence));
  }
  const [msh] = segments;
  if (!msh) throw new V2Error('not-hl7', { segment: 'MSH' });
  return { header: headerOf(msh), delimiters, segments, passedOver };
}

const LINE_END = /\r\n?|\n/u;
/** Of one segment: no MSH is longer. */
const LONGEST_HEAD = 4096;

function firstLine(text: string): string {
  return text.split(LINE_END, 1)[0] ?? '';
}

/**
 * The bytes from MSH on; a byte order mark and line ends before it are passed over.
 * @throws V2Error not-hl7
 */
export function withoutHead(bytes: Buffer): Buffer {
  let from = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (bytes[from] === CR || bytes[from] === LF) from++;
  if (bytes.subarray(from, from + 3).toString('latin1') !== 'MSH')
    throw new V2Error('not-hl7', { segment: 'MSH' });
  return bytes.subarray(from);
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const [CR, LF] = [0x0d, 0x0a];
