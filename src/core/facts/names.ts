import type { Lab, ValueSet } from '../model/lab.js';

/** camelCase name behind an id: `bilirubin-direct` → `bilirubinDirect`. */
export function nameOf(id: string): string {
  return id.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
}

/**
 * Lists of ids that expressions may look into: what they hold; whether they depend on every number, so that one known only as a
 * bound may be in or out; and where they may be read (folders of the knowledge) when they are there only after the readings.
 */
export const LISTS = {
  /** Labs above their limit. */
  raised: { holds: 'quantity', ofNumbers: true },
  /** Labs that could be held against a limit. */
  judged: { holds: 'quantity', ofNumbers: true },
  /** Labs known only as a bound ("> 2000"). */
  approximate: { holds: 'quantity', ofNumbers: true },
  /** Labs held against the default limit, as the laboratory gave none that could be used. */
  defaultLimit: { holds: 'quantity' },
  /** Trigger and supporting labs of which the newest result cannot be used. */
  unusable: { holds: 'quantity' },
  /** Labs below the lower end of the laboratory's range. */
  low: { holds: 'quantity' },
  /** Labs whose course is kept: raised also so many days before, and not otherwise since. */
  persistent: { holds: 'quantity' },
  /** By so many per cent above, or below, the result before; or neither. */
  rising: { holds: 'quantity' },
  falling: { holds: 'quantity' },
  steady: { holds: 'quantity' },
  /** Raised now, and not in the result before. */
  newlyRaised: { holds: 'quantity' },
  /** Raised now, and in no result before that is known. */
  firstRaised: { holds: 'quantity' },
  /** That may have risen since the day on which the work-up was complete. */
  risenSinceWorkup: { holds: 'quantity', readIn: ['facts', 'rules'] },
  /** Labs with a positive result. */
  positive: { holds: 'coded' },
  /** Value sets that an active problem is in. */
  problems: { holds: 'Condition' },
  /** Facts about the person that cannot be told. */
  unsettled: { holds: 'yes-or-no', readIn: ['rules'] },
  /** Remarks on results of the triggers, by what they make of a card. */
  unreadable: { holds: 'remarks', readIn: ['rules'] },
  limitNotUsed: { holds: 'remarks', readIn: ['rules'] },
  unanswered: { holds: 'remarks', readIn: ['rules'] },
  /** Results under review that are called as a trigger is and whose code is not mapped. */
  unmapped: { holds: 'remarks', readIn: ['rules'] },
  /** Prefetch keys whose data was not handed over. */
  unavailable: { holds: 'keys', readIn: ['rules', 'orders'] },
  /** Red flags that hold, once the rules that make them are judged. */
  redFlags: { holds: 'flags', readIn: ['rules', 'stages', 'orders', 'causes'] },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly holds: Lab['kind'] | ValueSet['of'] | 'yes-or-no' | 'remarks' | 'flags' | 'keys';
      readonly ofNumbers?: true;
      readonly readIn?: readonly string[];
    }
  >
>;

export type ListName = keyof typeof LISTS;

/** A part of a fact that has a name of its own. `missing`: the labs it is worked out from that have no value, or none but zero. */
type FactPart = 'value' | 'category' | 'reason' | 'missing';

/** What a name behind `%` stands for. */
export type Meaning<Fact> =
  | { readonly kind: 'age' | 'sex' }
  | { readonly kind: 'list'; readonly list: ListName }
  | { readonly kind: 'lab'; readonly lab: Lab }
  | { readonly kind: 'fact'; readonly fact: Fact; readonly part: FactPart }
  /** The value of a fact as it was when the result of a lab was sampled, or the work-up complete. */
  | { readonly kind: 'fact-at'; readonly fact: Fact; readonly anchor: string }
  /** Of a lab whose course is kept, the result before; or the newest that lies as far back as makes a finding persistent. */
  | { readonly kind: 'previous' | 'before'; readonly lab: Lab }
  /** Days from the sample of the result that counts to today. */
  | { readonly kind: 'age-of'; readonly lab: Lab }
  /** Whether a raised result is set aside for a reason on record. */
  | { readonly kind: 'set-aside'; readonly lab: Lab }
  /** Whether new results are handed over by the hook, rather than a chart opened. */
  | { readonly kind: 'under-review' }
  /** Days from the newest medicine of a set to the sample; from the newest procedure or report to today. */
  | { readonly kind: 'days-since'; readonly set: ValueSet }
  /** On how many days a procedure of a set was done. */
  | { readonly kind: 'days-of'; readonly set: ValueSet };

