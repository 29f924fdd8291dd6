import { bytesOf } from './packed.js';

/** A value of a file and the line it begins on, counted from 1; or a line that holds none, and why. */
export type Line =
  | { readonly line: number; readonly value: object }
  | { readonly line: number; readonly bad: 'not-json' | 'too-long' | 'cut-short' };

/** Characters of one line, or of one value over several lines, that are kept at once. */
const MOST_CHARACTERS = 200_000_000;

/**
 * The JSON values of a file, one after the other: one a line, or one over all lines. What comes first decides, not the name of the
 * file. One line is kept at a time, or, where the first is no value, all up to a bound. `.gz` is unpacked on the way.
 * @param passed told how many bytes of the file were read
 * @throws Error of the file system when the file cannot be opened or read
 */
export async function* jsonValues(
  path: string,
  passed: (bytes: number) => void,
  most = MOST_CHARACTERS,
): AsyncGenerator<Line> {
  /** Lines since the first one that is no value, while they may still make one together. */
  let open: string[] | undefined = [];
  let size = 0;
  let number = 0;
  for await (const text of linesOf(path, passed, most)) {
    number++;
    if (text === undefined) {
      if (open) yield* each(open);
      open = undefined;
      yield { line: number, bad: 'too-long' };
      continue;
    }
    if (text.trim() === '') {
      open?.push('');
      continue;
    }
    const value = open && size > 0 ? undefined : parsed(text);
    if (open && value === undefined) {
      open.push(text);
      size += text.length;
      if (size <= most) continue;
      yield* each(open);
      open = undefined;
      continue;
    }
    open = undefined;
    yield value ? { line: number, value } : { line: number, bad: 'not-json' };
  }
  if (open && size > 0) yield* together(open);
}

/** One value over several lines; else those lines that are values of their own. */
function* together(lines: readonly string[]): Generator<Line> {
  const value = parsed(lines.join('\n'));
  const line = lines.findIndex((text) => text !== '') + 1;
  if (value) yield { line, value };
  else if (lines.some((text) => parsed(text) !== undefined)) yield* each(lines);
  else yield { line, bad: /[\]}]\s*$/u.test(lines.at(-1) ?? '') ? 'not-json' : 'cut-short' };
}

function* each(lines: readonly string[]): Generator<Line> {
  for (const [index, text] of lines.entries()) {
    if (text === '') continue;
    const value = parsed(text);
    yield value ? { line: index + 1, value } : { line: index + 1, bad: 'not-json' };
  }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a file, a carriage return at their end included, as JSON passes over it; `undefined` stands for one that is longer than `most`. */
async function* linesOf(
  path: string,
  passed: (bytes: number) => void,
  most: number,
): AsyncGenerator<string | undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let tooLong = false;
  for await (const piece of bytesOf(path, passed)) {
    const parts = decoder.decode(piece, { stream: true }).split('\n');
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        yield tooLong ? undefined : rest;
        [rest, tooLong] = ['', false];
      }
      if (rest.length + part.length > most) [rest, tooLong] = ['', true];
      if (!tooLong) rest += part;
    }
  }
  rest += decoder.decode();
  if (rest !== '' || tooLong) yield tooLong ? undefined : rest;
}
