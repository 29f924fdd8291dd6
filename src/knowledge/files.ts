import type {
  CauseFile,
  FactFile,
  OrderFile,
  QuietFile,
  ReasonFile,
  RuleFile,
  ServiceFile,
  StagesFile,
} from '../core/model/files.generated.js';
import type {
  Change,
  Client,
  Experiment,
  Lab,
  Release,
  Source,
  SourceAttribute,
  ValueSet,
  WordsFile,
} from '../core/model/knowledge.js';

export type {
  CauseFile,
  ClientFile,
  FactFile,
  OrderFile,
  ReasonFile,
  RuleFile,
  ServiceFile,
  StagesFile,
} from '../core/model/files.generated.js';

/** Conditions as written: label → FHIRPath. */
export type WrittenConditions = RuleFile['when'];

/** A sentence and the condition that calls for it, as written. */
export type WrittenSaid = NonNullable<RuleFile['say']>[number];

/** Everything in the folder as written, each file checked against the schema of its kind. */
export interface Files {
  readonly release: Release;
  readonly changes: readonly Change[];
  readonly sourceAttributes: readonly SourceAttribute[];
  readonly stages: StagesFile;
  readonly quiet: QuietFile;
  readonly labs: ReadonlyMap<string, Lab>;
  readonly 'value-sets': ReadonlyMap<string, ValueSet>;
  readonly facts: ReadonlyMap<string, FactFile>;
  readonly causes: ReadonlyMap<string, CauseFile>;
  readonly reasons: ReadonlyMap<string, ReasonFile>;
  readonly orders: ReadonlyMap<string, OrderFile>;
  readonly rules: ReadonlyMap<string, RuleFile>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly services: ReadonlyMap<string, ServiceFile>;
  readonly experiments: ReadonlyMap<string, Experiment>;
  readonly clients: ReadonlyMap<string, Client>;
  readonly words: ReadonlyMap<string, WordsFile>;
}

/** Folder of a kind, and what one of them is called. The schema has the same name. */
export const KINDS = {
  labs: 'lab',
  'value-sets': 'value-set',
  facts: 'fact',
  causes: 'cause',
  reasons: 'reason',
  orders: 'order',
  rules: 'rule',
  sources: 'source',
  services: 'service',
  experiments: 'experiment',
  clients: 'client',
  words: 'words',
} as const;

export type Folder = keyof typeof KINDS;

export const FOLDERS = Object.keys(KINDS) as readonly Folder[];

/** Folders that need not be there: nothing is tried, then. */
export const OPTIONAL: readonly string[] = ['experiments' satisfies Folder];
