import type { Expression } from '../language/expression.js';
import { type FoundReason, isSetAside } from '../facts/set-aside.js';
import type { Explanation } from '../model/explanation.js';
import type { Reason } from '../model/knowledge.js';
import type { Judgement } from '../rules/judge.js';
import type { Findings } from './findings.js';
import { labList, medicinePlaces, sayOfPatient } from './phrases.js';
import type { Places } from './sentence.js';
import { plainText } from './text.js';

/** Why raised results are set aside. */
export function setAsideText(reason: Reason, labs: readonly string[], findings: Findings): string {
  const raised = labList(labs, findings.parts.book);
  return sayOfPatient(findings, 'context', reason.id, { raised, ...placesOf(reason, findings) });
}

/** What is on record about results that count all the same, and why they do. */
export function countedTexts({ rule }: Judgement, findings: Findings): string[] {
  const { views, readings, parts } = findings;
  const { book } = parts;
  const found = new Map<Reason, FoundReason>();
  for (const id of rule.triggers)
    if (readings(id).raised === 'yes') for (const one of views.today.reasons(id)) found.set(one.reason, one);
  return [...found.values()].map(({ reason, exceptions }) => {
    const what = book.say('onRecord', reason.id, placesOf(reason, findings));
    const list = exceptions.map(({ label }) => book.label(label)).join('; ');
    return list === ''
      ? book.say('sections', 'onRecord', { what })
      : book.say('sections', 'countedAllTheSame', { what, list });
  });
}

/** Exceptions of which it is not known whether they hold, of the reasons for which something is set aside. */
export function unknownExceptions(labs: readonly string[], { views, readings }: Findings): Expression[] {
  return labs.flatMap((id) => {
    const { facts } = views.known(readings(id).ageDays ?? 0);
    return views.today
      .reasons(id)
      .flatMap(({ reason }) => reason.exceptions)
      .map(({ expression }) => expression)
      .filter((expression) => facts.ask(expression) === 'unknown');
  });
}

/** The medicine that the reason asks for. */
function placesOf({ when }: Reason, findings: Findings): Places {
  const [places] = when
    .map(({ expression }) => medicinePlaces(expression, findings))
    .filter((one) => Object.keys(one).length > 0);
  return places ?? {};
}

/** Every reason on record about a raised result, and whether it is set aside for it. */
export function explainReasons(findings: Findings): Explanation['reasons'] {
  const { views, parts } = findings;
  const { book, triggers } = parts;
  return triggers.flatMap((lab) => {
    if (views.today.readings(lab).raised !== 'yes') return [];
    const found = views.today.reasons(lab);
    const setAside = isSetAside(found);
    return found.map(({ reason, exceptions }) => ({
      lab,
      reason: reason.id,
      what: plainText(book.say('onRecord', reason.id, placesOf(reason, findings))),
      setAside,
      exceptions: exceptions.map(({ label }) => book.label(label)),
    }));
  });
}
