import { join } from 'node:path';
import type { Engine } from './database.js';
import { openPostgres, type PostgresTimes } from './postgres.js';
import { openSqlite } from './sqlite.js';

/** Where a store is. */
export type Place =
  | { readonly kind: 'sqlite'; readonly folder: string }
  | { readonly kind: 'postgresql'; readonly url: string };

/** The one file of SQLite in the data folder; beside it stand, while it is open, its log and an index of that. */
const FILE = 'hepacue.db';

export function fileIn(folder: string): string {
  return join(folder, FILE);
}

/** @throws StoreUnavailable when the file of SQLite cannot be opened; PostgreSQL is asked later */
export function openEngine(place: Place, times?: PostgresTimes): Engine {
  return place.kind === 'sqlite' ? openSqlite(fileIn(place.folder)) : openPostgres(place.url, times);
}
