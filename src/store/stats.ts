import type { Database, Row } from './database.js';

/** What there is, and since when. */
export interface Stats {
  readonly openings: number;
  /** Cards by whether they were shown, and answers by what was answered. */
  readonly cards: Readonly<Record<string, number>>;
  readonly feedback: Readonly<Record<string, number>>;
  /** Answers to cards that their client was never given, or whose record is gone. */
  readonly unknown: number;
  readonly tokens: number;
  /** The first and the last day that something was kept of. */
  readonly days: readonly [first: string, last: string] | undefined;
}

/** Counts what is kept. @throws StoreUnavailable */
export async function statsOf(database: Database): Promise<Stats> {
  const ask = (sql: string): Promise<readonly Row[]> => database.query({ sql });
  const [days] = await ask(
    `select min(day) as first, max(day) as last from
      (select day from openings union all select day from cards union all select day from feedback) as kept`,
  );
  return {
    openings: countOf(await ask('select sum(openings) as n from openings')),
    cards: byName(await ask('select shown as name, count(*) as n from cards group by shown order by shown')),
    feedback: byName(
      await ask('select outcome as name, count(*) as n from feedback group by outcome order by outcome'),
    ),
    unknown: countOf(
      await ask(
        `select count(*) as n from feedback f
          where not exists (select 1 from cards c where c.card = f.card and c.client = f.client)`,
      ),
    ),
    tokens: countOf(await ask(`select count(*) as n from used_tokens where issuer <> ''`)),
    days: typeof days?.['first'] === 'string' ? [days['first'], String(days['last'])] : undefined,
  };
}

function countOf([row]: readonly Row[]): number {
  return Number(row?.['n'] ?? 0);
}

function byName(rows: readonly Row[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ name, n }) => [String(name), Number(n)]));
}
