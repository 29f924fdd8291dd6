import type { Expression } from './expression.js';

/** Where a number or code comes from: ids of files in `sources/`, whether that source was read, and when last compared. */
export interface Proof {
  readonly source: readonly string[];
  readonly verified: boolean;
  readonly checked: string;
}

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** A number with its unit (UCUM) and proof. */
export interface Figure extends Proof {
  readonly value: number;
  readonly unit: string;
}

/** Spellings of one unit and the way from it to the lab's own unit: own = received x factor + offset. */
export interface UnitSpelling extends Proof {
  readonly as: readonly string[];
  readonly factor: number;
  readonly offset?: number;
}

/** The upper limit used when the laboratory gives none: the first one in the file whose group fits the patient. */
export interface DefaultLimit extends Proof {
  readonly high: number;
  readonly unit: string;
  readonly sex?: 'male' | 'female';
  readonly ageFrom?: number;
  readonly ageTo?: number;
}

export interface Lab {
  readonly id: string;
  /** `trigger`: its raised result starts a rule; `supporting`: read to explain and to see what is missing. */
  readonly role: 'trigger' | 'supporting';
  /** `quantity`: number with unit; `coded`: positive or negative; `presence`: only that it was done. */
  readonly kind: 'quantity' | 'coded' | 'presence';
  /** Own unit (UCUM); for `quantity` only. */
  readonly unit?: string;
  readonly codes: readonly (Coding & Proof)[];
  readonly rejects: readonly (Coding & Proof)[];
  /** `code.text` taken as this lab when the Observation has no coding at all. Lower case. */
  readonly names: readonly string[];
  readonly units: readonly UnitSpelling[];
  readonly limits: readonly DefaultLimit[];
  /** Laboratory upper limits outside these bounds (own unit, inclusive) are not believed from this age (years) on. */
  readonly plausibleLimit?: {
    readonly low: number;
    readonly high: number;
    readonly unit: string;
    readonly ageFrom: number;
  } & Proof;
  /** For `coded`: what counts as positive beside interpretation POS; `anyNumberAbove` for quantitative RNA and DNA. */
  readonly positive?: {
    readonly codes: readonly (Coding & Proof)[];
    readonly texts: readonly string[];
    readonly anyNumberAbove?: number;
  };
  readonly negative?: { readonly codes: readonly (Coding & Proof)[]; readonly texts: readonly string[] };
  /** Results older than this many days are not used. Absent: any age. */
  readonly window?: Figure;
  /** Two trigger results further apart than this are no pair. */
  readonly pair?: { readonly with: string; readonly within: Figure };
}

/** A set of codes that puts a problem, medicine or procedure of the record under one name. */
export interface ValueSet {
  readonly id: string;
  readonly of: 'Condition' | 'Medication' | 'Procedure';
  /** `prefix`: the code and everything below it that starts with it. */
  readonly codes: readonly (Coding & Proof & { readonly prefix?: boolean })[];
  /** Words looked for in a medicine's text or display when no code is known (lower case, whole words). */
  readonly words: readonly string[];
  /** Medicines: the lab whose sample the days are counted to. */
  readonly sample?: string;
  /** Medicines: an active prescription counts by its date only, like one that has ended (an infusion is over). */
  readonly byDateOnly?: boolean;
  /** Procedures: how far back they count. */
  readonly window?: Figure;
}

/** Conditions in the order of the file: label → FHIRPath. */
export type Conditions = readonly { readonly label: string; readonly expression: Expression }[];

export interface Fact {
  readonly id: string;
  readonly value: Expression;
  readonly category?: Expression;
  readonly reason?: Expression;
  readonly unit?: string;
  readonly numbers: readonly Figure[];
}

export interface Cause {
  readonly id: string;
  readonly start: readonly ({ readonly weight: number; readonly when?: Expression } & Proof)[];
  readonly moves: readonly ({
    readonly label: string;
    readonly weight: number;
    readonly when: Expression;
  } & Proof)[];
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

/** One line of the context card: a condition of its own, or one line for each remark the readings made. */
export type ContextLine =
  /** `about`: the labs it explains; absent: every raised one. */
  | { readonly id: string; readonly when: Expression; readonly about?: readonly string[] }
  | { readonly each: 'unreadable' | 'limitNotUsed'; readonly when: Expression };

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
  readonly say: readonly { readonly id: string; readonly when: Expression }[];
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
}

/** Sentences by key, with `{name}` places. */
export type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Release {
  readonly version: string;
  readonly date: string;
  readonly overrideReasons: readonly Coding[];
}

/** Everything in `cds-hooks/`, resolved, compiled and frozen. */
export interface Knowledge {
  readonly release: Release;
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
}
