/** What becomes of a result, by its status. */
export type Effect =
  /** It is judged. */
  | 'judge'
  /** A preliminary one: kept, and waited for its final. */
  | 'keep'
  /** The test is ordered and has no result yet. */
  | 'wait'
  /** The value of its preliminary is the final one: it is looked up. */
  | 'complete'
  /** The test was not done. */
  | 'not-done'
  /** It is taken back. */
  | 'withdraw';

export interface ResultStatus {
  readonly status: fhir4.Observation['status'];
  readonly effect: Effect;
}

const status = (name: ResultStatus['status'], effect: Effect): ResultStatus => ({ status: name, effect });

const FINAL = status('final', 'judge');
const CANCELLED = status('cancelled', 'not-done');
const WITHDRAWN = status('entered-in-error', 'withdraw');
const PRELIMINARY = status('preliminary', 'keep');
const REGISTERED = status('registered', 'wait');
const UNKNOWN = status('unknown', 'judge');

/**
 * OBX-11, HL7 table 0085. F, C, A, P, X, D and W as HL7's v2-to-FHIR guide maps them (ObservationResultStatusCodesInterpretation); it
 * leaves B, I, O, R, S, U and V without a target: hepacue-decision.
 */
const RESULTS: ReadonlyMap<string, ResultStatus> = new Map([
  ['F', FINAL],
  ['V', FINAL],
  ['U', FINAL],
  ['C', status('corrected', 'judge')],
  ['A', status('amended', 'judge')],
  ['B', status('amended', 'judge')],
  ['P', PRELIMINARY],
  ['S', PRELIMINARY],
  ['R', PRELIMINARY],
  ['I', REGISTERED],
  ['O', REGISTERED],
  ['X', CANCELLED],
  ['D', WITHDRAWN],
  ['W', WITHDRAWN],
]);

/** OBR-25, HL7 table 0123, where OBX-11 is empty. */
const REPORTED: ReadonlyMap<string, ResultStatus> = new Map([
  ['F', FINAL],
  ['C', status('corrected', 'judge')],
  ['P', PRELIMINARY],
  ['R', PRELIMINARY],
  ['I', REGISTERED],
  ['O', REGISTERED],
  ['S', REGISTERED],
  ['X', CANCELLED],
]);

/** OBR-25 as a DiagnosticReport has it; the guide has no target for A, M and N. */
const REPORTS: ReadonlyMap<string, fhir4.DiagnosticReport['status']> = new Map([
  ['O', 'registered'],
  ['I', 'registered'],
  ['S', 'registered'],
  ['P', 'preliminary'],
  ['R', 'partial'],
  ['C', 'corrected'],
  ['F', 'final'],
  ['X', 'cancelled'],
]);

/** "Not asked": the segment stands for no result at all. */
const NOT_ASKED = 'N';
/** Answers to a query that went wrong: no report is sent with them. */
const OF_QUERIES: ReadonlySet<string> = new Set(['Y', 'Z']);

/**
 * The state of a result: its own, else its report's; where either takes it back or says that it was not done, that.
 * @param own OBX-11
 * @param report OBR-25
 * @returns `undefined` when there is no result: nobody asked for it
 */
export function resultStatus(own: string, report: string): ResultStatus | undefined {
  if (own === NOT_ASKED) return undefined;
  const [ofResult, ofReport] = [RESULTS.get(own), REPORTED.get(report)];
  if (ofResult === WITHDRAWN) return WITHDRAWN;
  if (ofReport === CANCELLED) return CANCELLED;
  return ofResult ?? (own === '' ? ofReport : undefined) ?? UNKNOWN;
}

/** A final result whose value is the one told before (V: verified, U: from preliminary to final without sending it again). */
export function isToldBefore(own: string): boolean {
  return own === 'V' || own === 'U';
}

/** @returns `'invalid'` for a status that no report has */
export function reportStatus(report: string): fhir4.DiagnosticReport['status'] | 'invalid' {
  return OF_QUERIES.has(report) ? 'invalid' : (REPORTS.get(report) ?? 'unknown');
}
