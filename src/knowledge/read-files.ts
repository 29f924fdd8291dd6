import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCheck } from './check-schema.js';
import { type Files, type Folder, FOLDERS, KINDS } from './files.js';
import { KnowledgeError, type Report } from './knowledge-error.js';
import { suggestion } from './nearest.js';
import { readYaml } from './read-yaml.js';

/** Folders that stand beside the data and are not loaded. */
const BESIDE = ['schema', 'examples'];
/** Files at the top that are read by people only. */
const FOR_PEOPLE = /\.md$/u;

/** Reads every file of the folder and holds it against the schema of its kind. */
export function readFiles(folder: string, report: Report): Files {
  if (!existsSync(join(folder, 'schema')))
    throw new KnowledgeError([`${folder}: is no folder of knowledge files: it has no schema/`]);
  const check = createCheck(join(folder, 'schema'));
  const read = (file: string, kind: string): unknown => {
    const data = readYaml(readFileSync(join(folder, file), 'utf8'), file, report);
    return data !== undefined && check(kind, data, file, report) ? data : undefined;
  };
  const readKind = (name: Folder): ReadonlyMap<string, unknown> => {
    const found = new Map<string, unknown>();
    for (const entry of listed(join(folder, name))) {
      if (entry.endsWith('.cases.yaml') && name === 'rules') continue;
      const file = `${name}/${entry}`;
      if (!entry.endsWith('.yaml')) {
        report(file, '', 'is not read: files here end in .yaml');
        continue;
      }
      const stem = entry.slice(0, -'.yaml'.length);
      const data = read(file, KINDS[name]);
      if (data === undefined) continue;
      const { id } = data as { id?: unknown };
      if (name !== 'words' && id !== stem)
        report(file, 'id', `is '${String(id)}' but the file is named '${stem}'`);
      found.set(stem, data);
    }
    return found;
  };
  const top = listed(folder);
  for (const name of top)
    if (![...FOLDERS, ...BESIDE, 'release.yaml'].includes(name) && !FOR_PEOPLE.test(name))
      report(name, '', `is not read${suggestion(name, [...FOLDERS, ...BESIDE])}`);
  if (!top.includes('release.yaml')) report('release.yaml', '', 'is missing');
  for (const name of FOLDERS) if (!top.includes(name)) report(name, '', 'is missing');
  const kinds = Object.fromEntries(
    FOLDERS.map((name) => [name, top.includes(name) ? readKind(name) : new Map()]),
  ) as Omit<Files, 'release'>;
  // When any file is missing or off its schema the stage stops, so nobody sees what the casts promise too much.
  const release = (
    top.includes('release.yaml') ? read('release.yaml', 'release') : undefined
  ) as Files['release'];
  return { release, ...kinds };
}

function listed(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
}
