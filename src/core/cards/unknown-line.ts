import type { Expression } from '../language/expression.js';
import type { Judgement } from '../rules/judge.js';
import type { Findings } from './findings.js';
import { sayOfPatient } from './phrases.js';

/** What is missing and is named; the rest is counted, and stands in the explanation. */
const NAMED = 2;
/** More sentences than these are a list. */
const IN_A_LINE = 2;

/** What is missing that might have changed the answer, and what came and could not be used. */
export function unknownLine(
  missing: readonly string[],
  sentences: readonly string[],
  { parts: { book } }: Findings,
): string {
  const named = missing.slice(0, NAMED).join(', ');
  const count = missing.length - NAMED;
  const list = count > 0 ? book.say('sections', 'more', { list: named, count: String(count) }) : named;
  if (list === '' && sentences.length === 0) return '';
  const first = list === '' ? [] : [`${list}.`];
  const short = sentences.length <= IN_A_LINE;
  const text = book.say('sections', 'unknowns', { text: [...first, ...(short ? sentences : [])].join(' ') });
  return short ? text : [text, sentences.map((sentence) => `- ${sentence}`).join('\n')].join('\n\n').trim();
}

/** What might have made the card a warning, had it been known. */
export function missingForWarning({ rule, unknowns }: Judgement, findings: Findings): string[] {
  const asked = rule.warning.filter(({ label }) => unknowns.includes(label));
  return missingNames(
    asked.map(({ expression }) => expression),
    findings,
  );
}

/** What conditions whose answer is not known ask for, as `words: missing` calls it; what has no name there is not said on a card. */
export function missingNames(expressions: readonly Expression[], findings: Findings): string[] {
  const { book, vocabulary } = findings.parts;
  const names = expressions
    .flatMap(({ uses }) => uses)
    .flatMap((name) => {
      const meaning = vocabulary.meanings.get(name);
      const id = meaning?.kind === 'fact' ? meaning.fact.id : meaning?.kind === 'lab' ? meaning.lab.id : '';
      return book.has('missing', id) ? [sayOfPatient(findings, 'missing', id)] : [];
    });
  return [...new Set(names)];
}
