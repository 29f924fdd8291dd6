import { V2Error } from './v2-error.js';

/** A message of a batch or file, and the line it begins on, counted from 1. */
export interface Framed {
  readonly line: number;
  readonly body: Buffer;
}

/** Cuts files into messages, whatever the pieces in which their bytes come. */
export interface BatchReader {
  readonly push: (bytes: Buffer) => Framed[];
  /** The last message; asked once, at the end of the file. */
  readonly end: () => Framed[];
  /** Ends of batches (BTS-1) that tell another number of messages than there were, by their lines. */
  readonly miscounted: () => readonly number[];
}

const BATCH = /^[FB](?:HS|TS)(?=[^A-Za-z0-9]|$)/u;
/** UTF-8's, byte by byte. */
const BYTE_ORDER_MARK = '\u00EF\u00BB\u00BF';
/** Marks of frames: files are often a record of what went over a wire. */
const FRAME_MARKS = /[\v\u001C]/gu;

/**
 * Reads files of messages: one after the other, or in batches (`FHS BHS MSH.. BTS FTS`), with or without the marks of MLLP. A message begins
 * at each line that begins with MSH. Its bytes stay as they are, whatever their character set: one byte is one character here.
 */
export function batchReader(): BatchReader {
  let rest = '';
  let line = 0;
  let lines: string[] | undefined;
  let first = 0;
  let inBatch = 0;
  const wrong: number[] = [];
  const close = (): Framed[] => {
    const done = lines && { line: first, body: Buffer.from(lines.join('\r'), 'latin1') };
    lines = undefined;
    return done ? [done] : [];
  };
  const take = (raw: string): Framed[] => {
    line++;
    const seen = raw.replace(FRAME_MARKS, '');
    const text = line === 1 && seen.startsWith(BYTE_ORDER_MARK) ? seen.slice(BYTE_ORDER_MARK.length) : seen;
    if (text.startsWith('MSH')) {
      const before = close();
      [lines, first] = [[text], line];
      inBatch++;
      return before;
    }
    if (BATCH.test(text)) {
      const before = close();
      if (text.startsWith('BHS')) inBatch = 0;
      const count = text.startsWith('BTS') ? countOf(text) : undefined;
      if (count !== undefined && count !== inBatch) wrong.push(line);
      return before;
    }
    // Before the first message nothing but line ends is expected; what else there is becomes a message that cannot be read.
    if (lines) lines.push(text);
    else if (text.trim() !== '') [lines, first] = [[text], line];
    return [];
  };
  return {
    push(bytes) {
      // A CR at the very end may be half of a CRLF.
      const text = rest + bytes.toString('latin1');
      const cut = text.endsWith('\r') ? text.slice(0, -1) : text;
      const found = cut.split(/\r\n?|\n/u);
      rest = (found.pop() ?? '') + text.slice(cut.length);
      return found.flatMap(take);
    },
    end() {
      const last = rest.replace(/\r$/u, '');
      rest = '';
      return [...(last === '' ? [] : take(last)), ...close()];
    },
    miscounted: () => wrong,
  };
}

/** BTS-1; empty and what is no number count nothing. */
function countOf(bts: string): number | undefined {
  const [, count = ''] = bts.split(bts.charAt(3));
  return /^\d{1,9}$/u.test(count.trim()) ? Number(count) : undefined;
}

/** Whether the bytes are a batch or a file rather than one message. */
export function isBatch(bytes: Buffer): boolean {
  return BATCH.test(bytes.subarray(0, 16).toString('latin1').trimStart());
}

/**
 * The messages of a whole batch.
 * @throws V2Error count-wrong
 */
export function messagesOf(bytes: Buffer): readonly Buffer[] {
  const reader = batchReader();
  const found = [...reader.push(bytes), ...reader.end()];
  const [line] = reader.miscounted();
  if (line !== undefined) throw new V2Error('count-wrong', { segment: 'BTS', field: 1 });
  return found.map(({ body }) => body);
}
