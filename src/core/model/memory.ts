import type { Indicator } from './knowledge.js';

// What is kept of the cards of a patient, and what is known of them at the next request. No name, no value, no id of a patient leaves here
// but as a keyed digest.

/** A card was sent; or it was worked out and kept back, as its client or rule is silent; or as the policy says to be quiet. */
export type Shown = 'shown' | 'silent' | 'quiet';

/** A test that a card offered: its order, its own id, and the suggestion it stood in. */
export interface OfferedTest {
  readonly order: string;
  readonly test: string;
  readonly suggestion: string;
}

/** What is to be kept of a card. */
export interface Issue {
  /** Its uuid, which feedback names. */
  readonly card: string;
  readonly rule: string;
  readonly topic: string;
  readonly indicator: Indicator;
  readonly shown: Shown;
  /** Id of the part of the policy that keeps it back. */
  readonly quietBy?: string;
  /** When each reading with a value was sampled, by id of the lab. */
  readonly samples: Readonly<Record<string, string>>;
  /** Every limit of attention that was crossed: conditions that made a warning, results beyond their limit. */
  readonly held: readonly string[];
  /** All that the card rests on: the same text, the same card. Holds values, so that only a digest of it may be kept. */
  readonly basis: string;
  readonly offered: readonly OfferedTest[];
}

/** What a user answered to a card. */
export interface ToldAnswer {
  readonly outcome: 'accepted' | 'overridden';
  /** Code of the reason it was turned down for. */
  readonly reason?: string;
  readonly at: Date;
  /** Ids of the suggestions that were taken. */
  readonly accepted: readonly string[];
}

/** A card of before about the same patient, and what was answered to it. */
export interface Told extends Pick<
  Issue,
  'card' | 'rule' | 'topic' | 'indicator' | 'shown' | 'samples' | 'offered'
> {
  readonly at: Date;
  /** Whether it was made for the user who asks now. */
  readonly sameUser: boolean;
  /** Whether this was among what it `held`. */
  readonly held: (condition: string) => boolean;
  /** Whether this is what it rests on. */
  readonly rested: (basis: string) => boolean;
  /** Oldest first. */
  readonly answers: readonly ToldAnswer[];
}

/** Who is asked about, and who asks. */
export interface Whose {
  /** Id of the client. */
  readonly client: string;
  readonly patientId: string;
  readonly userId: string;
}

/** An answer to a hook, as it is kept. */
export interface KeptAnswer {
  readonly at: Date;
  readonly service: string;
  readonly language: string;
  /** Version of the knowledge. */
  readonly knowledge: string;
  /** The arm the patient is in, by id of the experiment. */
  readonly arms: Readonly<Record<string, string>>;
  readonly issues: readonly Issue[];
}

/** What is kept of one patient. */
export interface PatientMemory {
  /** A number from 0 to below 1 that is always the same for this patient and name; undefined where no key is configured. */
  share(name: string): number | undefined;
  /** The cards of before, newest first. Never rejects: what cannot be told in time is as if nothing had been said. */
  recall(): Promise<readonly Told[]>;
  /** Keeps an answer, soon. Never throws, and nothing waits for it. */
  keep(answer: KeptAnswer): void;
}

export type MemoryOf = (whose: Whose) => PatientMemory;
