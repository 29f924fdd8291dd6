import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Files of one line a resource, a file or more for each type. */
export interface Files {
  /** Writes a line of a type. */
  readonly add: (type: string, line: string) => void;
  /** Writes what is left and closes the files; gives their names, and the bytes before packing. */
  readonly close: () => { readonly names: readonly string[]; readonly bytes: number };
}

/** Written at once: large enough that writing costs little, small enough that memory is no matter. */
const PIECE = 1 << 20;

interface Open {
  count: number;
  file: number;
  /** Characters of the file so far. */
  size: number;
  pending: string;
}

/**
 * Opens an empty folder for an export. Memory stays the same however much is written.
 * @param most characters of a file before the next is begun
 * @throws Error when the folder holds something or cannot be made
 */
export function openFiles(folder: string, isPacked: boolean, most: number): Files {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0)
    throw new Error(`${folder} is not empty: an export is not mixed with other files.`);
  const open = new Map<string, Open>();
  const names: string[] = [];
  let bytes = 0;

  const flush = (one: Open): void => {
    if (one.pending === '') return;
    const piece = Buffer.from(one.pending);
    bytes += piece.length;
    // Pieces packed one by one are one packed file (RFC 1952, 2.2).
    writeSync(one.file, isPacked ? gzipSync(piece) : piece);
    one.pending = '';
  };
  const begin = (type: string, count: number): Open => {
    const name = `${type}.${String(count).padStart(3, '0')}.ndjson${isPacked ? '.gz' : ''}`;
    names.push(name);
    return { count, file: openSync(join(folder, name), 'wx'), size: 0, pending: '' };
  };
  const end = (one: Open): void => {
    flush(one);
    closeSync(one.file);
  };

  return {
    add(type, line) {
      let one = open.get(type);
      if (!one || one.size > most) {
        if (one) end(one);
        one = begin(type, one ? one.count + 1 : 0);
        open.set(type, one);
      }
      one.pending += `${line}\n`;
      one.size += line.length + 1;
      if (one.pending.length >= PIECE) flush(one);
    },
    close() {
      for (const one of open.values()) end(one);
      open.clear();
      return { names, bytes };
    },
  };
}
