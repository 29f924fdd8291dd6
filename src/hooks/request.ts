import { Ajv, type ValidateFunction } from 'ajv';
import type { Service } from '../core/model/knowledge.js';
import { ServiceError } from '../errors.js';
import { hookOf } from './discovery.js';
import { firstProblem, isObject } from './element.js';
import { countEntries, MOST_ENTRIES } from './entries.js';

/** A CDS Hooks request whose envelope and context are in order; what stands in prefetch and results is not judged yet. */
export interface HookRequest {
  readonly hookInstance: string;
  readonly patientId: string;
  /** `Type/id`, also when the client sent an absolute URL. */
  readonly userId: string;
  /** The user is the patient or a relative: no card made for clinicians may be shown. */
  readonly userIsPatient: boolean;
  readonly encounterId?: string;
  readonly results?: Readonly<Record<string, unknown>>;
  readonly prefetch: Readonly<Record<string, unknown>>;
  /** Where missing data may be asked for. The token is transient: it is never stored, logged or put into an error. */
  readonly fhir?: { readonly server: string; readonly token: string; readonly scope?: string };
}

interface Envelope {
  readonly hookInstance: string;
  readonly context: {
    readonly patientId: string;
    readonly userId: string;
    readonly encounterId?: string;
    readonly results?: Record<string, unknown>;
  };
  readonly prefetch?: Record<string, unknown>;
  readonly fhirServer?: string;
  readonly fhirAuthorization?: {
    readonly access_token: string;
    readonly token_type?: unknown;
    readonly scope?: unknown;
  };
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
    // CDS Hooks 2.0.1: fhirServer is REQUIRED if fhirAuthorization is provided.
    dependencies: { fhirAuthorization: ['fhirServer'] },
    properties: {
      hook: { type: 'string', minLength: 1 },
      hookInstance: { type: 'string', pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' },
      fhirServer: { type: 'string', pattern: '^https?://[^\\s]+$', maxLength: 2048 },
      fhirAuthorization: {
        type: 'object',
        required: ['access_token'],
        properties: { access_token: { type: 'string', minLength: 1 } },
      },
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
          encounterId: id,
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
 * Reads a request body as sent to `service`. Unknown elements and extensions are ignored; null counts as absent.
 * @throws ServiceError request-not-json, too-many-entries, hook-mismatch, patient-id-invalid, or request-invalid with the first element at fault
 */
export function parseRequest(body: unknown, service: Service, resultHook: string): HookRequest {
  if (!isObject(body)) throw new ServiceError('request-not-json');
  if (typeof body['hook'] === 'string' && body['hook'] !== hookOf(service, resultHook))
    throw new ServiceError('hook-mismatch', 'hook');
  const read = valid(body, service.results ? resultsEnvelope : plainEnvelope);
  const { context, prefetch, hookInstance } = read;
  if (countEntries([context.results, ...Object.values(prefetch ?? {})]) > MOST_ENTRIES)
    throw new ServiceError('too-many-entries');
  const fhir = accessOf(read);
  const userId = context.userId.split('/').slice(-2).join('/');
  return {
    hookInstance,
    patientId: context.patientId,
    userId,
    userIsPatient: /^(patient|relatedperson)\//i.test(userId),
    ...(context.encounterId !== undefined && { encounterId: context.encounterId }),
    ...(service.results && context.results && { results: context.results }),
    prefetch: prefetch ?? {},
    ...(fhir && { fhir }),
  };
}

// CDS Hooks 2.0.1: token_type has the fixed value Bearer; some clients leave it out.
function accessOf({ fhirServer, fhirAuthorization }: Envelope): HookRequest['fhir'] {
  if (fhirServer === undefined || !fhirAuthorization) return undefined;
  const { access_token: token, token_type: type = 'Bearer', scope } = fhirAuthorization;
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return undefined;
  return { server: fhirServer, token, ...(typeof scope === 'string' && { scope }) };
}

function valid(body: Record<string, unknown>, validate: ValidateFunction<Envelope>): Envelope {
  const envelope = withoutNull(body);
  if (isObject(envelope['context'])) envelope['context'] = withoutNull(envelope['context']);
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
