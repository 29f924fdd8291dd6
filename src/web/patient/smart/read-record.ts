import { boundServer } from '../../../fhir/allowed-server.js';
import { askAll, MOST_BYTES, type Round } from '../../../fhir/ask-all.js';
import type { SmartContext } from './context.js';
import { Problem } from './problem.js';

/** For everything together, in milliseconds: somebody waits before the screen. */
export const READING_MS = 20_000;

/**
 * Asks the EHR for the record with the user's own token, as the service would ask it; what does not come is told in the result.
 * @throws Problem when no query for results was answered: session-over, not-allowed, too-many, too-slow, fhir-unreachable, fhir-failed
 */
export async function readRecord(
  issuer: string,
  { token, scope, patientId }: SmartContext,
  queries: ReadonlyMap<string, string>,
): Promise<Round> {
  const server = boundServer(issuer, [issuer]);
  if (!server) throw new Problem('issuer-unknown', issuer);
  const asking = {
    token,
    signal: AbortSignal.timeout(READING_MS),
    // The browser keeps no copy of a record.
    init: { cache: 'no-store' },
    left: { bytes: MOST_BYTES },
  };
  const round = await askAll({ queries, patientId, ...(scope !== undefined && { scope }) }, server, asking);
  const forResults = [...queries].filter(([, query]) => query.startsWith('Observation?')).map(([key]) => key);
  if (forResults.length > 0 && forResults.every((key) => round.failed.has(key)))
    throw whyNothing(round, scope);
  return round;
}

const BY_STATUS = [
  [401, 'session-over'],
  [403, 'not-allowed'],
  [429, 'too-many'],
] as const;

function whyNothing({ failed, statuses }: Round, scope = ''): Problem {
  const byStatus = BY_STATUS.find(([status]) => statuses.has(status));
  if (byStatus) return new Problem(byStatus[1]);
  const why = new Set(failed.values());
  if (why.has('scope')) return new Problem('scope-missing', scope);
  if (why.has('timeout')) return new Problem('too-slow', String(READING_MS / 1000));
  if (why.has('unreachable')) return new Problem('fhir-unreachable');
  const told = [...statuses].map((status) => `HTTP ${String(status)}`).join(', ');
  return new Problem('fhir-failed', told === '' ? 'no FHIR' : told);
}
