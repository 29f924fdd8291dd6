import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkSchema } from './checks/check-schema.js';
import { type ClientFile, type Files, type Folder, FOLDERS, KINDS } from './files.js';
import { KnowledgeError, type Report } from './knowledge-error.js';
import { suggestion } from './nearest.js';
import { readChanges } from './read-changes.js';
import { readKeys } from './read-keys.js';
import { readText } from './read-text.js';
import { readYaml } from './read-yaml.js';

/** Files at the top, and the schema of each. */
const TOP = {
  'release.yaml': 'release',
  'source-attributes.yaml': 'source-attributes',
  'stages.yaml': 'stages',
} as const;
const CHANGES = 'CHANGELOG.md';
/** Folders that stand beside the data and are not loaded. */
const BESIDE = ['examples'];
/** What folders of an earlier version hold, and what to do about it. */
const NO_LONGER_READ: Readonly<Record<string, string | undefined>> = {
  schema: 'is not read any more: the schemas belong to the program. Delete this folder',
};
/** Files at the top that are read by people; of these only the change log is shown by the service. */
const FOR_PEOPLE = /\.md$/u;

/** What texts hold that were read before and fit their schema, by kind and text: most files of two folders are the same. */
export type ReadBefore = Map<string, unknown>;

/** Gives back what a file is to hold instead; the very same where nothing is changed. */
export type Revise = (file: string, data: unknown, report: Report) => unknown;

/**
 * Reads every file of the folder and holds it against the schema of its kind.
 * @param clients a folder to read instead of `clients/`
 * @param before shared by those who read more than one folder
 * @param revise changes what is read before anything is checked
 */
export function readFiles(
  folder: string,
  report: Report,
  clients = join(folder, 'clients'),
  before: ReadBefore = new Map(),
  revise?: Revise,
): Files {
  if (!existsSync(join(folder, 'release.yaml')))
    throw new KnowledgeError([
      { file: folder, key: '', message: 'is no folder of knowledge files: it has no release.yaml' },
    ]);
  if (clients !== join(folder, 'clients')) mustExist(clients);
  const from: From = {
    placeOf: (file) =>
      file.startsWith('clients/') ? join(clients, file.slice('clients/'.length)) : join(folder, file),
    report,
    before,
    ...(revise && { revise }),
  };
  const top = listed(folder);
  const there = (name: string): boolean => top.includes(name) || (name === 'clients' && existsSync(clients));
  for (const name of top)
    if (![...FOLDERS, ...BESIDE, ...Object.keys(TOP)].includes(name) && !FOR_PEOPLE.test(name))
      report(name, '', NO_LONGER_READ[name] ?? `is not read${suggestion(name, [...FOLDERS, ...BESIDE])}`);
  for (const name of [...Object.keys(TOP), CHANGES, ...FOLDERS])
    if (!there(name)) report(name, '', 'is missing');
  const kinds = Object.fromEntries(
    FOLDERS.map((name) => [name, there(name) ? readKind(name, from) : new Map()]),
  ) as Omit<Files, 'release' | 'changes' | 'sourceAttributes' | 'stages' | 'clients'> & {
    clients: ReadonlyMap<string, ClientFile>;
  };
  // When any file is missing or off its schema the stage stops, so nobody sees what the casts promise too much.
  const readTop = (name: keyof typeof TOP): unknown =>
    top.includes(name) ? readOne(name, TOP[name], from) : undefined;
  const release = readTop('release.yaml') as Files['release'];
  const stages = readTop('stages.yaml') as Files['stages'];
  const told = readTop('source-attributes.yaml') as { attributes: Files['sourceAttributes'] } | undefined;
  const changes = top.includes(CHANGES)
    ? readChanges(readText(join(folder, CHANGES), CHANGES, report) ?? '', CHANGES, report)
    : [];
  return {
    release,
    changes,
    stages,
    sourceAttributes: told?.attributes ?? [],
    ...kinds,
    clients: there('clients') ? withKeys(clients, kinds.clients, report) : new Map(),
  };
}

/** Reads the clients of a folder that holds nothing else, each file held against its schema. */
export function readClients(clients: string, report: Report): Files['clients'] {
  mustExist(clients);
  const placeOf = (file: string): string => join(clients, file.slice('clients/'.length));
  const found = readKind('clients', { placeOf, report, before: new Map() }) as ReadonlyMap<
    string,
    ClientFile
  >;
  return withKeys(clients, found, report);
}

function mustExist(clients: string): void {
  if (!existsSync(clients)) throw new KnowledgeError([{ file: clients, key: '', message: 'is no folder' }]);
}

function withKeys(
  folder: string,
  clients: ReadonlyMap<string, ClientFile>,
  report: Report,
): Files['clients'] {
  const keyFiles = listed(folder).filter((name) => name.endsWith('.json'));
  return readKeys(folder, clients, keyFiles, report);
}

/** Where a file stands that is named as within the folder of knowledge, and who is told what is wrong with it. */
interface From {
  readonly placeOf: (file: string) => string;
  readonly report: Report;
  readonly before: ReadBefore;
  readonly revise?: Revise;
}

/** Every file of one kind, by its name without the ending. */
function readKind(name: Folder, from: From): ReadonlyMap<string, unknown> {
  const { placeOf, report } = from;
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
    const data = readOne(file, KINDS[name], from);
    if (data === undefined) continue;
    const { id } = data as { id?: unknown };
    if (name !== 'words' && id !== stem)
      report(file, 'id', `is '${String(id)}' but the file is named '${stem}'`);
    found.set(stem, data);
  }
  return found;
}

/** What one file holds, when it fits the schema of its kind. */
function readOne(file: string, kind: string, { placeOf, report, before, revise }: From): unknown {
  const text = readText(placeOf(file), file, report);
  const key = `${kind} ${text ?? ''}`;
  if (!revise && before.has(key)) return before.get(key);
  const written = text === undefined ? undefined : readYaml(text, file, report);
  const data = revise && written !== undefined ? revise(file, written, report) : written;
  if (data === undefined || !checkSchema(kind, data, file, report)) return undefined;
  const last = kind === KINDS.clients ? undefined : looseEnd(kind, data);
  if (last === undefined) {
    if (data === written) before.set(key, data);
  } else
    report(
      file,
      last,
      'stands last and need not be there: put a key last without which the file would not do, so that one cut short is noticed',
    );
  return data;
}

/**
 * The last key of a file, when the file would do without it: if the file were cut short before it, nobody would notice.
 * Files of clients are an agreement of a deployment and keep the order it chose.
 */
function looseEnd(kind: string, data: unknown): string | undefined {
  const entries = Object.entries(data as object);
  const last = entries.at(-1)?.[0];
  const misfits: string[] = [];
  checkSchema(kind, Object.fromEntries(entries.slice(0, -1)), '', (_file, _key, message) =>
    misfits.push(message),
  );
  return misfits.length === 0 ? last : undefined;
}

function listed(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
}
