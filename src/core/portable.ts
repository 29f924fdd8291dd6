import { type Engine, type Expression, Expressions } from './language/expression.js';
import type { Node } from './language/parse-tree.js';
import type { AdvisorSettings } from './model/advice.js';
import type { Client, Knowledge, Proof } from './model/knowledge.js';

/** All that is needed to answer, for one client, as this service does. */
export interface Portable {
  readonly knowledge: Knowledge;
  readonly client: Client;
  readonly settings: AdvisorSettings & {
    /** Name of the hook of the services that are handed new results. */
    readonly resultHook: string;
    /** The service keeps what users answer, and may be quiet for it; who answers without it is not told. */
    readonly keepsAnswers?: boolean;
  };
}

/** What answering asks of a client; where its keys and servers are is nobody else's business. */
const OF_CLIENT: readonly (keyof Client)[] = [
  'id',
  'title',
  'language',
  'mode',
  'suggestions',
  'acceptStatuses',
  'localCodes',
  'contacts',
  'limits',
  'noCardsFor',
];
const OF_NODE: readonly (keyof Node)[] = ['type', 'text', 'delimitedText', 'value', 'unit', 'children'];
/** Lists whose entries say where they come from, which decides nothing. */
const PROVEN = new Set(['codes', 'rejects', 'units']);

/** An expression, in the place where it stands, by its number in the list of all. */
interface Numbered {
  readonly $expression: number;
}

/** What JSON has no words for. */
interface Marked extends Partial<Numbered> {
  readonly $map?: readonly unknown[];
  readonly $set?: readonly unknown[];
}

interface Packed extends Omit<Portable, 'knowledge'> {
  readonly knowledge: Readonly<Record<keyof Knowledge, unknown>>;
  readonly expressions: readonly Pick<Expression, 'source' | 'tree'>[];
}

/**
 * The text that `unpack` reads. Left out is what no answer needs: the words of other languages, other clients, the log of changes, the
 * source attributes, and where each code comes from.
 */
export function pack({ knowledge, client, settings }: Portable): string {
  const { profile, publicUrl, canonicalBase, resultHook, keepsAnswers } = settings;
  const known = Object.fromEntries(OF_CLIENT.map((key) => [key, client[key]])) as unknown as Client;
  const numbers = new Map<Expression, number>();
  const numbered = (expression: Expression): Numbered => {
    if (!numbers.has(expression)) numbers.set(expression, numbers.size);
    return { $expression: numbers.get(expression) ?? -1 };
  };
  const kept: Knowledge = {
    ...knowledge,
    changes: [],
    sourceAttributes: [],
    // A page shows the card as it is for who is in no arm.
    experiments: new Map(),
    clients: new Map([[known.id, known]]),
    words: new Map([[known.language, knowledge.words.get(known.language) ?? {}]]),
  };
  const replaced = (key: string, value: unknown): unknown => {
    if (value instanceof Map) return { $map: [...(value as ReadonlyMap<unknown, unknown>)] };
    if (value instanceof Set) return { $set: [...(value as ReadonlySet<unknown>)] };
    if (isExpression(value)) return numbered(value);
    return PROVEN.has(key) && Array.isArray(value) ? value.map(withoutProof) : value;
  };
  const packed: Packed = {
    settings: { profile, publicUrl, canonicalBase, resultHook, ...(keepsAnswers && { keepsAnswers }) },
    client: known,
    knowledge: JSON.parse(JSON.stringify(kept, replaced)) as Packed['knowledge'],
    expressions: [...numbers.keys()].map(({ source, tree }) => ({ source, tree: essence(tree) })),
  };
  return JSON.stringify(packed);
}

/**
 * What was packed, its expressions compiled from the parse trees that came along.
 * @param ask what answers an expression where the closures do not know
 */
export function unpack(text: string, ask: Engine['compile']): Portable {
  const { expressions, knowledge, ...rest } = JSON.parse(text) as Packed;
  const trees = new Map(expressions.map(({ source, tree }) => [source, tree]));
  const compiler = new Expressions({ parse: (source) => treeIn(trees, source), compile: ask });
  const compiled = expressions.map(({ source }) => compiler.compile(source));
  const revived = revive(knowledge, compiled) as Knowledge;
  return { ...rest, knowledge: { ...revived, names: compiler.names } };
}

function treeIn(trees: ReadonlyMap<string, Node>, source: string): Node {
  const tree = trees.get(source);
  if (!tree) throw new Error('an expression came without its parse tree');
  return tree;
}

/** With maps, sets and expressions in their places again. */
function revive(value: unknown, compiled: readonly Expression[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => revive(one, compiled));
  const { $map, $set, $expression } = value as Marked;
  if ($map) return new Map(revive($map, compiled) as [unknown, unknown][]);
  if ($set) return new Set(revive($set, compiled) as unknown[]);
  if ($expression !== undefined) return compiled[$expression];
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revive(one, compiled)]));
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'evaluate' in value;
}

function withoutProof(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  const { source: _source, verified: _verified, checked: _checked, note: _note, ...rest } = entry as Proof;
  return rest;
}

/** Of a node what `closureOf` and its like read; where it stood in the text is left out. */
function essence(node: Node): Node {
  return Object.fromEntries(
    OF_NODE.flatMap((key) => {
      const value = node[key];
      if (value === undefined) return [];
      return [[key, Array.isArray(value) ? (value as readonly Node[]).map(essence) : value]];
    }),
  ) as unknown as Node;
}
