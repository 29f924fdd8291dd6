import { createHash } from 'node:crypto';

/** The number of a report: the filler's, else the placer's, each in its namespace. */
export interface ReportNumber {
  readonly by: 'filler' | 'placer';
  readonly value: string;
  readonly namespace: string;
}

/** What tells a result from the others of its report. */
export interface ResultPlace {
  /** OBX-3.1 and OBX-3.4. */
  readonly codes: readonly string[];
  /** OBX-4. */
  readonly subId: string;
  /** Which of those that are equal in both it is, counted from 0. */
  readonly ordinal: number;
}

/**
 * What a report is known by, whichever message tells of it. Plain text with numbers of a patient in it: to be kept as such texts are.
 * @param patient stands for the patient: who knows that two numbers are of one person gives the same for both
 */
export function reportKey(client: string, number: ReportNumber | undefined, patient: string): string {
  return JSON.stringify([client, patient, number?.by ?? '', number?.value ?? '', number?.namespace ?? '']);
}

/** What a result is known by. */
export function resultKey(report: string, { codes, subId, ordinal }: ResultPlace): string {
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
