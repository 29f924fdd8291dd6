import type { Judgement } from '../rules/judge.js';
import type { Workup } from '../rules/workup.js';
import type { Quiet } from '../model/knowledge.js';
import type { Findings } from './findings.js';
import { medicinePlaces, sayOfPatient } from './phrases.js';
import { offeredByStage, testName } from './suggestion.js';
import { capitalised } from './text.js';

/** What to do next: the tests offered, stage by stage, then advice, each sentence when its condition holds. */
export function nextLine(
  judgement: Judgement,
  workup: Workup,
  quiet: Quiet | undefined,
  findings: Findings,
): string {
  const { book } = findings.parts;
  const tests = offeredByStage(workup.suggested, findings).map(({ stage, suggested }) =>
    book.say('next', stage, {
      count: String(suggested.length),
      tests: suggested.map((one) => shortName(one.test.id, testName(one, findings), findings)).join(', '),
    }),
  );
  const sentences = [
    ...(quiet ? [sayOfPatient(findings, 'quiet', quiet.id)] : []),
    ...(tests.length > 0 ? [`${capitalised(tests.join('; '))}.`] : []),
    ...adviceSentences(judgement, findings),
  ];
  return sentences.length === 0 ? '' : book.say('sections', 'next', { text: sentences.join(' ') });
}

/** The sentences of advice whose conditions hold. */
function adviceSentences({ rule }: Judgement, findings: Findings): string[] {
  return rule.say
    .filter(({ when }) => findings.facts.ask(when) === 'yes')
    .map(({ id, when }) => sayOfPatient(findings, 'advice', id, medicinePlaces(when, findings)));
}

function shortName(test: string, name: string, { parts: { book } }: Findings): string {
  return book.has('testsInShort', test) ? book.say('testsInShort', test) : name;
}
