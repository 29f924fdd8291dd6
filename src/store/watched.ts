import type { Database, Engine, Statement } from './database.js';
import { StoreUnavailable } from './store-error.js';

/** A database that is known to work or not. */
export interface Watched extends Database {
  /** Resolves when it was tried once; it is tried again until it works. @throws TooNew, or what is wrong with a migration */
  start(): Promise<void>;
  /** Why it cannot be used; undefined while it can. */
  failing(): string | undefined;
}

export interface WatchParts {
  /** Told when it stops working, with a code, and when it works again. */
  readonly report: (event: 'store-failing' | 'store-back', code: string) => void;
  /** Milliseconds between two tries of one that does not work. */
  readonly every?: number;
}

/** Of one statement that took too long or met another: says nothing of the next. */
const OF_THE_MOMENT = new Set(['57014', '40001', '40P01', '55P03', 'SQLITE_BUSY']);

/** Needs what keeping needs: reading may well go on where a disk is full or a server only follows another. */
const TRY: Statement = {
  sql: `insert into used_tokens (issuer, jti, until) values ('', 'try', $1)
    on conflict (issuer, jti) do update set until = excluded.until`,
  values: [0],
};

/** Notices when a database stops working, and tries it until it works again. One that cannot be reached is not asked meanwhile. */
export function watched(engine: Engine, { report, every = 1_000 }: WatchParts): Watched {
  let failing: string | undefined = 'starting';
  let isPrepared = false;
  let trying: NodeJS.Timeout | undefined;
  let isClosed = false;

  const works = (): void => {
    clearTimeout(trying);
    if (failing !== undefined && failing !== 'starting') report('store-back', failing);
    failing = undefined;
  };
  const fails = (code: string): void => {
    if (OF_THE_MOMENT.has(code) || isClosed) return;
    if (failing === undefined || failing === 'starting') report('store-failing', code);
    failing = code;
    clearTimeout(trying);
    trying = setTimeout(() => void tryAgain(), every).unref();
  };
  const tryAgain = async (): Promise<void> => {
    try {
      if (isPrepared) await engine.transaction([TRY]);
      else await engine.prepare();
      isPrepared = true;
      works();
    } catch (error) {
      fails(error instanceof StoreUnavailable ? error.code : nameOf(error));
    }
  };
  const noted = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof StoreUnavailable) fails(error.code);
      throw error;
    }
  };
  /** A file on a full disk can be read, and says at once when it cannot. */
  const refuse = (): StoreUnavailable | undefined =>
    failing !== undefined && (engine.kind === 'postgresql' || !isPrepared)
      ? new StoreUnavailable(failing)
      : undefined;

  return {
    kind: engine.kind,
    failing: () => failing,
    start: async () => {
      try {
        await noted(engine.prepare());
        isPrepared = true;
        works();
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
      }
    },
    query: async (statement) => {
      const refused = refuse();
      if (refused) throw refused;
      return noted(engine.query(statement));
    },
    transaction: async (statements) => {
      const refused = refuse();
      if (refused) throw refused;
      const results = await noted(engine.transaction(statements));
      works();
      return results;
    },
    close: () => {
      isClosed = true;
      clearTimeout(trying);
      return engine.close();
    },
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
