import { isSetAside } from '../facts/set-aside.js';
import type { Reason } from '../model/knowledge.js';
import type { Judgement } from '../rules/judge.js';
import type { ContextSentence } from './detail.js';
import type { Findings } from './findings.js';
import { labList, medicinePlaces, raisedTriggers, remarkText } from './phrases.js';
import { setAsideText } from './reasons.js';

/** The lines of the context card: a sentence of its own, or one for each remark of a list. */
export function contextSentences(judgement: Judgement, findings: Findings): ContextSentence[] {
  const { contextRemarks, parts } = findings;
  const { book } = parts;
  const raised = raisedTriggers(judgement, findings);
  return judgement.lines.flatMap((line): ContextSentence[] => {
    if ('each' in line) {
      const { each } = line;
      if (each === 'reasons') return reasonSentences(judgement, findings);
      return contextRemarks[each]().map((remark) => ({
        id: remark.id,
        text: remarkText(remark, book),
        kind: each,
        labs: [remark.lab],
      }));
    }
    const labs = raised.filter((id) => line.about?.includes(id) ?? true);
    const text = book.say('context', line.id, {
      raised: labList(labs, book),
      ...medicinePlaces(line.when, findings),
    });
    return [{ id: line.id, text, kind: 'own', labs }];
  });
}

/** A sentence for each reason on record for which a raised result is set aside. */
function reasonSentences(judgement: Judgement, findings: Findings): ContextSentence[] {
  const byReason = new Map<Reason, string[]>();
  for (const id of raisedTriggers(judgement, findings)) {
    const found = findings.views.today.reasons(id);
    if (!isSetAside(found)) continue;
    for (const { reason } of found) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  return [...byReason].map(([reason, labs]) => ({
    id: reason.id,
    text: setAsideText(reason, labs, findings),
    kind: 'reasons',
    labs,
  }));
}
