import type { Card, SetAside } from './advice.js';
import type { Coding } from './knowledge.js';

// What `/explain` answers with: the whole reasoning behind an answer.

export type Verdict = 'card' | 'silent' | 'unknown';
export type YesNo = 'yes' | 'no' | 'unknown';

/** What a step is for: a condition, an exception, a red flag, a line of the context card, a reason for a warning, or what makes it quieter. */
export type StepKind = 'when' | 'unless' | 'flag' | 'line' | 'warning' | 'quiet';

export interface Step {
  readonly kind: StepKind;
  /** Of a red flag, such as `R1`, or of a line of the context card. */
  readonly id?: string;
  /** In the client's language. */
  readonly label: string;
  readonly expression: string;
  readonly saw: Readonly<Record<string, unknown>>;
  readonly answer: YesNo;
  readonly why?: string;
}

/** Why a range of the laboratory was not used. */
export type WhyUnused =
  | 'another-meaning'
  | 'meaning-unknown'
  | 'another-person'
  | 'person-unknown'
  | 'modifier-unknown'
  | 'unit-unknown'
  | 'text-unreadable'
  | 'implausible'
  | 'beyond-bound';

export interface ExplainedReading {
  readonly lab: string;
  readonly from: string;
  readonly received: string;
  readonly date?: string;
  readonly value?: number;
  readonly unit?: string;
  readonly comparator?: string;
  readonly result?: 'positive' | 'negative';
  readonly limit?: {
    readonly value?: number;
    /** What multiples are counted of, where it is another number: a laboratory's limit may be believed only so far. */
    readonly multiple?: number;
    readonly basis: string;
    readonly source: readonly string[];
    /** Of a limit of the site (`basis`: `site`): who decided on it, when and why. */
    readonly decided?: { readonly by: string; readonly date: string; readonly reason: string };
    /** Why ranges of the laboratory were not used. */
    readonly unused?: readonly WhyUnused[];
  };
  readonly raised: YesNo;
  /** Below the normal range of the laboratory. */
  readonly low?: true;
  readonly why?: string;
  /** Of labs whose course is kept: how the result stands to those before it. */
  readonly trend?: 'rising' | 'falling' | 'steady';
  /** Of these labs: the results before it, newest first, one a sample. */
  readonly earlier?: readonly EarlierReading[];
  /** Codes beside the one it was read by that name another test, as `system|code`. */
  readonly codesPassedOver?: readonly string[];
}

/** An earlier result of a lab whose course is kept. */
export type EarlierReading = Pick<ExplainedReading, 'from' | 'received' | 'date' | 'value' | 'raised'> & {
  /** The limit that applied to it. */
  readonly limit?: number;
};

/**
 * Why a result of a lab is not the one that counts: it, or a version of its sample, was withdrawn or replaced; it is not there yet; it has
 * no usable date; a newer one counts; another of the same time does, or one of which it is open whether it is newer.
 */
export type WhyPassedOver =
  'withdrawn' | 'replaced' | 'no-result' | 'date-missing' | 'older' | 'same-time' | 'order-open';

/** A result that is not the one that counts. */
export interface PassedOver {
  readonly lab: string;
  readonly from: string;
  readonly received: string;
  readonly date?: string;
  readonly why: WhyPassedOver;
}

export interface ExplainedFact {
  /** How it is worked out: FHIRPath. */
  readonly expression: string;
  /** What that saw, by name. */
  readonly saw: Readonly<Record<string, unknown>>;
  readonly value: unknown;
  readonly category?: unknown;
  readonly reason?: unknown;
}

/** A fact that is a number, as a reader is told of it. Texts are in the client's language. */
export interface ExplainedScore {
  /** Id of the fact. */
  readonly fact: string;
  /** What it is. */
  readonly name: string;
  /** UCUM. */
  readonly unit: string;
  /** As worked out from the stated numbers; absent when it could not be. */
  readonly value?: number;
  readonly category?: string;
  /** From which value on it is in which category, for this patient; empty where the value does not decide. */
  readonly bands: readonly { readonly from: number; readonly category: string }[];
  /** Why it is, or is not, interpreted. */
  readonly reason?: string;
  /** How a card tells of it, in Markdown. */
  readonly told: readonly string[];
  /** What it is worked out from, and what that was seen as: a missing number is `null` or the code of what is wrong with it. */
  readonly inputs: readonly { readonly name: string; readonly saw: unknown }[];
  /** It is read by what makes a card a warning. */
  readonly warns: boolean;
}

