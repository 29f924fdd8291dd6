import type { ExplainedFact, ExplainedScore } from '../model/explanation.js';
import type { Fact } from '../model/knowledge.js';
import type { Judgement } from '../rules/judge.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import { labName, sayOfPatient } from './phrases.js';

/** Every fact that is a number, in words: what it came to, from what, and what the rules make of it. */
export function explainScores(
  facts: ReadonlyMap<Fact, ExplainedFact>,
  judgements: readonly Judgement[],
  findings: Findings,
): ExplainedScore[] {
  const { book, vocabulary } = findings.parts;
  const reads = (names: Iterable<string>, fact: Fact): boolean =>
    [...names].some((name) => {
      const meaning = vocabulary.meanings.get(name);
      return meaning?.kind === 'fact' && meaning.fact === fact;
    });
  const told = sentences(judgements, findings);
  const warnings = judgements.flatMap(({ rule, warnings: holding }) =>
    rule.warning.filter(({ label }) => holding.includes(label)),
  );
  return [...facts].flatMap(([fact, { value, saw, category, reason }]): ExplainedScore[] => {
    if (fact.unit === undefined) return [];
    return [
      {
        fact: fact.id,
        name: book.say('factNotes', fact.id),
        unit: fact.unit,
        ...(typeof value === 'number' && { value }),
        ...wordOf('category', 'categories', fact, category, book),
        ...wordOf('reason', 'reasons', fact, reason, book),
        bands: findings.facts.bands(fact).flatMap(({ from, category: one }) => {
          const worded = wordOf('category', 'categories', fact, one, book).category;
          return worded === undefined ? [] : [{ from, category: worded }];
        }),
        told:
          typeof value === 'number' && book.has('workings', fact.id)
            ? [sayOfPatient(findings, 'workings', fact.id)]
            : told.flatMap(({ places, text }) => (reads(places, fact) ? [text] : [])),
        inputs: Object.entries(saw).map(([name, seen]) => ({ name: inputName(name, findings), saw: seen })),
        warns: warnings.some(({ expression }) => reads(vocabulary.reach(expression).names, fact)),
      },
    ];
  });
}

/** What the rules show among results, each sentence once, with the names its places stand for. */
function sentences(
  judgements: readonly Judgement[],
  findings: Findings,
): { readonly places: readonly string[]; readonly text: string }[] {
  const shown = judgements.flatMap(({ rule }) =>
    rule.show.filter(({ when }) => findings.facts.ask(when) === 'yes').map(({ id }) => id),
  );
  return [...new Set(shown)].map((id) => ({
    places: findings.parts.book.placesIn('results', id),
    text: sayOfPatient(findings, 'results', id),
  }));
}

/** A category or reason that has words; the others are for the rules alone. */
function wordOf<Part extends 'category' | 'reason'>(
  part: Part,
  group: string,
  { id }: Fact,
  value: unknown,
  book: Phrasebook,
): { readonly [Key in Part]?: string } {
  const key = `${id}-${typeof value === 'string' ? value : ''}`;
  return (book.has(group, key) ? { [part]: book.say(group, key) } : {}) as {
    readonly [Key in Part]?: string;
  };
}

/** What stands behind `%`, as the client's language calls it; the age and the like have no other name. */
function inputName(name: string, { parts: { book, vocabulary } }: Findings): string {
  const meaning = vocabulary.meanings.get(name);
  switch (meaning?.kind) {
    case 'lab':
      return labName(meaning.lab.id, book);
    case 'age-of':
    case 'previous':
    case 'before':
      return book.say('lists', meaning.kind, { lab: labName(meaning.lab.id, book) });
    case 'fact':
    case 'fact-at':
      return book.say('factNotes', meaning.fact.id);
    default:
      return name;
  }
}
