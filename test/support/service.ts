import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from './program.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(await program(), 'main.js');

export interface Started {
  readonly child: ChildProcess;
  /** Sends SIGTERM; how many milliseconds it took to end, and with which code. */
  readonly stop: () => Promise<{ readonly ms: number; readonly code: number | null }>;
}

/** Starts the service in a process of its own. What stands in the environment of the tests does not reach it, and it keeps nothing. */
export function startService(environment: Readonly<Record<string, string>>, stdio: StdioOptions): Started {
  const child = spawn(process.execPath, [main], {
    cwd: root,
    env: { PATH: process.env['PATH'], STORE: 'none', ...environment },
    stdio,
  });
  return {
    child,
    async stop() {
      const exited = once(child, 'exit') as Promise<[number | null]>;
      const at = performance.now();
      child.kill('SIGTERM');
      const [code] = await exited;
      return { ms: performance.now() - at, code };
    },
  };
}
