import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk that can be full, and have room again, while a program writes to it. */
export interface SmallDisk {
  readonly folder: string;
  readonly fill: (writer: number) => void;
  readonly free: (writer: number) => void;
  readonly remove: () => void;
}

const FILLER = 'filler';

/**
 * A memory disk of 1 MB; where none may be mounted, a folder in which the writer may make no file longer, by a limit of the system on its
 * process. Either way the writer meets an error of the system.
 */
export function smallDisk(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], {
    stdio: 'ignore',
  });
  const limit = (pid: number, bytes: string): void => {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
  };
  if (status !== 0)
    return {
      folder,
      fill: (pid) => limit(pid, '1'),
      free: (pid) => limit(pid, 'unlimited'),
      remove: () => rmSync(folder, { recursive: true }),
    };
  const filler = join(folder, FILLER);
  return {
    folder,
    fill: () => {
      for (let bytes = 1 << 20; bytes >= 512;)
        try {
          writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' });
        } catch (error) {
          if ((error as { code?: unknown }).code !== 'ENOSPC') throw error;
          bytes >>= 1;
        }
    },
    free: () => rmSync(filler),
    remove: () => {
      // Lazily: the driver may hold a file that it closed until its memory is swept.
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
