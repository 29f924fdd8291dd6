import type { Expression } from '../language/expression.js';
import type * as files from './files.generated.js';
import type { Lab, ValueSet } from './lab.js';

export type * from './lab.js';

// What a file holds is said by its schema (`knowledge/schema/`); here stands what becomes of it once it is compiled.

/** The same with the keys named compiled: FHIRPath that can be asked. */
type Compiled<T, Keys extends PropertyKey> = T extends unknown
  ? Omit<T, Keys> & { readonly [Key in keyof Pick<T, Keys & keyof T>]: Expression }
  : never;

/** Conditions in the order of the file: label → FHIRPath. */
export type Conditions = readonly { readonly label: string; readonly expression: Expression }[];

export type Fact = Compiled<files.FactFile, 'value' | 'category' | 'reason'>;

export type Cause = Omit<files.CauseFile, 'start' | 'moves'> & {
  readonly start: readonly Compiled<files.CauseFile['start'][number], 'when'>[];
  readonly moves: readonly Move[];
};

/** What moves a cause up its list: any one of the arms is enough. */
export type Move = WithArms<files.CauseFile['moves'][number]>;

type WithArms<T> = T extends unknown ? Omit<T, 'arms'> & { readonly arms: Conditions } : never;

/** A sentence of the evidence and the ids of the sources that say it. */
export type Statement = Cause['evidence'][number];

/** Something on record for which a raised result is set aside. */
export type Reason = Omit<files.ReasonFile, 'when' | 'exceptions'> & {
  readonly when: Conditions;
  readonly exceptions: Conditions;
};

/** A group in which tests are offered. */
export type Stage = Omit<files.StagesFile['stages'][number], 'when' | 'unless'> & {
  readonly when: Conditions;
  readonly unless: Conditions;
};

/** The groups in the order of the card. */
export type Stages = Omit<files.StagesFile, 'stages'> & { readonly stages: readonly Stage[] };

/** What a user's answer to a card makes quiet, and for how long. */
export type QuietPolicy = files.QuietFile;

export type Order = Omit<files.OrderFile, 'when' | 'unless' | 'urgent'> & {
  readonly when: Conditions;
  readonly unless: Conditions;
  readonly urgent?: Compiled<NonNullable<files.OrderFile['urgent']>, 'when'>;
};

export type OrderTest = Order['tests'][number];
/** Days back; or ever; or since the sample of a lab (a repeat is offered once per abnormal result). */
export type OrderWindow = files.Window;

type RuleFile = files.RuleFile;
type Flagged = NonNullable<RuleFile['indicator']['flagged']>;

export type Indicator = Flagged['full'];

/**
 * How far a card with red flags may go. `us-nondevice`: no directive, no time, at most a warning, so that a US reader may
 * use it as non-device decision support; `full`: critical, "same day".
 */
export type Profile = keyof Flagged;

/** One line of the context card: a condition of its own, or one line for each remark the readings made. */
export type ContextLine = Compiled<NonNullable<RuleFile['lines']>[number], 'when'>;

/** A sentence and the condition that calls for it. */
export type Said = Compiled<NonNullable<RuleFile['say']>[number], 'when'>;

/** What makes a card quieter, and how quiet. */
export type Quiet = Omit<NonNullable<RuleFile['quiet']>[number], 'when'> & { readonly when: Conditions };

/** Remarks that a line of the context card may list. */
export type ContextList = Extract<ContextLine, { readonly each: unknown }>['each'];

export type Rule = Omit<
  RuleFile,
  | 'when'
  | 'unless'
  | 'flags'
  | 'lines'
  | 'indicator'
  | 'show'
  | 'notes'
  | 'say'
  | 'consider'
  | 'suggest'
  | 'suggestIf'
  | 'settled'
  | 'quiet'
  | 'summaries'
  | 'missNot'
