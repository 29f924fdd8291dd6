import { variableOf } from '../../core/facts/variables.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { factNames } from './check-circles.js';
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
function valuesByName({
  labs,
  valueSets,
  facts,
  rules,
}: Knowledge): ReadonlyMap<string, ReadonlySet<string>> {
  const labsOf = (kind: string): Set<string> =>
    new Set([...labs.values()].filter((lab) => lab.kind === kind).map(({ id }) => id));
  const measured = labsOf('quantity');
  const problems = [...valueSets.values()].filter((set) => set.of === 'Condition').map(({ id }) => id);
  const values = new Map<string, ReadonlySet<string>>([
    ['raised', measured],
    ['judged', measured],
    ['approximate', measured],
    ['positive', labsOf('coded')],
    ['problems', new Set(problems)],
    ['redFlags', new Set([...rules.values()].flatMap(({ flags }) => flags.map(({ id }) => id)))],
    [
      'unsettled',
      new Set([...facts.values()].filter(({ unit }) => unit === undefined).map(({ id }) => variableOf(id))),
    ],
    ['sex', new Set(['male', 'female'])],
  ]);
  for (const [name, { key, expression }] of factNames(facts))
    if (key !== 'value') values.set(name, new Set(literalsIn(expression.source)));
  return values;
}

function literalsIn(text: string): string[] {
  return text.includes("'") ? [...text.matchAll(/'([^']*)'/gu)].map(([, literal = '']) => literal) : [text];
}
