import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDERS } from '../knowledge/files.js';
import { KnowledgeError, type Problem } from '../knowledge/knowledge-error.js';
import { loadKnowledge } from '../knowledge/load.js';
import { checkCases } from '../cases/check-cases.js';
import { RevisionError, withFolderAt } from './at-ref.js';
import { type ChangedClaim, changedClaims } from './changed-claims.js';
import { readCohorts } from './cohort-file.js';
import { lineOf, verifiedIn } from './lines.js';

/** What a reader of the command line is shown, and whether all is well. */
export interface Report {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/**
 * Everything that is wrong with the files of a folder, and what changed without being compared again.
 * @param path says how a file of the folder is called for the reader
 * @param since the git revision to compare with; by default the last commit, where there is git
 * @throws RevisionError when the revision named is not known
 */
export function checkFolder(folder: string, path: (file: string) => string, since?: string): Report {
  try {
    const knowledge = loadKnowledge(folder);
    const cases = checkCases(folder, knowledge);
    readCohorts(folder, knowledge);
    const { labs, valueSets, facts, causes, reasons, orders, rules, sources, words } = knowledge;
    const counts = [
      [rules, 'rules'],
      [causes, 'causes'],
      [reasons, 'reasons on record'],
      [labs, 'lab tests'],
      [orders, 'orders'],
      [facts, 'facts'],
      [valueSets, 'value sets'],
      [sources, 'sources'],
      [words, words.size === 1 ? 'language' : 'languages'],
    ] as const;
    const lines = [
      `${filesOf(folder).length} files, no problems`,
      [...counts.map(([{ size }, name]) => `${size} ${name}`), `${cases.length} cases`].join(', '),
    ];
    const claims = claimsSince(folder, since);
    if (claims.length === 0) return { ok: true, lines };
    const count = claims.length === 1 ? '1 claim' : `${claims.length} claims`;
    const summary = `${count} changed since ${since ?? 'the last commit'} and not compared again`;
    return { ok: false, lines: [...placeLines(folder, claims, path), '', summary] };
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    const { found } = error;
    const count = found.length === 1 ? '1 problem' : `${found.length} problems`;
    const summary = `${count}; what rests on these places is not checked yet`;
    return { ok: false, lines: [...placeLines(folder, found, path), '', summary] };
  }
}

function claimsSince(folder: string, since: string | undefined): readonly ChangedClaim[] {
  try {
    return withFolderAt(folder, since ?? 'HEAD', (old) => claimsBetween(old, folder));
  } catch (error) {
    // A folder that no git keeps has no earlier state to compare with.
    if (since === undefined && error instanceof RevisionError) return [];
    throw error;
  }
}

/** What changed between two states of a folder without being compared again. */
export function claimsBetween(before: string, after: string): readonly ChangedClaim[] {
  return changedClaims(before, after, filesOf(after));
}

/** Each place with its line, in the order of files and lines. */
export function placeLines(
  folder: string,
  found: readonly Problem[],
  path: (file: string) => string,
): string[] {
  const sorted = found
    .map(({ file, key, message }) => {
      const full = join(folder, file);
      const readable = file.endsWith('.yaml') && existsSync(full);
      const line = readable ? lineOf(readFileSync(full, 'utf8'), key, message) : undefined;
      const said = /^line \d+$/u.test(key) ? [message] : [key, message].filter((part) => part !== '');
      const where = file === folder ? file : path(file);
      return {
        file,
        line: line ?? 0,
        text: `${where}${line === undefined ? '' : `:${line}`}: ${said.join(': ')}`,
      };
    })
    .sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line);
  return sorted.map(({ text }) => text);
}

/** How many numbers and codes of each folder, or on which lines of one folder, are not verified. */
export function unverified(folder: string, only: string | undefined, path: (file: string) => string): Report {
  const files = filesOf(folder).map((file) => ({
    file,
    kind: file.split('/')[0] ?? '',
    ...verifiedIn(readFileSync(join(folder, file), 'utf8')),
  }));
  const kinds = [...new Set(files.filter(({ no, yes }) => no.length + yes > 0).map(({ kind }) => kind))];
  if (only !== undefined) {
    if (!kinds.includes(only))
      return { ok: false, lines: [`there is no folder '${only}': one of ${kinds.join(', ')}`] };
    const lines = files
      .filter(({ kind }) => kind === only)
      .flatMap(({ file, no }) => no.map((line) => `${path(file)}:${line}`));
    return { ok: true, lines: [...lines, `${lines.length} not verified`] };
  }
  const rows = kinds.map((kind) => {
    const own = files.filter((one) => one.kind === kind);
    const no = own.reduce((sum, one) => sum + one.no.length, 0);
    return { kind, no, all: no + own.reduce((sum, { yes }) => sum + yes, 0) };
  });
  return {
    ok: true,
    lines: [
      'Not verified: the source named was not read, or does not say this',
      ...rows.map(
        ({ kind, no, all }) => `  ${kind.padEnd(11)} ${String(no).padStart(4)} of ${String(all).padStart(4)}`,
      ),
      'The lines of one folder: --unverified=labs',
    ],
  };
}

/** Every YAML file of knowledge, cases and examples with it, relative to the folder. */
function filesOf(folder: string): string[] {
  const inside = [...FOLDERS, 'examples'].flatMap((name) => {
    const place = join(folder, name);
    if (!existsSync(place) || !statSync(place).isDirectory()) return [];
    return readdirSync(place).map((file) => `${name}/${file}`);
  });
  const top = ['release.yaml', 'stages.yaml'].filter((file) => existsSync(join(folder, file)));
  return [...top, ...inside].filter((file) => file.endsWith('.yaml')).sort();
}
