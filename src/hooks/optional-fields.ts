import { isObject } from './element.js';

/**
 * What is odd about a field that a request may leave out, or that is used for nothing here. A stable word for the access log:
 * the request is answered all the same, as if the field had not come.
 */
export type Oddity =
  | 'hook-instance-not-uuid'
  | 'encounter-id-unreadable'
  | 'fhir-server-unreadable'
  | 'fhir-server-missing'
  | 'fhir-authorization-unreadable'
  | 'token-type-unknown';

/** The fields of a request that it may leave out, as far as they can be read. */
export interface OptionalFields {
  readonly encounterId?: string;
  /** Where missing data may be asked for. The token is transient: it is never stored, logged or put into an error. */
  readonly fhir?: { readonly server: string; readonly token: string; readonly scope?: string };
  readonly odd: readonly Oddity[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A bare id; with its type, absolute or versioned as some clients send it. FHIR allows `.` and `..` as ids; in a URL they mean another place. */
const ENCOUNTER =
  /^(?:(?:https?:\/\/[^\s?#]+\/)?Encounter\/)?(?!\.{1,2}(?:\/|$))([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/i;
/** RFC 3986, 3.1: schemes are case-insensitive. */
const SERVER = /^https?:\/\/\S+$/i;

/** Reads the optional fields of a request of any quality. Never throws. */
export function optionalFields(
  { hookInstance, fhirServer, fhirAuthorization }: Readonly<Record<string, unknown>>,
  context: unknown,
): OptionalFields {
  const odd: Oddity[] = [];
  const encounter = isObject(context) ? context['encounterId'] : undefined;
  const encounterId = typeof encounter === 'string' ? ENCOUNTER.exec(encounter.trim())?.[1] : undefined;
  if (encounterId === undefined && !isEmpty(encounter)) odd.push('encounter-id-unreadable');
  if (typeof hookInstance === 'string' && !UUID.test(hookInstance)) odd.push('hook-instance-not-uuid');
  const fhir = accessOf(fhirServer, fhirAuthorization, odd);
  return { ...(encounterId !== undefined && { encounterId }), ...(fhir && { fhir }), odd };
}

/** Of a server nothing is put right: an address is asked as it is written, or not at all. */
function accessOf(server: unknown, authorization: unknown, odd: Oddity[]): OptionalFields['fhir'] {
  const isServer = typeof server === 'string' && server.length <= 2048 && SERVER.test(server);
  if (!isServer && !isEmpty(server)) odd.push('fhir-server-unreadable');
  if (isEmpty(authorization)) return undefined;
  const { access_token: token, token_type: type, scope } = isObject(authorization) ? authorization : {};
  if (typeof token !== 'string' || token === '') {
    if (!isObject(authorization) || !isEmpty(token)) odd.push('fhir-authorization-unreadable');
    return undefined;
  }
  // CDS Hooks 2.0.1: token_type has the fixed value Bearer; some clients leave it out.
  if (!isEmpty(type) && !(typeof type === 'string' && type.trim().toLowerCase() === 'bearer')) {
    odd.push('token-type-unknown');
    return undefined;
  }
  // CDS Hooks 2.0.1: fhirServer is REQUIRED if fhirAuthorization is provided. Without it nothing can be asked for, and that is all.
  if (isEmpty(server)) odd.push('fhir-server-missing');
  return isServer ? { server, token, ...(typeof scope === 'string' && { scope }) } : undefined;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'string' && value.trim() === '')
  );
}
