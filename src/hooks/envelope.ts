// FHIR allows `.` and `..` as ids; in a URL they mean another place.
const id = { type: 'string', pattern: '^(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$' };
const resourceTypeBundle = {
  type: 'object',
  required: ['resourceType'],
  // One entry that is not wrapped in an array is repaired further in.
  properties: { resourceType: { const: 'Bundle' }, entry: { type: ['array', 'object', 'null'] } },
};

/**
 * The JSON Schema of a request as far as a service needs it. `generate.ts` writes what checks it, as a page may not make code from a schema.
 * @param results whether the service is handed new results
 */
export function envelope(results: boolean): object {
  return {
    type: 'object',
    // CDS Hooks 2.0.1: hook, hookInstance and context are REQUIRED.
    required: ['hook', 'hookInstance', 'context'],
    properties: {
      hook: { type: 'string', pattern: '[^]' },
      // CDS Hooks 2.0.1 wants a UUID; it is used for nothing here, and clients send names of their own.
      hookInstance: { type: 'string', pattern: '\\S' },
      context: {
        type: 'object',
        required: ['userId', 'patientId', ...(results ? ['results'] : [])],
        properties: {
          userId: {
            type: 'string',
            pattern:
              '^(?=[^]{1,2048}$)(https?://[^\\s?#]+/)?[A-Za-z]{1,64}/(?!\\.{1,2}$)[A-Za-z0-9\\-.]{1,64}$',
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
