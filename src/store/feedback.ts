import { createHash } from 'node:crypto';
import type { Database, Row } from './database.js';
import { FEEDBACK, inserts } from './tables.js';

/** What a client says of a card. */
export interface GivenFeedback {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly acceptedSuggestions: readonly string[];
  readonly reason?: { readonly code: string; readonly system?: string };
  readonly userComment?: string;
  readonly outcomeTimestamp?: Date;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
/** A code as FHIR has it, without blanks: what is none might be a sentence, and a sentence might name somebody. */
const CODE = /^[\x21-\x7e]{1,64}$/u;
const NO_CODE = 'not-a-code';
const SYSTEM = /^[\x21-\x7e]{1,256}$/u;
const MOST_ACCEPTED = 100;

/**
 * Keeps what a client said, all of it or nothing; it is on disk when this resolves. The same card, outcome and time again is the same, as is
 * the same without a time. Nothing of a comment is kept, but that there was one.
 * @throws StoreUnavailable
 */
export async function keepFeedback(
  database: Database,
  client: string,
  given: readonly GivenFeedback[],
  now: Date,
): Promise<void> {
  if (given.length === 0) return;
  await database.transaction(
    inserts(
      FEEDBACK,
      given.map((one) => rowOf(client, one, now)),
    ),
  );
}

function rowOf(client: string, given: GivenFeedback, now: Date): Row {
  const { outcome, reason, acceptedSuggestions, userComment, outcomeTimestamp } = given;
  const told = outcomeTimestamp?.getTime() ?? NO_TIME;
  return {
    client,
    card: idOf(given.card),
    outcome,
    outcome_at: told,
    received_at: now.getTime(),
    day: new Date(timeOf(told, now.getTime())).toISOString().slice(0, 10),
    reason: reason ? (CODE.test(reason.code) ? reason.code : NO_CODE) : null,
    reason_system: reason?.system !== undefined && SYSTEM.test(reason.system) ? reason.system : null,
    commented: userComment === undefined ? 0 : 1,
    accepted: JSON.stringify(acceptedSuggestions.slice(0, MOST_ACCEPTED).map(idOf)),
  };
}

/** Our own ids are UUIDs. Any other text is not of ours: a digest of it tells it apart as well, and says nothing. */
function idOf(text: string): string {
  const id = text.toLowerCase();
  return UUID.test(id) ? id : `sha256:${createHash('sha256').update(text).digest('base64url')}`;
}

const NO_TIME = 0;
const DAY = 86_400_000;
/** Feedback is sent when it is given, or some days late by a device that was away. */
const LATEST = 31 * DAY;

/**
 * When it was given, in milliseconds since 1970: as told, unless that is not yet, or too long ago to be true; then when it came. The time that
 * was told tells two answers apart whatever it is.
 */
export function timeOf(told: number, received: number): number {
  return told <= received && told >= received - LATEST ? told : received;
}
