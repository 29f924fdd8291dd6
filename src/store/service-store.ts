import type { MemoryOf } from '../core/model/memory.js';
import type { Database } from './database.js';
import { type GivenFeedback, keepFeedback } from './feedback.js';
import { createMemory } from './memory.js';
import { fileIn, openEngine, type Place } from './open.js';
import { pseudonyms } from './pseudonyms.js';
import { purge } from './purge.js';
import { openSqlite } from './sqlite.js';
import { createTokens, type TokensParts, type UsedTokens } from './tokens.js';
import { watched } from './watched.js';

export interface StoreSettings {
  readonly place: Place;
  /** What patients and users are told apart by; without it they are not. */
  readonly pseudonymKey?: string | undefined;
  readonly retentionDays: number;
  /** Milliseconds that a request waits for what is known of its patient, and of its token; what is usual when absent. */
  readonly deadlines?: { readonly recall: number; readonly token: number };
}

export interface StorePorts extends Pick<TokensParts, 'own' | 'now'> {
  /** Told what goes wrong, and when it goes right again. */
  readonly report: (event: StoreEvent, code: string) => void;
}

export type StoreEvent = 'store-failing' | 'store-back' | 'not-recorded' | 'not-purged';

/** How it goes, for probes and metrics. */
export interface StoreState {
  /** Why it cannot be used; undefined while it can. */
  readonly failing: string | undefined;
  /** Answers that were not kept, requests answered without the cards of before, tokens taken on the word of this instance: since the start. */
  readonly unrecorded: number;
  readonly notRecalled: number;
  readonly tokensAlone: number;
}

/** The store of a running service. */
export interface ServiceStore {
  readonly database: Database;
  readonly memoryOf: MemoryOf;
  readonly tokens: UsedTokens;
  /** Resolves when it is on disk. @throws StoreUnavailable when it is not */
  readonly keepFeedback: (client: string, given: readonly GivenFeedback[]) => Promise<void>;
  readonly state: () => StoreState;
  /** Writes what waits, and lets go. Never rejects. */
  close(): Promise<void>;
}

const SWEEP_EVERY = 60_000;
const PURGE_EVERY = 6 * 3_600_000;

/**
 * Opens the store of a service.
 * @throws Error that names the setting and says what to do, when the data folder cannot be used, or a newer program made the tables. A
 *   PostgreSQL that cannot be reached is no error: it is tried again until it can
 */
export async function openServiceStore(settings: StoreSettings, ports: StorePorts): Promise<ServiceStore> {
  const { place, pseudonymKey, retentionDays, deadlines } = settings;
  const { now, report, own } = ports;
  const { database, light } = await started(place, report);
  const memory = createMemory({
    database,
    pseudonym: pseudonymKey === undefined ? undefined : pseudonyms(pseudonymKey),
    deadline: deadlines?.recall,
    refused: (error) => report('not-recorded', error instanceof Error ? error.name : 'unknown'),
  });
  const tokens = createTokens({ database: light ?? database, own, now, deadline: deadlines?.token });
  const sweep = (): void => void tokens.sweep().catch(() => undefined);
  const purgeOld = (): void =>
    void purge(database, retentionDays, now()).catch(() =>
      report('not-purged', database.failing() ?? 'unknown'),
    );
  purgeOld();
  const timers = [setInterval(sweep, SWEEP_EVERY).unref(), setInterval(purgeOld, PURGE_EVERY).unref()];
  return {
    database,
    memoryOf: memory.memoryOf,
    tokens,
    keepFeedback: async (client, given) => {
      // Cards first, so that an answer is never there without what it answers.
      await memory.flush();
      await keepFeedback(database, client, given, now());
    },
    state: () => ({ ...memory.counts, failing: database.failing(), tokensAlone: tokens.alone() }),
    close: async () => {
      timers.forEach(clearInterval);
      await memory.flush();
      await light?.close();
      await database.close().catch(() => undefined);
    },
  };
}

/** The database, and for SQLite a second door to it that does not wait for the disk: for tokens, of which each request uses one. */
async function started(place: Place, report: StorePorts['report']) {
  try {
    const database = watched(openEngine(place), { report });
    await database.start();
    if (place.kind === 'postgresql') return { database, light: undefined };
    const failing = database.failing();
    if (failing !== undefined) throw new Error(failing);
    return { database, light: openSqlite(fileIn(place.folder), false) };
  } catch (error) {
    throw new Error(refusal(place, error), { cause: error });
  }
}

function refusal(place: Place, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return place.kind === 'sqlite'
    ? `DATA_FOLDER: nothing can be kept in ${place.folder} (${why}): set DATA_FOLDER to a folder that may be written, or STORE=none to keep nothing`
    : `DATABASE_URL: the store cannot be used: ${why}`;
}
