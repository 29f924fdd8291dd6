import type { Facts } from '../facts/facts.js';
import type { Views } from '../facts/views.js';
import type { Vocabulary } from '../facts/vocabulary.js';
import type { AdviceRequest, AdvisorSettings, Occasion, Remark } from '../model/advice.js';
import type { Client, ContextList, Knowledge } from '../model/knowledge.js';
import type { Person } from '../readings/person.js';
import type { Readings } from '../readings/reading.js';
import type { LabsNamed } from '../record/codes.js';
import type { PatientRecord } from '../record/sorting.js';
import type { Chart } from '../rules/chart.js';
import type { OpenFlags } from '../rules/open-flags.js';
import type { PlannedOrders } from '../rules/planned-orders.js';
import type { CardFrame } from './frame.js';
import type { Phrasebook } from './phrasebook.js';
import type { Draft } from './draft.js';

/** What answers are written with: all that is fixed before a request. */
export interface CardParts {
  readonly knowledge: Knowledge;
  readonly client: Client;
  readonly settings: AdvisorSettings;
  readonly book: Phrasebook;
  readonly vocabulary: Vocabulary;
  readonly labsNamed: LabsNamed;
  readonly plannedOrders: PlannedOrders;
  /** Ids of the labs that start a rule. */
  readonly triggers: readonly string[];
  /** By rule id. */
  readonly frames: ReadonlyMap<string, CardFrame>;
  /** By test id. */
  readonly drafts: ReadonlyMap<string, Draft>;
}

/** Everything a card is written from. */
export interface Findings {
  readonly parts: CardParts;
  readonly request: AdviceRequest;
  readonly occasion: Occasion;
  readonly person: Person;
  readonly record: PatientRecord;
  readonly views: Views;
  /** Of today's view. */
  readonly readings: Readings;
  /** Of today's view. */
  readonly facts: Facts;
  readonly remarks: readonly Remark[];
  /** What a work-up is planned with. */
  readonly chart: Chart;
  /** Red flags that could not be told. Worked out when asked for. */
  readonly openFlags: () => readonly OpenFlags[];
  /** Remarks on the trigger results that make a context card, by the list a line of it names. */
  readonly contextRemarks: Readonly<Record<Exclude<ContextList, 'reasons'>, () => readonly Remark[]>>;
}
