import type { Expression } from '../language/expression.js';
import type { Coding, Figure, Lab, Proof, ValueSet } from './lab.js';

export type * from './lab.js';

/** Conditions in the order of the file: label → FHIRPath. */
export type Conditions = readonly { readonly label: string; readonly expression: Expression }[];

export interface Fact {
  readonly id: string;
  readonly value: Expression;
  readonly category?: Expression;
  readonly reason?: Expression;
  readonly unit?: string;
  /** Codes by which a laboratory marks a range for those of whom this holds: such a range is used for nobody else. */
  readonly ranges?: readonly (Coding & Proof)[];
  readonly numbers: readonly Figure[];
}

/** A sentence of the evidence and the ids of the sources that say it. */
export interface Statement {
  readonly says: string;
  readonly because: readonly string[];
}

export interface Cause {
  readonly id: string;
  readonly start: readonly ({ readonly weight: number; readonly when?: Expression } & Proof)[];
  readonly moves: readonly ({
    readonly label: string;
    readonly weight: number;
    readonly when: Expression;
  } & Proof)[];
  /** What supports it. */
  readonly evidence: readonly Statement[];
  /** Where the evidence contradicts common belief. */
  readonly contradicts?: readonly Statement[];
  readonly numbers: readonly Figure[];
  readonly because: readonly string[];
}

export type OrderGroup = 'urgent' | 'first-line' | 'second-line' | 'imaging';

/** What shows that a test need not be suggested again. */
export interface DoneBy {
  /** Any one of these sets of labs, each with a usable result inside the window. */
  readonly labs: readonly (readonly string[])[];
  /** Codes of orders, reports, procedures or panel Observations. */
  readonly codes: readonly Coding[];
}

export interface OrderTest {
  readonly id: string;
  readonly codes: readonly (Coding & Proof)[];
  readonly doneBy: DoneBy;
  /** When absent, the order's window. */
  readonly window?: OrderWindow;
}

/** Days back; or ever; or since the sample of a lab (a repeat is offered once per abnormal result). */
export type OrderWindow = { readonly days: Figure } | { readonly ever: Proof } | { readonly since: string };

export interface Order {
  readonly id: string;
  readonly group: OrderGroup;
  /** All must hold. */
  readonly when: Conditions;
  /** None may hold. */
  readonly unless: Conditions;
  readonly window: OrderWindow;
  /** While a red flag asks for it: offered as urgent, and an older result of these labs (or of all) does not do. */
  readonly urgent?: { readonly when: Expression; readonly days: Figure; readonly labs?: readonly string[] };
  readonly tests: readonly OrderTest[];
  readonly numbers: readonly Figure[];
  readonly because: readonly string[];
}

export type Indicator = 'info' | 'warning' | 'critical';

/**
 * How far a card with red flags may go. `us-nondevice`: no directive, no time, at most a warning, so that a US reader may
 * use it as non-device decision support; `full`: critical, "same day".
 */
export type Profile = 'us-nondevice' | 'full';

/** Remarks that a line of the context card may list. */
export type ContextList = 'unreadable' | 'limitNotUsed' | 'unanswered';

/** One line of the context card: a condition of its own, or one line for each remark the readings made. */
export type ContextLine =
  /** `about`: the labs it explains; absent: every raised one. */
  | { readonly id: string; readonly when: Expression; readonly about?: readonly string[] }
  | { readonly each: ContextList; readonly when: Expression };

/** A sentence and the condition that calls for it. */
export interface Said {
  readonly id: string;
  readonly when: Expression;
}

export interface Rule {
  readonly id: string;
  readonly status: 'draft' | 'active' | 'retired';
  readonly question: string;
  readonly topic: string;
  readonly when: Conditions;
  readonly unless: Conditions;
  /** Red flags: one is enough for the card. */
  readonly flags: readonly { readonly id: string; readonly label: string; readonly when: Expression }[];
  readonly lines: readonly ContextLine[];
  /** Any one that holds makes the card a warning. */
  readonly warning: Conditions;
  /** The indicator of a card with red flags, by profile. */
  readonly flagged?: Readonly<Record<Profile, Indicator>>;
  /** Sentences of advice (`words: advice`) that the card carries when their condition holds. */
  readonly say: readonly Said[];
  /** Sentences (`words: results`) among the results, each when its condition holds. */
  readonly show: readonly Said[];
  /** Sentences (`words: notes`) about the data, each when its condition holds. */
  readonly notes: readonly Said[];
  readonly triggers: readonly string[];
  readonly consider: readonly string[];
  readonly suggest: readonly string[];
  /** Tests are suggested only when this holds. */
  readonly suggestIf?: Expression;
  readonly numbers: readonly Figure[];
  readonly because: readonly string[];
}

