import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { Report } from './knowledge-error.js';

/** The text of a file; one that cannot be read is reported, and bytes that are not UTF-8, which would be read as other letters, are reported with their line. */
export function readText(path: string, file: string, report: Report): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code = 'unknown' } = error as { readonly code?: string };
    report(file, '', `cannot be read (${code}): put a readable file there, or take it away`);
    return undefined;
  }
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let [line, start] = [1, 0];
  // A line break is never part of another letter, so each line stands for itself.
  for (let end = bytes.indexOf(0x0a); end !== -1 && isUtf8(bytes.subarray(start, end)); line += 1) {
    start = end + 1;
    end = bytes.indexOf(0x0a, start);
  }
  report(file, `line ${line}`, 'holds bytes that are not UTF-8: save the file in that encoding');
  return undefined;
}
