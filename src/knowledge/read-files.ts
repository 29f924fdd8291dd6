import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCheck } from './checks/check-schema.js';
import { type ClientFile, type Files, type Folder, FOLDERS, KINDS } from './files.js';
import { KnowledgeError, type Report } from './knowledge-error.js';
import { suggestion } from './nearest.js';
import { readChanges } from './read-changes.js';
import { readKeys } from './read-keys.js';
import { readYaml } from './read-yaml.js';

/** Files at the top, and the schema of each. */
const TOP = { 'release.yaml': 'release', 'source-attributes.yaml': 'source-attributes' } as const;
const CHANGES = 'CHANGELOG.md';
/** Folders that stand beside the data and are not loaded. */
const BESIDE = ['examples'];
/** What folders of an earlier version hold, and what to do about it. */
const NO_LONGER_READ: Readonly<Record<string, string | undefined>> = {
  schema: 'is not read any more: the schemas belong to the program. Delete this folder',
};
/** Files at the top that are read by people; of these only the change log is shown by the service. */
const FOR_PEOPLE = /\.md$/u;

/**
 * Reads every file of the folder and holds it against the schema of its kind.
 * @param clients a folder to read instead of `clients/`
 */
export function readFiles(folder: string, report: Report, clients = join(folder, 'clients')): Files {
  if (!existsSync(join(folder, 'release.yaml')))
    throw new KnowledgeError([
      { file: folder, key: '', message: 'is no folder of knowledge files: it has no release.yaml' },
    ]);
  if (clients !== join(folder, 'clients') && !existsSync(clients))
    throw new KnowledgeError([{ file: clients, key: '', message: 'is no folder' }]);
  const check = createCheck();
  const placeOf = (file: string): string =>
    file.startsWith('clients/') ? join(clients, file.slice('clients/'.length)) : join(folder, file);
  const read = (file: string, kind: string): unknown => {
    const data = readYaml(readFileSync(placeOf(file), 'utf8'), file, report);
    return data !== undefined && check(kind, data, file, report) ? data : undefined;
  };
  const readKind = (name: Folder): ReadonlyMap<string, unknown> => {
    const found = new Map<string, unknown>();
    for (const entry of listed(placeOf(`${name}/`))) {
      if (entry.endsWith('.cases.yaml') && name === 'rules') continue;
      const file = `${name}/${entry}`;
      if (name === 'clients' && entry.endsWith('.json')) continue;
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
  const there = (name: string): boolean => top.includes(name) || (name === 'clients' && existsSync(clients));
  for (const name of top)
    if (![...FOLDERS, ...BESIDE, ...Object.keys(TOP)].includes(name) && !FOR_PEOPLE.test(name))
      report(name, '', NO_LONGER_READ[name] ?? `is not read${suggestion(name, [...FOLDERS, ...BESIDE])}`);
  for (const name of [...Object.keys(TOP), CHANGES, ...FOLDERS])
    if (!there(name)) report(name, '', 'is missing');
  const kinds = Object.fromEntries(
    FOLDERS.map((name) => [name, there(name) ? readKind(name) : new Map()]),
  ) as Omit<Files, 'release' | 'changes' | 'sourceAttributes' | 'clients'> & {
    clients: ReadonlyMap<string, ClientFile>;
  };
  // When any file is missing or off its schema the stage stops, so nobody sees what the casts promise too much.
  const readTop = (name: keyof typeof TOP): unknown =>
    top.includes(name) ? read(name, TOP[name]) : undefined;
  const release = readTop('release.yaml') as Files['release'];
  const told = readTop('source-attributes.yaml') as { attributes: Files['sourceAttributes'] } | undefined;
  const changes = top.includes(CHANGES)
    ? readChanges(readFileSync(join(folder, CHANGES), 'utf8'), CHANGES, report)
    : [];
  const keyFiles = there('clients') ? listed(clients).filter((name) => name.endsWith('.json')) : [];
  return {
    release,
    changes,
    sourceAttributes: told?.attributes ?? [],
    ...kinds,
    clients: readKeys(clients, kinds.clients, keyFiles, report),
  };
}

function listed(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
}