/** A name, what it stands for, and the file that brings it (`undefined`: it is always there). */
export interface Named<Fact> {
  readonly name: string;
  readonly meaning: Meaning<Fact>;
  readonly file?: string;
}

/** What names depend on, be the facts compiled or as written. */
interface NameSources<Fact> {
  readonly labs: ReadonlyMap<string, Lab>;
  readonly valueSets: ReadonlyMap<string, ValueSet>;
  readonly facts: ReadonlyMap<string, Fact>;
}

interface AnyFact {
  readonly id: string;
  readonly unit?: string;
  readonly category?: unknown;
  readonly reason?: unknown;
  readonly at?: readonly string[];
}

/** Stands for the day on which the work-up was complete, where a lab's id stands for its sample. */
export const WORKUP = 'workup';

/** Every name behind `%`: the one place that says what each is. Two entries of one name are a mistake of the files. */
export function* everyName<Fact extends AnyFact>({
  labs,
  valueSets,
  facts,
}: NameSources<Fact>): Generator<Named<Fact>> {
  yield { name: 'age', meaning: { kind: 'age' } };
  yield { name: 'sex', meaning: { kind: 'sex' } };
  yield { name: 'underReview', meaning: { kind: 'under-review' } };
  for (const list of Object.keys(LISTS) as ListName[]) yield { name: list, meaning: { kind: 'list', list } };
  for (const lab of labs.values()) {
    const file = `labs/${lab.id}.yaml`;
    yield { name: nameOf(lab.id), meaning: { kind: 'lab', lab }, file };
    yield { name: nameOf(`days-since-${lab.id}`), meaning: { kind: 'age-of', lab }, file };
    if (lab.course) {
      yield { name: `${nameOf(lab.id)}Previous`, meaning: { kind: 'previous', lab }, file };
      yield { name: `${nameOf(lab.id)}Before`, meaning: { kind: 'before', lab }, file };
    }
    if (lab.role === 'trigger')
      yield { name: `${nameOf(lab.id)}SetAside`, meaning: { kind: 'set-aside', lab }, file };
  }
  for (const fact of facts.values()) {
    const name = nameOf(fact.id);
    const part = (ending: string, of: FactPart): Named<Fact> => ({
      name: name + ending,
      meaning: { kind: 'fact', fact, part: of },
      file: `facts/${fact.id}.yaml`,
    });
    yield part('', 'value');
    if (fact.category !== undefined) yield part('Category', 'category');
    if (fact.reason !== undefined) yield part('Reason', 'reason');
    if (fact.unit !== undefined) yield part('Missing', 'missing');
    for (const anchor of fact.at ?? [])
      yield {
        name: name + nameOf(`-at-${anchor}`),
        meaning: { kind: 'fact-at', fact, anchor },
        file: `facts/${fact.id}.yaml`,
      };
  }
  for (const set of valueSets.values()) {
    const file = `value-sets/${set.id}.yaml`;
    if (set.of !== 'Condition')
      yield { name: nameOf(`days-since-${set.id}`), meaning: { kind: 'days-since', set }, file };
    if (set.of === 'Procedure')
      yield { name: `${nameOf(set.id)}Days`, meaning: { kind: 'days-of', set }, file };
  }
}

/** What each name stands for. */
export function meaningsOf<Fact extends AnyFact>(
  knowledge: NameSources<Fact>,
): ReadonlyMap<string, Meaning<Fact>> {
  return new Map([...everyName(knowledge)].map(({ name, meaning }) => [name, meaning]));
}
