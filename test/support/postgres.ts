import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of a test's own, with nothing in it. */
export interface Postgres {
  /** Makes an empty database, and tells its address. */
  readonly database: () => string;
  /** Ends it at once, as a loss of power would. */
  readonly stop: () => void;
  readonly start: () => void;
  /** Stops it and deletes its files. */
  readonly remove: () => void;
}

const DEBIAN = '/usr/lib/postgresql';

/** Where its programs are: of Debian, or wherever they are found. */
function programs(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((one) => join(DEBIAN, one, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')));
  if (found === undefined)
    throw new Error(
      'These tests need PostgreSQL (apt-get install postgresql): no initdb was found. They are not skipped, as what they show would not be known.',
    );
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts one on a free port of loopback, with its files in a folder of its own. By root it runs as the user postgres. */
export async function startPostgres(): Promise<Postgres> {
  const bin = programs();
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    for (const one of [folder, data]) chownSync(one, id('-u'), id('-g'));
  }
  const run = (name: string, ...args: string[]): void => {
    const words = [join(bin, name), ...args];
    const [first = '', ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...words] : words;
    // By files, as the server keeps what it inherits open.
    const { status } = spawnSync(first, rest, { cwd: folder, stdio: 'ignore' });
    if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status ?? 'a signal'}`);
  };
  const port = await freePort();
  const options = `-c listen_addresses=127.0.0.1 -p ${port} -k ${folder} -c max_connections=50`;
  const start = (): void =>
    run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  const stop = (): void => run('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
  run('initdb', '-D', data, '-A', 'trust', '-U', 'hepacue', '-E', 'UTF8', '--no-sync');
  start();
  let databases = 0;
  let isRunning = true;
  return {
    database: () => {
      const name = `test${++databases}`;
      run('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'hepacue', name);
      return `postgresql://hepacue@127.0.0.1:${port}/${name}`;
    },
    stop: () => {
      stop();
      isRunning = false;
    },
    start: () => {
      start();
      isRunning = true;
    },
    remove: () => {
      if (isRunning) stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
