interface Answer {
  readonly status: number;
  /** FHIR R4 issue type. */
  readonly issue: string;
  readonly sentence: string;
  readonly todo: string;
}

/** Every error the service answers with. The codes are stable: clients may build on them. */
export const errors = {
  'request-not-json': {
    status: 400,
    issue: 'structure',
    sentence: 'The body is not a JSON object.',
    todo: 'Send the CDS Hooks request as one JSON object in UTF-8.',
  },
  'request-invalid': {
    status: 400,
    issue: 'invalid',
    sentence: 'The request does not have the shape CDS Hooks 2.0.1 asks for.',
    todo: 'Correct the named element; /openapi.yaml shows the whole request.',
  },
  'request-too-deep': {
    status: 400,
    issue: 'structure',
    sentence: 'The body nests more than 100 deep.',
    todo: 'Send FHIR resources as they are; none of them nests so deep.',
  },
  'too-many-entries': {
    status: 400,
    issue: 'too-long',
    sentence: 'The Bundles of the request have more than 5,000 entries.',
    todo: 'Send fewer resources: the newest results of the codes that the prefetch templates name are enough.',
  },
  'hook-mismatch': {
    status: 400,
    issue: 'value',
    sentence: 'The hook of the request is not the hook of this service.',
    todo: 'Call the service that /cds-services lists for your hook.',
  },
  'patient-id-invalid': {
    status: 400,
    issue: 'value',
    sentence: 'The patient id is not a FHIR id.',
    todo: 'Send the bare id: 1 to 64 of A-Z a-z 0-9 - and ., without "Patient/".',
  },
  'prefetch-missing': {
    status: 412,
    issue: 'required',
    sentence: 'Nothing was sent about any of the laboratory tests this service decides from.',
    todo: 'Send the named prefetch keys as /cds-services asks for them; null or an empty Bundle when there is no result.',
  },
  'prefetch-of-another-patient': {
    status: 412,
    issue: 'business-rule',
    sentence: 'Everything that was sent belongs to another patient than the one in context.',
    todo: 'Send prefetch of the patient in context.patientId; the named elements are of somebody else.',
  },
  'feedback-invalid': {
    status: 400,
    issue: 'invalid',
    sentence: 'The feedback does not have the shape CDS Hooks 2.0.1 asks for.',
    todo: 'Correct the named element; each item needs a card and the outcome accepted or overridden.',
  },
  'not-authenticated': {
    status: 401,
    issue: 'login',
    sentence: 'It is not known who is calling.',
    todo: 'Send Authorization: Bearer with a fresh CDS Hooks JWT whose aud is the URL called.',
  },
  'service-unknown': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is no service with this id.',
    todo: 'Take the id from /cds-services.',
  },
  'rule-unknown': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is no rule with this id.',
    todo: 'Follow the link on a card.',
  },
  'document-unknown': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is no document or picture of this name.',
    todo: 'Follow a link on /docs.',
  },
  'example-unknown': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is no example with this id.',
    todo: 'Take the id from /examples.',
  },
  'period-invalid': {
    status: 400,
    issue: 'value',
    sentence: 'The query names no period that can be counted.',
    todo: 'Send from and to as days such as 2026-11-28, from no later than to, and no more than three years apart.',
  },
  'client-unknown': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is no client of this id whose numbers you may see.',
    todo: 'Leave client out; by a token you see your own.',
  },
  'nothing-kept': {
    status: 404,
    issue: 'not-found',
    sentence: 'This service keeps nothing that could be counted.',
    todo: 'Give it a store; docs/operate.md says how.',
  },
  'resource-unknown': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is no FHIR resource of this type and id here.',
    todo: 'Search by type, such as /fhir/ValueSet; /fhir/metadata lists the types.',
  },
  'path-unknown': {
    status: 404,
    issue: 'not-found',
    sentence: 'Nothing is offered at this address.',
    todo: 'Start from /cds-services; /openapi.yaml lists every address.',
  },
  'method-not-allowed': {
    status: 405,
    issue: 'not-supported',
    sentence: 'This address does not answer to this method.',
    todo: 'Use a method the Allow header names.',
  },
  'body-too-large': {
    status: 413,
    issue: 'too-long',
    sentence: 'The body is larger than 5 MB.',
    todo: 'Send fewer resources: the newest results of the codes that the prefetch templates name are enough.',
  },
  'content-type-unsupported': {
    status: 415,
    issue: 'not-supported',
    sentence: 'The body is not declared as JSON in UTF-8.',
    todo: 'Send the header Content-Type: application/json.',
  },
  'encoding-unsupported': {
    status: 415,
    issue: 'not-supported',
    sentence: 'The content encoding of the body is not understood.',
    todo: 'Send the body plain, or with Content-Encoding gzip, deflate or br.',
  },
  'too-many-requests': {
    status: 429,
    issue: 'throttled',
    sentence: 'More requests came in a minute than this service takes from one caller.',
    todo: 'Send the request again after the seconds in Retry-After.',
  },
  overloaded: {
    status: 503,
    issue: 'transient',
    sentence: 'The service has more to answer than it can in time.',
    todo: 'Send the request again after the seconds in Retry-After.',
  },
  'store-unavailable': {
    status: 503,
    issue: 'transient',
    sentence: 'Feedback cannot be kept at the moment: nothing of it was.',
    todo: 'Send it again after the seconds in Retry-After; the same feedback twice counts once.',
  },
  internal: {
    status: 500,
    issue: 'exception',
    sentence: 'The service failed to answer.',
    todo: 'Send the request again; if it fails again, tell the operator of this service.',
  },
} as const satisfies Record<string, Answer>;

export type ErrorCode = keyof typeof errors;

/**
 * A failure with a stable code.
 * @param where element paths in the request (from `elementPath`, so never a value of it); none when no element is at fault
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly where: readonly string[];

  constructor(code: ErrorCode, where: string | readonly string[] = [], options?: ErrorOptions) {
    super(errors[code].sentence, options);
    this.code = code;
    this.where = typeof where === 'string' ? [where] : where;
  }

  get status(): number {
    return errors[this.code].status;
  }
}

/**
 * The error as a FHIR R4 OperationOutcome. CDS Hooks 3.0: services SHOULD return one on errors.
 * @param canonicalBase base of our code systems, without a slash at the end
 * @param severity warning where the rest of the request was taken
 */
export function toOperationOutcome(
  error: ServiceError,
  canonicalBase: string,
  severity: 'error' | 'warning' = 'error',
): fhir4.OperationOutcome {
  const { issue, sentence, todo } = errors[error.code];
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity,
        code: issue,
        details: {
          coding: [{ system: `${canonicalBase}/CodeSystem/error`, code: error.code }],
          text: sentence,
        },
        diagnostics: todo,
        ...(error.where.length > 0 && { expression: [...error.where] }),
      },
    ],
  };
}
