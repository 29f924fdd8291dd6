import type {
  Cause,
  Change,
  Client,
  ContextList,
  Fact,
  Figure,
  Indicator,
  Lab,
  Order,
  Profile,
  Proof,
  Release,
  Rule,
  Service,
  Source,
  SourceAttribute,
  ValueSet,
  Words,
} from '../core/model/knowledge.js';

/** Conditions as written: label → FHIRPath. */
export type WrittenConditions = Readonly<Record<string, string>>;

export interface WrittenSaid {
  readonly id: string;
  readonly when: string;
}

export interface FactFile extends Pick<Fact, 'id' | 'unit' | 'ranges'> {
  readonly value: string;
  readonly category?: string;
  readonly reason?: string;
  readonly numbers: readonly Figure[];
}

export interface CauseFile extends Omit<Cause, 'start' | 'moves'> {
  readonly start: readonly ({ readonly weight: number; readonly when?: string } & Proof)[];
  readonly moves: readonly ({
    readonly label: string;
    readonly weight: number;
    readonly when: string;
  } & Proof)[];
}

export interface OrderFile extends Omit<Order, 'when' | 'unless' | 'urgent'> {
  readonly when: WrittenConditions;
  readonly unless: WrittenConditions;
  readonly urgent?: Omit<NonNullable<Order['urgent']>, 'when'> & { readonly when: string };
}

export interface RuleFile extends Omit<
  Rule,
  'when' | 'unless' | 'flags' | 'lines' | 'warning' | 'flagged' | 'show' | 'notes' | 'say' | 'suggestIf'
> {
  readonly when: WrittenConditions;
  readonly unless: WrittenConditions;
  readonly suggestIf?: string;
  readonly flags?: readonly { readonly id: string; readonly label: string; readonly when: string }[];
  readonly lines?: readonly (
    | { readonly id: string; readonly when: string; readonly about?: readonly string[] }
    | { readonly each: ContextList; readonly when: string }
  )[];
  readonly show?: readonly WrittenSaid[];
  readonly notes?: readonly WrittenSaid[];
  readonly say?: readonly WrittenSaid[];
  readonly indicator: {
    readonly warning?: WrittenConditions;
    readonly info?: 'otherwise';
    readonly flagged?: Readonly<Record<Profile, Indicator>>;
  };
}

export interface ClientFile extends Omit<Client, 'keys'> {
  readonly keys?: { readonly file: string } | { readonly url: string };
}

/** Everything in the folder as written, each file checked against the schema of its kind. */
export interface Files {
  readonly release: Release;
  readonly changes: readonly Change[];
  readonly sourceAttributes: readonly SourceAttribute[];
  readonly labs: ReadonlyMap<string, Lab>;
  readonly 'value-sets': ReadonlyMap<string, ValueSet>;
  readonly facts: ReadonlyMap<string, FactFile>;
  readonly causes: ReadonlyMap<string, CauseFile>;
  readonly orders: ReadonlyMap<string, OrderFile>;
  readonly rules: ReadonlyMap<string, RuleFile>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly services: ReadonlyMap<string, Service>;
  readonly clients: ReadonlyMap<string, Client>;
  readonly words: ReadonlyMap<string, Words>;
}

/** Folder of a kind, and what one of them is called. The schema has the same name. */
export const KINDS = {
  labs: 'lab',
  'value-sets': 'value-set',
  facts: 'fact',
  causes: 'cause',
  orders: 'order',
  rules: 'rule',
  sources: 'source',
  services: 'service',
  clients: 'client',
  words: 'words',
} as const;

export type Folder = keyof typeof KINDS;

export const FOLDERS = Object.keys(KINDS) as readonly Folder[];