export interface Source {
  readonly id: string;
  readonly kind: string;
  /** As cited on a card: "BSH 2018". */
  readonly short?: string;
  readonly citation: string;
  readonly url?: string;
  readonly doi?: string;
  readonly read: string;
  readonly verified: boolean;
}

export type PrefetchTemplate =
  { readonly query: string } | { readonly labs: readonly string[] | 'supporting'; readonly count: number };

export interface Service {
  readonly id: string;
  readonly hook: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements?: string;
  /** The hook hands the new results over in `context.results`. */
  readonly results: boolean;
  readonly prefetch: Readonly<Record<string, PrefetchTemplate>>;
  readonly rules: readonly string[];
}

/** What is agreed with one EHR. */
export interface Client {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly suggestions: 'grouped' | 'single';
  /** Observation statuses read beside final, amended and corrected; `missing` for none. */
  readonly acceptStatuses: readonly ('unknown' | 'missing')[];
  readonly localCodes: readonly (Coding & { readonly lab: string })[];
  /** The `iss` of its tokens, to the letter. */
  readonly issuer?: string;
  readonly keys?: ClientKeys;
  /** Values of the claim `tenant` that are let in. Absent: the claim is not looked at. */
  readonly tenants?: readonly string[];
  /** Base URLs of the FHIR servers that may be asked for it. */
  readonly fhirServers?: readonly string[];
  /** Its private key is public knowledge: for trying out on loopback only. */
  readonly development?: true;
}

/** Where the public keys of an EHR are: in a file that was read at the start, or at an address that is asked. */
export type ClientKeys = { readonly file: string; readonly jwks: readonly Jwk[] } | { readonly url: string };

/** A JSON Web Key as it was found. */
export type Jwk = Readonly<Record<string, unknown>>;

/** Sentences by key, with `{name}` places. */
export type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Release {
  readonly version: string;
  readonly date: string;
  readonly overrideReasons: readonly Coding[];
}

/** One release in the log of clinical changes. */
export interface Change {
  readonly version: string;
  readonly date: string;
  readonly summary: readonly string[];
  readonly items: readonly string[];
}

/**
 * What a certified health IT module must be able to tell of a decision support intervention. In `value`, `{version}`,
 * `{date}`, `{releases}`, `{citations}`, `{labsBySex}` and `{labsByAge}` are filled from the knowledge.
 */
export interface SourceAttribute {
  readonly number: number;
  readonly attribute: string;
  readonly value: string;
}

/** A request to try a service with. */
export interface Example {
  readonly id: string;
  readonly title: string;
  /** `example`: a numbered request; `vignette`: a whole patient, as a chart that is opened. */
  readonly kind: 'example' | 'vignette';
  /** Id of the service to post it to. */
  readonly service: string;
  /** The hook that service answers to. */
  readonly hook: string;
  /** The body, with dates that lie as long before `now` as they are meant to. */
  readonly requestAt: (now: Date) => object;
}

/** Everything in `cds-hooks/`, resolved, compiled and frozen. */
export interface Knowledge {
  readonly release: Release;
  /** Newest first. */
  readonly changes: readonly Change[];
  readonly sourceAttributes: readonly SourceAttribute[];
  readonly labs: ReadonlyMap<string, Lab>;
  readonly valueSets: ReadonlyMap<string, ValueSet>;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly causes: ReadonlyMap<string, Cause>;
  readonly orders: ReadonlyMap<string, Order>;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly services: ReadonlyMap<string, Service>;
  readonly clients: ReadonlyMap<string, Client>;
  readonly words: ReadonlyMap<string, Words>;
  /** Names behind `%` that expressions read; the place of each is the slot its value is found in. */
  readonly names: readonly string[];
}
