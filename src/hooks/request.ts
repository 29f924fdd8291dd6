import type { Service } from '../core/model/knowledge.js';
import { ServiceError } from '../errors.js';
import { hookOf } from './discovery.js';
import { firstProblem, isObject } from './element.js';
import * as envelopes from './envelope.generated.js';
import { countEntries, MOST_ENTRIES } from './entries.js';
import { type OptionalFields, optionalFields } from './optional-fields.js';

/** A CDS Hooks request whose envelope and context are in order; what stands in prefetch and results is not judged yet. */
export interface HookRequest extends OptionalFields {
  readonly hookInstance: string;
  readonly patientId: string;
  /** `Type/id`, also when the client sent an absolute URL. */
  readonly userId: string;
  /** The user is the patient or a relative: no card made for clinicians may be shown. */
  readonly userIsPatient: boolean;
  readonly results?: Readonly<Record<string, unknown>>;
  readonly prefetch: Readonly<Record<string, unknown>>;
}

interface Envelope {
  readonly hookInstance: string;
  readonly context: {
    readonly patientId: string;
    readonly userId: string;
    readonly results?: Record<string, unknown>;
  };
  readonly prefetch?: Record<string, unknown>;
}

/**
 * Reads a request body as sent to `service`. Unknown elements and extensions are ignored; null counts as absent, and so does what
 * is odd in a field that may be left out.
 * @throws ServiceError request-not-json, too-many-entries, hook-mismatch, patient-id-invalid, or request-invalid with the first element at fault
 */
export function parseRequest(body: unknown, service: Service, resultHook: string): HookRequest {
  if (!isObject(body)) throw new ServiceError('request-not-json');
  if (typeof body['hook'] === 'string' && body['hook'] !== hookOf(service, resultHook))
    throw new ServiceError('hook-mismatch', 'hook');
  const read = valid(body, service.results ? envelopes.results : envelopes.plain);
  const { context, hookInstance, prefetch } = read;
  const keys = Object.keys(prefetch ?? {}).length;
  if (keys > MOST_ENTRIES || countEntries([context.results, ...Object.values(prefetch ?? {})]) > MOST_ENTRIES)
    throw new ServiceError('too-many-entries');
  const userId = context.userId.split('/').slice(-2).join('/');
  return {
    hookInstance,
    patientId: context.patientId,
    userId,
    userIsPatient: /^(patient|relatedperson)\//i.test(userId),
    ...(service.results && context.results && { results: context.results }),
    prefetch: prefetch ?? {},
    ...optionalFields(body, body['context']),
  };
}

function valid(body: Record<string, unknown>, check: envelopes.Check): Envelope {
  const envelope = withoutNull(body);
  if (isObject(envelope['context'])) envelope['context'] = withoutNull(envelope['context']);
  // How PHP writes an object without keys.
  if (Array.isArray(envelope['prefetch']) && envelope['prefetch'].length === 0) envelope['prefetch'] = {};
  if (check(envelope)) return envelope as unknown as Envelope;
  const where = firstProblem(check.errors);
  const missing = check.errors?.[0]?.keyword === 'required';
  throw new ServiceError(
    where === 'context.patientId' && !missing ? 'patient-id-invalid' : 'request-invalid',
    where,
  );
}

function withoutNull(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
