import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Span } from './read-lines.js';

/** A file of an export. */
export interface InputFile {
  readonly path: string;
  readonly bytes: number;
  readonly packed: boolean;
}

/** A part of the input that one worker goes through at a time. */
export interface Unit extends Span {
  /** Place of the file among the inputs, counted from 0. */
  readonly file: number;
  /** Place of the part in its file. */
  readonly part: number;
}

/** Ends of names that are read in folders; what is named itself is read whatever its name. */
const READ = /\.(?:ndjson|jsonl|json)(?:\.gz)?$/iu;

/**
 * The files of the folders and files named, in the order of their names; links to folders are not followed.
 * @throws Error of the file system when a path names nothing that can be looked at
 */
export function inputFiles(paths: readonly string[]): InputFile[] {
  return paths.flatMap((path) => {
    const stat = statSync(path);
    const files = stat.isDirectory()
      ? filesIn(path)
          .filter((file) => READ.test(file))
          .sort()
      : [path];
    return files.map((file) => ({ path: file, bytes: statSync(file).size, packed: isPacked(file) }));
  });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}

/** RFC 1952: what is packed with gzip begins so, whatever its name. */
function isPacked(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(2);
    return readSync(file, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    closeSync(file);
  }
}

/** Bytes of one part: some seconds of work, so that workers end together and a bar moves. */
const PART = 32 * 1024 * 1024;

/** The parts of all files; a packed file cannot be entered in its middle and is one. */
export function unitsOf(files: readonly InputFile[], part = PART): Unit[] {
  return files.flatMap(({ path, bytes, packed }, file): Unit[] => {
    if (packed) return [{ file, part: 0, path, from: 0, to: bytes, packed }];
    const parts = Math.max(Math.ceil(bytes / part), 1);
    return Array.from({ length: parts }, (_, index) => ({
      ...{ file, part: index, path, packed },
      from: index * part,
      to: Math.min((index + 1) * part, bytes),
    }));
  });
}

/** What plain text grows to that was packed; clinical NDJSON shrinks to a tenth to a twentieth. */
const PACKED_TO = 20;

/** Bytes of the input once it is unpacked, about. */
export function plainBytes(files: readonly InputFile[]): number {
  return files.reduce((sum, { bytes, packed }) => sum + bytes * (packed ? PACKED_TO : 1), 0);
}
