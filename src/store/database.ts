export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** SQL that SQLite and PostgreSQL both speak, with `$1`, `$2` … in ascending order. */
export interface Statement {
  readonly sql: string;
  readonly values?: readonly Value[];
}

/** One engine. Every method rejects when it cannot be reached or cannot write; nothing is done by halves. */
export interface Database {
  readonly kind: 'sqlite' | 'postgresql';
  /** Rows; whole numbers as numbers. */
  query(statement: Statement): Promise<readonly Row[]>;
  /** All or none, in one transaction that is on disk when it resolves: rows that each statement returned. */
  transaction(statements: readonly Statement[]): Promise<readonly (readonly Row[])[]>;
  close(): Promise<void>;
}

/** A database as it is opened: its tables may not be there yet. */
export interface Engine extends Database {
  /**
   * Makes the tables and changes of tables that are missing, under a lock, so that several processes may start at once.
   * @throws StoreUnavailable when it cannot be reached or written, TooNew when a newer program made its tables
   */
  prepare(): Promise<void>;
}
