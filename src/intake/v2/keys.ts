import { createHash } from 'node:crypto';
import type { PatientIdentifier } from './identifiers.js';

/**
 * What a report is known by, whichever message tells of it: the client, the filler's number, else the placer's, each in its
 * namespace, and the patient. Plain text with identifiers in it: to be kept as such a text is kept.
 */
export function reportKey(
  client: string,
  number:
    { readonly by: 'filler' | 'placer'; readonly value: string; readonly namespace: string } | undefined,
  patient: PatientIdentifier,
): string {
  return JSON.stringify([
    client,
    patient.system,
    patient.value,
    number?.by ?? '',
    number?.value ?? '',
    number?.namespace ?? '',
  ]);
}

/** What a result is known by: its report, its codes, its sub-id, and which of those that are equal in all of this it is. */
export function resultKey(report: string, codes: readonly string[], subId: string, ordinal: number): string {
  return JSON.stringify([report, ...codes, subId, ordinal]);
}

/**
 * What one message is known by: sent again it is the same; another body under the same MSH-10 is another message, as counters start anew.
 * @param header as sent: MSH-3, MSH-4, MSH-10
 */
export function messageKey(
  client: string,
  header: readonly [string, string, string],
  body: Uint8Array,
): string {
  return createHash('sha256')
    .update(JSON.stringify([client, ...header]))
    .update(body)
    .digest('hex');
}

/** An id of FHIR for a key: the same at each call, and nothing of the key to be seen. */
export function idOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40);
}
