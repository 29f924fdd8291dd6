/** Why an export cannot be taken: a stable code, and what to do. */
export class ExportError extends Error {
  override readonly name = 'ExportError';

  constructor(
    readonly code:
      | 'usage'
      | 'not-reached'
      | 'refused'
      | 'host-not-allowed'
      | 'not-fhir'
      | 'no-token'
      | 'too-long'
      | 'incomplete'
      | 'not-written',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
