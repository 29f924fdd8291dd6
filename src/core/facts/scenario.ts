import type { Expression, Scope } from '../language/expression.js';
import type { Person } from '../readings/person.js';
import type { Readings } from '../readings/reading.js';
import type { PatientRecord } from '../record/sorting.js';
import type { Moment } from '../record/moment.js';
import type { History } from './history.js';
import type { ListName } from './names.js';
import type { End } from './observation.js';

/** At which end each open value is taken, by its slot; what is not named is taken as stated. */
export type Bounds = ReadonlyMap<number, End>;

/** What the facts of one patient are worked out from. */
export interface FactContext {
  readonly person: Person;
  readonly record: PatientRecord;
  readonly readings: Readings;
  readonly history: History;
  readonly elsewhere: Elsewhere;
  /** Lists of words that are there only after the readings, such as `%unreadable`. */
  readonly lists: Readonly<Partial<Record<ListName, () => readonly string[]>>>;
}

/** What one look at the record asks of others. */
export interface Elsewhere {
  readonly underReview: boolean;
  /** Whether a raised result of a trigger is set aside for a reason on record. */
  readonly isSetAside: (labId: string) => boolean;
  /** What the facts were when a result was sampled, or the work-up complete; `undefined` when there is no such day. */
  readonly asOf: (
    anchor: string,
  ) => { readonly fact: (name: string) => unknown; readonly readings: Readings } | undefined;
  /** Whether a raised result of the course was set aside at its time. */
  readonly wasSetAside: (labId: string, at: Moment) => boolean;
}

/** How the value of a name is found. */
export type Resolve = (context: FactContext, bounds: Bounds, scenario: Scenario) => unknown;

const UNREAD = Symbol('not worked out yet');

/** Values of the names, each worked out once, with every open value at one of its ends. */
export class Scenario implements Scope {
  readonly #values: unknown[];
  readonly #context: FactContext;
  readonly #resolvers: readonly Resolve[];
  readonly #bounds: Bounds;

  constructor(context: FactContext, resolvers: readonly Resolve[], bounds: Bounds) {
    this.#context = context;
    this.#resolvers = resolvers;
    this.#bounds = bounds;
    this.#values = new Array<unknown>(resolvers.length).fill(UNREAD);
  }

  run(expression: Expression): readonly unknown[] {
    return expression.evaluate(this);
  }

  read(slot: number): unknown {
    const known = this.#values[slot];
    if (known !== UNREAD) return known;
    const value = this.#resolvers[slot]?.(this.#context, this.#bounds, this);
    this.#values[slot] = value;
    return value;
  }
}
