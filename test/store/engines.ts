import { afterAll, beforeAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine, type Place } from '../../src/store/open.js';
import type { Engine } from '../../src/store/database.js';
import { type Postgres, startPostgres } from '../support/postgres.js';

/** Both engines, in turns: what is promised of the store is promised of each. */
export const ENGINES = ['sqlite', 'postgresql'] as const;

/** Makes empty stores while the tests of the calling `describe` run. */
export interface Places {
  readonly place: () => Place;
  /** Opened, with its tables. */
  readonly open: (place?: Place) => Promise<Engine>;
  /** The server; none for SQLite. */
  readonly server: () => Postgres | undefined;
}

export function places(kind: (typeof ENGINES)[number]): Places {
  const folder = mkdtempSync(join(tmpdir(), 'a store '));
  const opened: Engine[] = [];
  let server: Postgres | undefined;
  let made = 0;
  beforeAll(async () => {
    if (kind === 'postgresql') server = await startPostgres();
  });
  afterAll(async () => {
    for (const one of opened) await one.close();
    server?.remove();
    rmSync(folder, { recursive: true });
  });
  const place = (): Place =>
    server
      ? { kind: 'postgresql', url: server.database() }
      : { kind: 'sqlite', folder: join(folder, `${++made}`) };
  return {
    place,
    server: () => server,
    open: async (where = place()) => {
      const engine = openEngine(where);
      opened.push(engine);
      await engine.prepare();
      return engine;
    },
  };
}
