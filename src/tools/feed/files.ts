import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the sample. Its name may hold a name or a number of a patient: in a report it is only told by its place in the list. */
export interface SampleFile {
  readonly path: string;
  readonly bytes: number;
}

export interface Sample {
  /** In the order of the arguments, a folder's in the order of their names. */
  readonly files: readonly SampleFile[];
  /** Files of folders that end in none of the known ways. */
  readonly passedOver: number;
}

/** Ends of names that are read in folders; what is named itself is read whatever its name. */
const READ = /\.(?:json|ndjson|jsonl|hl7)(?:\.gz)?$/iu;

/**
 * The files that the arguments name, folders with all that is in them. A link to a folder is not followed: it may lead round in a
 * circle.
 * @throws Error of the file system when an argument names nothing that can be looked at
 */
export function sampleOf(paths: readonly string[]): Sample {
  const files: SampleFile[] = [];
  let passedOver = 0;
  for (const path of paths) {
    const stat = statSync(path);
    if (!stat.isDirectory()) {
      files.push({ path, bytes: stat.size });
      continue;
    }
    for (const file of filesIn(path).sort()) {
      if (READ.test(file)) files.push({ path: file, bytes: statSync(file).size });
      else passedOver++;
    }
  }
  return { files, passedOver };
}

/** Step by step, as `recursive` follows links in some versions of Node. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}
