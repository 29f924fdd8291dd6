import { cpSync, existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { buildKnowledge } from '../../knowledge/build.js';
import type { Built } from '../../knowledge/built.js';
import { type Revision, revising } from '../../knowledge/revise.js';
import { RevisionError, withFolderAt } from '../at-ref.js';
import { type Options, UsageError } from './options.js';

/** A knowledge that is asked, by a name that says what is other in it. */
export interface Variant {
  readonly name: string;
  readonly built: Pick<Built, 'files' | 'trees'>;
}

/** What is known of a folder already, where nothing in it is to be other. */
export type BuiltBefore = (folder: string) => Pick<Built, 'files' | 'trees'> | undefined;

export const AS_IT_STANDS = 'as it stands';

/**
 * The knowledge of the folder as it stands, and with what is to be other in it; each checked as it is at a start.
 * @param spare a folder for the files of other revisions
 * @throws UsageError, KnowledgeError, or RevisionError where git does not know a revision
 */
export function variantsOf(
  { clients, set, sweep, against }: Pick<Options, 'clients' | 'set' | 'sweep' | 'against'>,
  folder: string,
  spare: string,
  builtBefore: BuiltBefore,
): Variant[] {
  const revised = (revisions: readonly Revision[]): Variant => {
    const { revise, unused } = revising(revisions);
    const built = buildKnowledge(folder, clients, revise);
    const [path] = unused();
    if (path !== undefined)
      throw new UsageError(
        `'${path}' names no file: write folder.file.key, such as labs.ferritin.limits[1].high`,
      );
    return { name: revisions.map(({ path: at, value }) => `${at}=${value}`).join(' '), built };
  };
  return [
    {
      name: AS_IT_STANDS,
      built: (clients === undefined ? builtBefore(folder) : undefined) ?? buildKnowledge(folder, clients),
    },
    ...(set.length > 0 ? [revised(set.map(revisionOf))] : []),
    ...sweep.flatMap((wish) => {
      const { path, value } = revisionOf(wish);
      return value.split(',').map((one) => revised([{ path, value: one.trim() }]));
    }),
    ...against.map((name) => ({ name, built: buildKnowledge(folderOf(name, folder, spare), clients) })),
  ];
}

function revisionOf(wish: string): Revision {
  const [, path = '', value = ''] = /^([^=]+)=(.+)$/su.exec(wish) ?? [];
  if (path === '') throw new UsageError(`'${wish}' is no path=value`);
  return { path: path.trim(), value };
}

function folderOf(name: string, folder: string, spare: string): string {
  if (existsSync(join(name, 'release.yaml'))) return name;
  try {
    return withFolderAt(folder, name, (old) => {
      const kept = mkdtempSync(join(spare, 'knowledge-'));
      cpSync(old, kept, { recursive: true });
      return kept;
    });
  } catch (error) {
    if (!(error instanceof RevisionError)) throw error;
    throw new RevisionError(`--against: the knowledge of ${name} cannot be had: ${error.message}`, {
      cause: error,
    });
  }
}
