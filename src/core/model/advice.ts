import type { Coding, Indicator, Profile, Service } from './knowledge.js';

/** A resource as it came, with the place it came from, e.g. `prefetch.ferritin.entry[3]`. */
export interface Received {
  readonly resource: { readonly resourceType: string; readonly id?: string };
  readonly from: string;
  /** Handed over by the hook itself (`context.results`): wins over prefetch for the same id. */
  readonly inContext: boolean;
  /** Of its Bundle entry: what a reference inside the Bundle may name it by. */
  readonly fullUrl?: string;
}

/** A resource, or an element of one, that could not be read or is not this patient's. `why` is a stable code, `where` an element path. */
export interface SetAside {
  readonly from: string;
  readonly resourceType?: string;
  readonly why:
    | 'malformed'
    | 'too-large'
    | 'element-malformed'
    | 'other-patient'
    | 'no-subject'
    | 'look-alike'
    | 'modifier-extension';
  readonly where?: string;
  /** The resource, when it may still name a result. Never shown. */
  readonly resource?: unknown;
}

/** One question to the core: whose results, asked through which service. */
export interface AdviceRequest {
  readonly service: Service;
  readonly patientId: string;
  readonly userId: string;
  readonly encounterId?: string;
  readonly resources: readonly Received[];
  readonly setAside: readonly SetAside[];
  /** Ids of the trigger labs that were given, be it as "no data". */
  readonly given: ReadonlySet<string>;
  /** Prefetch keys of the service whose data did not come, be it that asking failed. */
  readonly unavailable: readonly string[];
  /** Prefetch keys that were asked for and did not come, or came only in part. */
  readonly unanswered?: readonly string[];
}

/** What is fixed for a deployment and stands on cards. */
export interface AdvisorSettings {
  readonly profile: Profile;
  /** Base of the links on cards, without a slash at the end. */
  readonly publicUrl: string;
  /** Base of the canonical URLs of our code systems, without a slash at the end. */
  readonly canonicalBase: string;
}

/** What differs from one request to the next and is no data. */
export interface Occasion {
  readonly now: Date;
  readonly newId: () => string;
}

export interface Action {
  readonly type: 'create';
  readonly description: string;
  readonly resource: fhir4.ServiceRequest;
}

export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly actions: readonly Action[];
}

/** CDS Hooks 2.0.1 card. */
export interface Card {
  readonly uuid: string;
  readonly summary: string;
  readonly detail: string;
  readonly indicator: Indicator;
  readonly source: { readonly label: string; readonly url: string; readonly topic: Required<Coding> };
  readonly suggestions?: readonly Suggestion[];
  readonly selectionBehavior?: 'any';
  readonly overrideReasons: readonly Required<Coding>[];
  readonly links: readonly { readonly label: string; readonly url: string; readonly type: 'absolute' }[];
}

export type Verdict = 'card' | 'silent' | 'unknown';
export type YesNo = 'yes' | 'no' | 'unknown';

/** What a step is for: a condition, an exception, a red flag, a line of the context card, or a reason for a warning. */
export type StepKind = 'when' | 'unless' | 'flag' | 'line' | 'warning';

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
    readonly basis: string;
    readonly source: readonly string[];
    /** Why ranges of the laboratory were not used. */
    readonly unused?: readonly WhyUnused[];
  };
  readonly raised: YesNo;
  readonly why?: string;
  /** Of labs whose course is kept: how the result stands to those before it. */
  readonly trend?: 'rising' | 'falling' | 'steady';
  /** Of these labs: the results before it, newest first, one a sample. */
  readonly earlier?: readonly EarlierReading[];
  /** Codes beside the one it was read by that name another test, as `system|code`. */
  readonly codesPassedOver?: readonly string[];
}

/** An earlier result of a lab whose course is kept. */
export type EarlierReading = Pick<ExplainedReading, 'from' | 'received' | 'date' | 'value' | 'raised'>;

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
  /** Why it is, or is not, interpreted. */
  readonly reason?: string;
  /** How a card tells of it, in Markdown. */
  readonly told: readonly string[];
  /** What it is worked out from, and what that was seen as: a missing number is `null` or the code of what is wrong with it. */
  readonly inputs: readonly { readonly name: string; readonly saw: unknown }[];
  /** It is read by what makes a card a warning. */
  readonly warns: boolean;
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
  readonly causes: readonly string[];
  readonly rules: readonly {
    readonly id: string;
    /** What it asks, in the client's language. */
    readonly title: string;
    readonly verdict: Verdict;
    readonly steps: readonly Step[];
  }[];
  readonly suggested: readonly string[];
  readonly notSuggested: readonly { readonly order: string; readonly because: string }[];
  readonly cards: readonly Card[];
}

export interface Advice {
  readonly cards: readonly Card[];
  /** Works out the rest of the reasoning; only asked for by `/explain`. */
  explain(): Explanation;
}

/** What can be worth saying of a result; `words/` has a sentence for each. */
export type RemarkKind =
  | 'unit-missing'
  | 'unit-unsupported'
  | 'unit-conflict'
  | 'value-unreadable'
  | 'value-implausible'
  | 'value-missing'
  | 'outcome-unreadable'
  | 'outcome-borderline'
  | 'outcome-contradictory'
  | 'comparator-indeterminate'
  | 'status-unknown'
  | 'date-missing'
  | 'date-in-future'
  | 'date-imprecise'
  | 'malformed'
  | 'code-conflict'
  | 'modifier-unknown'
  | 'focus-elsewhere'
  | 'not-this-patient'
  | 'undated-more'
  | 'raised-before'
  | 'result-before'
  | 'same-time-disagrees'
  | 'order-open'
  | 'not-mapped'
  | 'age-imprecise'
  | 'limit-implausible'
  | 'range-not-used'
  | 'ranges-differ'
  | 'flag-not-used'
  | 'far-above-default-but-lab-normal'
  | 'interpretation-conflict'
  | 'above-default-but-lab-normal'
  | 'stale'
  | 'unpaired'
  | 'older-alone'
  | 'not-answered'
  | 'answered-in-part'
  | 'person-not-answered';

/** What reading the record found worth saying. `id` as in `/explain`. */
export interface Remark {
  readonly id: string;
  readonly kind: RemarkKind;
  readonly lab: string;
  readonly places: Readonly<Record<string, string>>;
}
