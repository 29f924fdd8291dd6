import type { Round } from '../../../fhir/ask-all.js';
import type { Failure } from '../../../fhir/fetch-page.js';
import type { SmartContext } from './context.js';

/** The request that an EHR would have sent, had it fired the hook: CDS Hooks 2.0.1. */
export type HookBody = {
  readonly hook: string;
  readonly hookInstance: string;
  readonly context: {
    readonly patientId: string;
    readonly userId: string;
    readonly encounterId?: string;
  };
  readonly prefetch: Readonly<Record<string, unknown>>;
};

/** Writes a record that was read as a request, so that it says what came, what failed, and of what there is more. */
export function hookRequest(
  hook: string,
  { patientId, userId, encounterId }: SmartContext,
  round: Round,
  hookInstance: string,
): HookBody {
  return {
    hook,
    hookInstance,
    context: { patientId, userId, ...(encounterId !== undefined && { encounterId }) },
    prefetch: prefetchOf(round),
  };
}

/** Not asked at all: as absent as if nobody could be asked. */
const NOT_ASKED: ReadonlySet<Failure> = new Set<Failure>(['scope', 'not-askable']);

function prefetchOf({ values, failed, partial }: Round): Readonly<Record<string, unknown>> {
  const came = [...values].map(([key, value]) => [
    key,
    isBundle(value) ? paged(value, partial.includes(key)) : value,
  ]);
  const inVain = [...failed]
    .filter(([, why]) => !NOT_ASKED.has(why))
    .map(([key, why]) => [key, outcome(why)]);
  return Object.fromEntries([...came, ...inVain]) as Readonly<Record<string, unknown>>;
}

type Bundle = Readonly<Record<string, unknown>>;

function isBundle(value: unknown): value is Bundle {
  return (value as Bundle | undefined)?.['resourceType'] === 'Bundle';
}

/** A Bundle says by a next link, and by nothing else, that there is more: pages were joined, and totals count what was not asked for. */
function paged({ link: _links, total: _total, ...bundle }: Bundle, hasMore: boolean): Bundle {
  return hasMore ? { ...bundle, link: [{ relation: 'next', url: 'urn:x:more' }] } : bundle;
}

/** FHIR R4 issue types. */
const CODES: Partial<Record<Failure, string>> = {
  timeout: 'timeout',
  unreachable: 'transient',
  refused: 'forbidden',
  'other-patient': 'security',
  'too-large': 'too-costly',
};

/** CDS Hooks 2.0.1: how a client says that a query failed. */
function outcome(why: Failure): fhir4.OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: (CODES[why] ?? 'exception') as 'exception', diagnostics: why }],
  };
}
