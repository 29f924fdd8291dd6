/** The database cannot be reached, or cannot write: another time it may. What is wrong with a statement is no such error. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';

  /** @param code of the system, of SQLite, or the SQLSTATE; `late` when nobody waits any longer */
  constructor(
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`the store cannot be used (${code})`, options);
  }
}

/** The tables were made by a newer program, which this one could only damage. */
export class TooNew extends Error {
  override readonly name = 'TooNew';

  constructor(found: number, known: number) {
    super(
      `the store has migration ${found} and this program knows ${known} of them: a newer program made it; start that one`,
    );
  }
}
