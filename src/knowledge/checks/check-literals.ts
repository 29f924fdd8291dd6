import { type ListName, LISTS, type Meaning, meaningsOf, nameOf } from '../../core/facts/names.js';
import { expressionOf } from '../../core/facts/reach.js';
import type { Fact, Knowledge } from '../../core/model/knowledge.js';
import type { Written } from '../compile-files.js';
import type { Report } from '../knowledge-error.js';
import { suggestion } from '../nearest.js';

const TEXT = "'([^']*)'";
const SHAPES = [
  { pattern: new RegExp(`${TEXT}\\s+in\\s+%(\\w+)`, 'gu'), name: 2, texts: 1 },
  { pattern: new RegExp(`%(\\w+)\\s+contains\\s+${TEXT}`, 'gu'), name: 1, texts: 2 },
  { pattern: new RegExp(`%(\\w+)\\s*!?[=~]\\s*${TEXT}`, 'gu'), name: 1, texts: 2 },
  { pattern: /%(\w+)\s+in\s+\(([^()]*)\)/gu, name: 1, texts: 2 },
];

/**
 * Checks the words an expression compares a name with: `'alt' in %raised`, `%fib4Category = 'high'`. A misspelt one would
 * be silently false for every patient.
 */
export function checkLiterals(written: readonly Written[], knowledge: Knowledge, report: Report): void {
  const values = valuesByName(knowledge);
  for (const { file, key, expression } of written)
    for (const { pattern, name, texts } of SHAPES)
      for (const match of expression.source.matchAll(pattern)) {
        const known = values.get(match[name] ?? '');
        if (!known) continue;
        for (const text of literalsIn(match[texts] ?? ''))
          if (!known.has(text))
            report(file, key, `%${String(match[name])} never holds '${text}'${suggestion(text, known)}`);
      }
}

/** What each name can hold, where that is a closed list. */
function valuesByName(knowledge: Knowledge): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, ReadonlySet<string>>();
  for (const [name, meaning] of meaningsOf(knowledge)) {
    const held = valuesOf(meaning, knowledge);
    if (held) values.set(name, new Set(held));
  }
  return values;
}

function valuesOf(meaning: Meaning<Fact>, knowledge: Knowledge): readonly string[] | undefined {
  switch (meaning.kind) {
    case 'sex':
      return ['male', 'female'];
    case 'list':
      return idsIn(meaning.list, knowledge);
    case 'fact':
      // What a category or a reason can be is what is written in it.
      return meaning.part === 'category' || meaning.part === 'reason'
        ? expressionOf(meaning)?.texts
        : undefined;
    default:
      return undefined;
  }
}

function idsIn(list: ListName, { labs, valueSets, facts, rules }: Knowledge): readonly string[] | undefined {
  const { holds } = LISTS[list];
  switch (holds) {
    case 'coded':
      return [...labs.values()].filter(({ positive }) => positive !== undefined).map(({ id }) => id);
    case 'quantity':
      return [...labs.values()].filter(({ kind }) => kind === holds).map(({ id }) => id);
    case 'Condition':
      return [...valueSets.values()].filter((set) => set.of === holds).map(({ id }) => id);
    case 'yes-or-no':
      return [...facts.values()].filter(({ unit }) => unit === undefined).map(({ id }) => nameOf(id));
    case 'flags':
      return [...rules.values()].flatMap(({ flags }) => flags.map(({ id }) => id));
    case 'remarks':
    case 'keys':
      return undefined;
  }
}

function literalsIn(text: string): string[] {
  return text.includes("'") ? [...text.matchAll(/'([^']*)'/gu)].map(([, literal = '']) => literal) : [text];
}
