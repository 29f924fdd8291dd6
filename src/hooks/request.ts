import { Ajv, type ValidateFunction } from 'ajv';
import type { Service } from '../core/model/knowledge.js';
import { ServiceError } from '../errors.js';
import { hookOf } from './discovery.js';
import { firstProblem, isObject } from './element.js';
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

// FHIR allows `.` and `..` as ids; in a URL they mean another place.
const id = { type: 'string', pattern: '^(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$' };
const resourceTypeBundle = {
  type: 'object',
  required: ['resourceType'],
  // One entry that is not wrapped in an array is repaired further in.
  properties: { resourceType: { const: 'Bundle' }, entry: { type: ['array', 'object', 'null'] } },
};

function envelope(results: boolean): object {
  return {
    type: 'object',
    // CDS Hooks 2.0.1: hook, hookInstance and context are REQUIRED.
    required: ['hook', 'hookInstance', 'context'],
    properties: {
      hook: { type: 'string', minLength: 1 },
      // CDS Hooks 2.0.1 wants a UUID; it is used for nothing here, and clients send names of their own.
      hookInstance: { type: 'string', pattern: '\\S' },
      context: {
        type: 'object',
        required: ['userId', 'patientId', ...(results ? ['results'] : [])],
        properties: {
          userId: {
            type: 'string',
            maxLength: 2048,
            pattern: '^(https?://[^\\s?#]+/)?[A-Za-z]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$',
          },
          patientId: id,
          ...(results && { results: resourceTypeBundle }),
        },
      },
      // CDS Hooks 2.0.1: the client SHALL send null for a key it has no data for, so the values are not judged here.
      prefetch: { type: 'object' },
    },
  };
}

// The schemas are fixed: holding them against the schema of schemas at each start would show nothing.
const ajv = new Ajv({ strict: true, allowUnionTypes: true, meta: false, validateSchema: false });
const plainEnvelope = ajv.compile<Envelope>(envelope(false));
const resultsEnvelope = ajv.compile<Envelope>(envelope(true));

/**
 * Reads a request body as sent to `service`. Unknown elements and extensions are ignored; null counts as absent, and so does what
 * is odd in a field that may be left out.
 * @throws ServiceError request-not-json, too-many-entries, hook-mismatch, patient-id-invalid, or request-invalid with the first element at fault
 */
export function parseRequest(body: unknown, service: Service, resultHook: string): HookRequest {
  if (!isObject(body)) throw new ServiceError('request-not-json');
  if (typeof body['hook'] === 'string' && body['hook'] !== hookOf(service, resultHook))
    throw new ServiceError('hook-mismatch', 'hook');
  const read = valid(body, service.results ? resultsEnvelope : plainEnvelope);
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

function valid(body: Record<string, unknown>, validate: ValidateFunction<Envelope>): Envelope {
  const envelope = withoutNull(body);
  if (isObject(envelope['context'])) envelope['context'] = withoutNull(envelope['context']);
  // How PHP writes an object without keys.
  if (Array.isArray(envelope['prefetch']) && envelope['prefetch'].length === 0) envelope['prefetch'] = {};
  if (validate(envelope)) return envelope;
  const where = firstProblem(validate.errors);
  const missing = validate.errors?.[0]?.keyword === 'required';
  throw new ServiceError(
    where === 'context.patientId' && !missing ? 'patient-id-invalid' : 'request-invalid',
    where,
  );
}

function withoutNull(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
