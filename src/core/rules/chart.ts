import type { Stages } from '../model/knowledge.js';
import type { Readings } from '../readings/reading.js';
import type { PatientRecord } from '../record/sorting.js';
import type { Accepted } from './accepted.js';
import type { PlannedOrders } from './planned-orders.js';

/** What a work-up is planned with. */
export interface Chart {
  readonly readings: Readings;
  readonly record: PatientRecord;
  readonly now: number;
  readonly plannedOrders: PlannedOrders;
  readonly stages: Stages;
  /** Tests that were taken from a card, by their ids; they count as asked for, never as done. */
  readonly accepted: ReadonlyMap<string, readonly Accepted[]>;
}
