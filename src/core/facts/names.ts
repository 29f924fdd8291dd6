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
  /** Red flags that hold, once the rules that make them are judged. */
  redFlags: { holds: 'flags', readIn: ['rules', 'orders', 'causes'] },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly holds: Lab['kind'] | ValueSet['of'] | 'yes-or-no' | 'remarks' | 'flags';
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
  /** Days from the newest medicine of a set to the sample. */
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
}

/** Every name behind `%`: the one place that says what each is. Two entries of one name are a mistake of the files. */
export function* everyName<Fact extends AnyFact>({
  labs,
  valueSets,
  facts,
}: NameSources<Fact>): Generator<Named<Fact>> {
  yield { name: 'age', meaning: { kind: 'age' } };
  yield { name: 'sex', meaning: { kind: 'sex' } };
  for (const list of Object.keys(LISTS) as ListName[]) yield { name: list, meaning: { kind: 'list', list } };
  for (const lab of labs.values())
    yield { name: nameOf(lab.id), meaning: { kind: 'lab', lab }, file: `labs/${lab.id}.yaml` };
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
  }
  for (const set of valueSets.values()) {
    const file = `value-sets/${set.id}.yaml`;
    if (set.of === 'Medication')
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
