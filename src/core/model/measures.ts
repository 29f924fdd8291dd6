import type { Difference, Rate } from '../rates.js';
import type { Indicator } from './knowledge.js';

// What can be told of the cards of many patients. Nothing of one of them: no name, no value, no id, no pseudonym.

/** From the first to the last day, both within it: `2026-11-28`, in UTC. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** What became of cards. */
export interface Counts {
  readonly shown: number;
  /** Worked out and not sent, as the client or rule is silent. */
  readonly silent: number;
  /** Kept back by the policy that says when to be quiet. */
  readonly quiet: number;
  /** Of those shown: something of it was accepted. */
  readonly accepted: number;
  /** Of those shown: turned down, and nothing of it accepted. */
  readonly overridden: number;
  /** Of those shown: no answer came in the time there is for one. */
  readonly ignored: number;
  /** Of those shown: no answer yet, and there is time for one. */
  readonly open: number;
  /** Of those shown: the same patient was shown a card before that rested on the same. */
  readonly repeats: number;
}

/** How many of what, by its id. */
export interface Tally {
  readonly id: string;
  readonly count: number;
}

/** Distinct patients; undefined where they are not told apart. */
export interface Patients {
  readonly shown: number;
  readonly silent: number;
  readonly quiet: number;
}

export interface RuleMeasures {
  readonly rule: string;
  readonly counts: Counts;
  readonly patients?: Patients;
  /** Cards shown by how loud they were. */
  readonly indicators: Readonly<Partial<Record<Indicator, number>>>;
  /** Of the answered cards, those that were turned down. */
  readonly override?: Rate;
  /** Cards turned down, for 1,000 openings. */
  readonly burden: number;
  readonly reasons: readonly Tally[];
  readonly quietBy: readonly Tally[];
}

/** One client, service or version of the knowledge. */
export interface PartMeasures {
  readonly id: string;
  readonly openings: number;
  readonly counts: Counts;
}

export interface TrendPoint {
  /** Its first day. */
  readonly from: string;
  readonly openings: number;
  readonly counts: Counts;
}

export interface OrderMeasures {
  readonly order: string;
  /** Cards that offered a test of it, and those from which one was taken. */
  readonly offered: number;
  readonly accepted: number;
}

/** What a rule would have shown at a client while it was silent there. */
export interface SilentMeasures {
  readonly client: string;
  readonly rule: string;
  /** The days of its first and last silent card. */
  readonly from: string;
  readonly to: string;
  readonly cards: number;
  readonly indicators: Readonly<Partial<Record<Indicator, number>>>;
  readonly patients?: number;
  /** Openings at the client in those days. */
  readonly openings: number;
  /** What was shown of it there on other days of the period, and the openings of those days. */
  readonly shownSince: number;
  readonly openingsSince: number;
}

/** What was declared of an experiment before it began. */
export interface ExperimentDesign {
  readonly id: string;
  readonly title: string;
  readonly rule: string;
  readonly start: string;
  readonly end: string;
  readonly outcome: 'accepted' | 'overridden' | 'order-accepted';
  readonly arms: readonly { readonly id: string; readonly share: number }[];
}

export interface ArmMeasures {
  readonly id: string;
  /** In percent, as declared. */
  readonly share: number;
  readonly cards: number;
  readonly patients: number;
  /** Of the patients: those with whose first card it came to what counts. */
  readonly rate?: Rate;
  /** Against the first arm; the first has none. */
  readonly against?: Difference;
}

export interface ExperimentMeasures extends Omit<ExperimentDesign, 'arms'> {
  readonly state: 'not-begun' | 'running' | 'over';
  readonly arms: readonly ArmMeasures[];
  /** Every arm has as many patients as an interval needs to say something. */
  readonly isEnough: boolean;
}

export interface Measures {
  readonly period: Period;
  /** Whose numbers they are; all clients' when absent. */
  readonly client?: string;
  readonly at: string;
  /** Days a card has for its answer before it is ignored. */
  readonly answerDays: number;
  /** Fewer than these are said to be too few. */
  readonly smallest: number;
  readonly openings: number;
  readonly counts: Counts;
  /** Patients who were shown a card; undefined where they are not told apart. */
  readonly patients?: number;
  /** The rule that is turned down most often for 1,000 openings first. */
  readonly rules: readonly RuleMeasures[];
  readonly reasons: readonly Tally[];
  readonly quietBy: readonly Tally[];
  readonly clients: readonly PartMeasures[];
  readonly services: readonly PartMeasures[];
  readonly versions: readonly PartMeasures[];
  readonly trend: { readonly by: 'day' | 'week' | 'month'; readonly points: readonly TrendPoint[] };
  readonly orders: readonly OrderMeasures[];
  readonly silent: readonly SilentMeasures[];
  readonly experiments: readonly ExperimentMeasures[];
  /** Answers to cards that their client was never given, or that are no longer kept, by client. */
  readonly unknownFeedback: readonly Tally[];
}

/** What is asked for. */
export interface MeasuresAsked {
  readonly period: Period;
  /** Whose; all clients' when absent. */
  readonly client?: string | undefined;
}
