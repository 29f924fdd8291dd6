import type { Coding, Indicator, Profile, Service } from './knowledge.js';
import type { Told } from './memory.js';

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
  /** Cards of before about this patient, newest first, and what was answered. Absent: nothing is kept. */
  readonly told?: readonly Told[];
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

/** CDS Hooks 2.0.1: "The appContext field should only be valued if the link type is smart". */
export interface Link {
  readonly label: string;
  readonly url: string;
  readonly type: 'absolute' | 'smart';
  readonly appContext?: string;
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
  readonly links?: readonly Link[];
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
  | 'unread-more'
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
