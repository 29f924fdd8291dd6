import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder cannot be had as it was at a git revision. */
export class RevisionError extends Error {
  override readonly name = 'RevisionError';
}

/** The root of the repository that keeps a folder. */
export function repositoryOf(folder: string): string {
  return gitIn(folder)('rev-parse', '--show-toplevel');
}

/** Runs git in a folder and returns what it prints; what it complains of becomes a RevisionError. */
function gitIn(folder: string): (...args: string[]) => string {
  return (...args) => {
    try {
      return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
    } catch (error) {
      const { stderr } = error as { stderr?: string };
      throw new RevisionError((stderr ?? String(error)).trim(), { cause: error });
    }
  };
}

/**
 * Lends a folder as it was at a git revision, in a temporary place that is gone afterwards. The working tree and the index
 * are left alone.
 * @throws RevisionError when git does not know the revision, or the folder was not there
 */
export function withFolderAt<T>(
  folder: string,
  revision: string,
  use: (old: string, commit: string) => T,
): T {
  const git = gitIn(folder);
  const commit = git('rev-parse', '--short', '--verify', '--end-of-options', `${revision}^{commit}`);
  const place = mkdtempSync(join(tmpdir(), 'hepacue-'));
  try {
    const [archive, old] = [join(place, 'folder.tar'), join(place, 'folder')];
    // Without a path git takes the folder it stands in, and that alone.
    git('archive', '--format=tar', `--output=${archive}`, commit);
    mkdirSync(old);
    execFileSync('tar', ['-xf', archive, '-C', old], { stdio: 'pipe' });
    return use(old, commit);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
