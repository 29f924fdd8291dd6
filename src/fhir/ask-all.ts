import type { BoundServer } from './allowed-server.js';
import { type Answer, ask } from './ask.js';
import type { Asking, Failure } from './fetch-page.js';

/** What is to be asked about whom. */
export interface Questions {
  /** Relative FHIR R4 reads and searches by prefetch key, with every token filled. */
  readonly queries: ReadonlyMap<string, string>;
  readonly scope?: string;
  readonly patientId: string;
}

/** What came of it, by prefetch key. */
export interface Gathered {
  readonly values: ReadonlyMap<string, unknown>;
  /** Asked for, or not askable, and not there. */
  readonly failed: ReadonlyMap<string, Failure>;
  /** Keys of `values` of which there is more than could be had. */
  readonly partial: readonly string[];
}

/** What came of asking a server, with how it refused. */
export interface Round extends Gathered {
  /** The server answered nothing at all, and was itself the reason. */
  readonly down: boolean;
  /** The HTTP statuses of what failed, where there was an answer. */
  readonly statuses: ReadonlySet<number>;
}

/** What all answers to one round may have together; as many as a request itself may have. */
export const MOST_BYTES = 5_000_000;
/** Pages beyond the first, over all queries of one round. */
const MOST_FURTHER_PAGES = 10;
/** As many as a request itself may bring. */
const MOST_ENTRIES = 5_000;
/** RFC 6750: what a bearer token may consist of. */
const TOKEN = /^[A-Za-z0-9\-._~+/]{1,8192}=*$/;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Asks one server everything at once, within what may be had and until its signal says stop. Never rejects. */
export async function askAll(
  { queries, scope, patientId }: Questions,
  server: BoundServer,
  asking: Asking,
): Promise<Round> {
  const waitedInVain = asking.signal.aborted;
  const left = { pages: MOST_FURTHER_PAGES, entries: MOST_ENTRIES };
  const answers = await Promise.all(
    [...queries].map(async ([key, query]): Promise<[string, Answer]> => [
      key,
      await ask({ query, scope, patientId }, server, asking, left),
    ]),
  );
  const values = new Map<string, unknown>();
  const failed = new Map<string, Failure>();
  const statuses = new Set<number>();
  const partial: string[] = [];
  for (const [key, answer] of answers) {
    if (answer.ok) {
      values.set(key, answer.value);
      if (!answer.whole) partial.push(key);
    } else {
      failed.set(key, answer.why);
      if (answer.status !== undefined) statuses.add(answer.status);
    }
  }
  const tried = [...failed.values()].filter((why) => why !== 'scope' && why !== 'not-askable');
  const down = !waitedInVain && values.size === 0 && tried.length > 0 && !tried.includes('refused');
  return { values, failed, partial, down, statuses };
}
