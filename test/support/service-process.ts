import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from './program.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(await program(), 'main.js');

/** The service in a process of its own, by the clock of the machine, on a free port. */
export interface ServiceProcess {
  readonly process: ChildProcess;
  /** Without a slash at the end. */
  readonly base: string;
  /** All it has written until now. */
  readonly said: () => string;
}

/** Starts it, with this environment and nothing else of ours; it keeps nothing unless that says so. Fails with what it said when it ends at once. */
export async function startService(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
  const service = spawn(process.execPath, [MAIN], {
    cwd: ROOT,
    env: { ...inherited(), PORT: '0', STORE: 'none', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const base = await new Promise<string>((done, fail) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /^Discovery: (\S+)\/cds-services$/mu.exec(said)?.[1];
      if (found !== undefined) done(found);
    };
    service.stdout.on('data', hear);
    service.stderr.on('data', hear);
    service.once('exit', () => fail(new Error(said)));
  });
  return { process: service, base, said: () => said };
}

/** Where programs are found, and what makes the machine's clock what it is: a run on another day is on that day in every process. */
export function inherited(): Record<string, string> {
  const names = /^(PATH|TZ|LD_PRELOAD|FAKETIME.*)$/u;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      names.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}