> & {
  readonly when: Conditions;
  readonly unless: Conditions;
  readonly flags: readonly Compiled<NonNullable<RuleFile['flags']>[number], 'when'>[];
  readonly lines: readonly ContextLine[];
  /** Any one that holds makes the card a warning. */
  readonly warning: Conditions;
  /** The indicator of a card with red flags, by profile. */
  readonly flagged?: Flagged;
  /** The first of which everything holds makes the card quieter. */
  readonly quiet: readonly Quiet[];
  /** Sentences that take the place of the rule's own summary: the first that holds. */
  readonly summaries: readonly Compiled<NonNullable<RuleFile['summaries']>[number], 'when'>[];
  /** Sentences of advice (`words: advice`) that the card carries when their condition holds. */
  readonly say: readonly Said[];
  /** Sentences (`words: results`) among the results, each when its condition holds. */
  readonly show: readonly Said[];
  /** Sentences (`words: notes`) about the data, each when its condition holds. */
  readonly notes: readonly Said[];
  readonly consider: readonly string[];
  /** Causes that are named where they do not stand among the first. */
  readonly missNot?: Compiled<NonNullable<RuleFile['missNot']>, 'when'>;
  readonly suggest: readonly string[];
  /** Tests are suggested only when this holds. */
  readonly suggestIf?: Expression;
  /** Tests count as done for longer while this holds. */
  readonly settled?: Compiled<NonNullable<RuleFile['settled']>, 'when'>;
};

export type Source = files.SourceFile;

/** What a prefetch key asks for: a query as it is written, or the newest so many results of these labs. */
export type PrefetchTemplate =
  { readonly query: string } | { readonly labs: readonly string[]; readonly count: number };

/** With each group of labs as the labs it holds. */
export type Service = Omit<files.ServiceFile, 'prefetch' | 'formerKeys'> & {
  readonly prefetch: Readonly<Record<string, PrefetchTemplate>>;
  /** Keys that are no longer asked for, each with the keys that took its place. */
  readonly formerKeys: Readonly<Record<string, readonly string[]>>;
};

/** Versions of a rule's card that are tried against each other. */
export type Experiment = files.ExperimentFile;

/** What is agreed with one EHR, its keys read. */
export type Client = Omit<files.ClientFile, 'keys'> & { readonly keys?: ClientKeys };

/** An upper limit that a site decided on for a lab, for all or for men and women. */
export type SiteLimit = NonNullable<Client['limits']>[string];

/** Where the public keys of an EHR are: in a file that was read at the start, or at an address that is asked. */
export type ClientKeys = { readonly file: string; readonly jwks: readonly Jwk[] } | { readonly url: string };

/** A JSON Web Key as it was found. */
export type Jwk = Readonly<Record<string, unknown>>;

/** A language file: sentences, and whether a translation was read by somebody who could tell. */
export interface WordsFile {
  readonly reviewed?: boolean;
  readonly [group: string]: Readonly<Record<string, string>> | boolean | undefined;
}

/** Sentences by key, with `{name}` places. */
export type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Release = files.ReleaseFile;

/** One release in the log of clinical changes. */
export interface Change {
  readonly version: string;
  readonly date: string;
  readonly summary: readonly string[];
  readonly items: readonly string[];
}

/** What a certified health IT module must be able to tell of a decision support intervention. */
export type SourceAttribute = files.SourceAttributesFile['attributes'][number];

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
  readonly reasons: ReadonlyMap<string, Reason>;
  readonly stages: Stages;
  readonly quiet: QuietPolicy;
  readonly orders: ReadonlyMap<string, Order>;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly services: ReadonlyMap<string, Service>;
  readonly experiments: ReadonlyMap<string, Experiment>;
  readonly clients: ReadonlyMap<string, Client>;
  readonly words: ReadonlyMap<string, Words>;
  /** Languages whose translation nobody has reviewed. */
  readonly unreviewed: ReadonlySet<string>;
  /** Names behind `%` that expressions read; the place of each is the slot its value is found in. */
  readonly names: readonly string[];
}