/** A medicine or procedure that the rules may ask for, placed in time. */
export interface ExplainedTreatment {
  /** Id of its value set. */
  readonly set: string;
  /** What it is, in the client's language. */
  readonly what: string;
  /** First and last day known of it; the same where it is one. */
  readonly from?: string;
  readonly to?: string;
  /** Of a medicine: it is on the list as taken. */
  readonly active: boolean;
}

/** A test of the work-up and where it stands: offered, done or asked for on a day, or why it is not offered. */
export interface ExplainedTest {
  readonly order: string;
  /** In the client's language; of an order of several tests that is not offered, all of them. */
  readonly name: string;
  readonly state: 'offered' | 'done' | 'not-indicated' | 'not-known';
  readonly day?: string;
  /** The condition that does not hold or is not known, or the test it is part of, in the client's language. */
  readonly because?: string;
}

/** A result of the patient whose code is on no list. The code is as received, of it only texts, and those cut. */
export interface Unrecognised {
  readonly from: string;
  readonly code: { readonly coding?: readonly Partial<Coding>[]; readonly text?: string };
}

/** The whole reasoning behind an answer. */
export interface Explanation {
  readonly service: string;
  readonly knowledge: { readonly version: string; readonly date: string };
  /** Completed years and administrative sex, each where known. */
  readonly patient: { readonly age?: number; readonly sex?: 'male' | 'female' };
  readonly readings: readonly ExplainedReading[];
  /** Results of the same labs that do not count, at most 100. */
  readonly passedOver: readonly PassedOver[];
  readonly setAside: readonly Omit<SetAside, 'resource'>[];
  readonly unrecognised: readonly Unrecognised[];
  readonly dataQuality: readonly string[];
  readonly facts: Readonly<Record<string, ExplainedFact>>;
  readonly scores: readonly ExplainedScore[];
  readonly redFlags: readonly string[];
  readonly context: readonly string[];
  /** Reasons on record about raised results, and whether the result is set aside. */
  readonly reasons: readonly {
    readonly lab: string;
    readonly reason: string;
    /** What is on record, in the client's language. */
    readonly what: string;
    readonly setAside: boolean;
    /** What holds for which it counts all the same, in the client's language. */
    readonly exceptions: readonly string[];
  }[];
  /** What made the card of a rule quieter. */
  readonly quietened: readonly {
    readonly rule: string;
    readonly id: string;
    readonly makes: 'silent' | 'brief' | 'no-orders';
    /** In the client's language. */
    readonly why: string;
    /** Of a work-up that is done: since when, and by which tests. */
    readonly complete?: string;
    readonly tests?: readonly string[];
  }[];
  readonly causes: readonly string[];
  /** What moved each of them up, in the client's language; those that nothing moved are left out. */
  readonly movedBy: Readonly<Record<string, readonly string[]>>;
  readonly rules: readonly {
    readonly id: string;
    /** What it asks, in the client's language. */
    readonly title: string;
    readonly verdict: Verdict;
    /** What it rests on and what it leaves out, in the client's language: statement, sources, limits. */
    readonly basis: string;
    readonly steps: readonly Step[];
  }[];
  readonly suggested: readonly string[];
  /** The work-up stage by stage, in the order of the card; no tests where no card asks for any. */
  readonly workup: readonly {
    readonly stage: string;
    /** In the client's language. */
    readonly title: string;
    readonly tests: readonly ExplainedTest[];
  }[];
  /** At most 100, newest first. */
  readonly treatments: readonly ExplainedTreatment[];
  readonly notSuggested: readonly { readonly order: string; readonly because: string }[];
  readonly cards: readonly Card[];
}

export interface Advice {
  readonly cards: readonly Card[];
  /** Works out the rest of the reasoning; only asked for by `/explain`. */
  explain(): Explanation;
}
