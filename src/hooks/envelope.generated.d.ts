// Written by generate.ts; not to be edited.
import type { ErrorObject } from 'ajv';

/** Whether a body has the shape of a request; `errors` says what of the last one did not. */
export interface Check {
  (body: unknown): boolean;
  errors?: readonly ErrorObject[] | null;
}
/** Of a service that is handed new results, and of any other. */
export const results: Check;
export const plain: Check;
