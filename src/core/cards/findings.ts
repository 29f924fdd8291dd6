import type { ClientRequest, Remark, Surroundings } from '../model/advice.js';
import type { ContextList, Words } from '../model/knowledge.js';
import type { Facts } from '../facts/facts.js';
import type { Person } from '../readings/person.js';
import type { Readings } from '../readings/reading.js';
import type { PatientRecord } from '../record/sorting.js';

/** Everything a card is written from. */
export interface Findings {
  readonly request: ClientRequest;
  readonly surroundings: Surroundings;
  readonly words: Words;
  readonly person: Person;
  readonly record: PatientRecord;
  readonly readings: Readings;
  readonly facts: Facts;
  readonly remarks: readonly Remark[];
  /** Remarks on the trigger results that make a context card, by the list a line of it names. */
  readonly contextRemarks: Readonly<Record<ContextList, () => readonly Remark[]>>;
}
