import type { Card, Remark } from '../model/advice.js';
import type { Explanation, Step } from '../model/explanation.js';
import type { OrderedCause } from '../rules/causes.js';
import type { ContextSentence } from './detail.js';
import { nameOf } from '../facts/names.js';
import { type Judgement, stepsOf } from '../rules/judge.js';
import type { Quietened } from '../rules/quiet.js';
import type { NotSuggested, Workup } from '../rules/workup.js';
import { knownAge } from '../readings/person.js';
import type { Quiet, Rule } from '../model/knowledge.js';
import type { Findings } from './findings.js';
import { unrecognised } from '../record/unrecognised.js';
import type { Phrasebook } from './phrasebook.js';
import { labList, medicinePlaces } from './phrases.js';
import { explainNoNews, explainQuiet, quietSteps } from './explained-quiet.js';
import { explainPassedOver, explainReadings } from './explained-readings.js';
import { explainReasons } from './reasons.js';
import { explainTreatments, explainWorkup } from './explained-workup.js';
import { explainScores } from './scores.js';

/** What an answer was made of. */
export interface Reasoning {
  readonly findings: Findings;
  readonly judgements: readonly Judgement[];
  /** What was asked to make a card quieter. */
  readonly quietened: Quietened;
  readonly causes: readonly OrderedCause[];
  readonly workup: Workup;
  readonly lines: readonly ContextSentence[];
  /** What becomes a card, in the order of the answer, and what makes it quieter. */
  readonly made: readonly { readonly judgement: Judgement; readonly quiet?: Quiet | undefined }[];
  /** Written when first asked for. */
  readonly cards: readonly Card[];
}

/** The whole reasoning behind an answer, for `/explain`. */
export function explain({
  findings,
  judgements,
  quietened,
  causes,
  workup,
  lines,
  cards,
}: Reasoning): Explanation {
  const { request, facts, person, record, remarks, parts } = findings;
  const { release } = parts.knowledge;
  const factFiles = [...parts.knowledge.facts.values()];
  const explained = new Map(factFiles.map((fact) => [fact, facts.explain(fact)]));
  const age = knownAge(person);
  return {
    service: request.service.id,
    knowledge: { version: release.version, date: release.date },
    patient: { ...(age !== undefined && { age }), ...(person.sex && { sex: person.sex }) },
    readings: explainReadings(findings),
    passedOver: explainPassedOver(findings),
    setAside: record.setAside.map(({ resource: _resource, ...rest }) => rest),
    unrecognised: unrecognised(request, parts.labsNamed, parts.plannedOrders.keys),
    dataQuality: remarks.map(({ id }: Remark) => id),
    facts: Object.fromEntries([...explained].map(([fact, told]) => [nameOf(fact.id), told])),
    scores: explainScores(explained, judgements, findings),
    redFlags: judgements.flatMap(({ flags }) => flags.map(({ id }) => id)),
    context: lines.map(({ id }) => id),
    reasons: explainReasons(findings),
    quietened: judgements.flatMap((judgement) => {
      const asked = quietened.get(judgement);
      if (judgement.verdict === 'card' && asked === 'no-news') return [explainNoNews(judgement, parts.book)];
      return asked === undefined || asked === 'no-news' ? [] : explainQuiet(judgement, asked, parts.book);
    }),
    causes: causes.map(({ cause }) => cause.id),
    movedBy: Object.fromEntries(
      causes.flatMap(({ cause, movedBy }) =>
        movedBy.length > 0 ? [[cause.id, movedBy.map(({ label }) => parts.book.label(label))]] : [],
      ),
    ),
    rules: judgements.map((judgement) => {
      const { rule, verdict } = judgement;
      const asked = quietened.get(judgement);
      const quiet = asked === undefined || asked === 'no-news' ? [] : asked;
      return {
        id: rule.id,
        title: parts.book.label(rule.question),
        verdict,
        basis: parts.frames.get(rule.id)?.basis ?? '',
        steps: [
          ...stepsOf(rule, facts).map((step) => ({ ...step, label: stepLabel(step, rule, lines, findings) })),
          ...quiet.flatMap((one) => quietSteps(one, parts.book)),
        ],
      };
    }),
    suggested: [...new Set(workup.suggested.map(({ order }) => order.id))],
    workup: explainWorkup(workup, findings),
    treatments: explainTreatments(findings),
    notSuggested: workup.notSuggested.map((one) => ({
      order: one.order.id,
      because: becauseText(one, parts.book),
    })),
    cards,
  };
}

/** A condition in words; of a line of the context card, what the card says, or would say. */
function stepLabel(
  { kind, id = '', label }: Step,
  rule: Rule,
  said: readonly ContextSentence[],
  findings: Findings,
): string {
  const { book } = findings.parts;
  if (kind !== 'line') return book.label(label);
  const line = rule.lines.find((one) => 'id' in one && one.id === id);
  if (!line) return book.say('evidence', `each-${id}`);
  const own = said.find((one) => one.kind === 'own' && one.id === id);
  return (
    own?.text ??
    book.say('context', id, {
      raised: labList(line.about ?? rule.triggers, book),
      ...medicinePlaces(line.when, findings),
    })
  );
}

function becauseText({ test, because }: NotSuggested, book: Phrasebook): string {
  if (because.reason === 'in-panel')
    return book.say('notSuggested', 'in-panel', {
      test: book.say('tests', test?.id ?? ''),
      panel: book.say('tests', because.panel.id),
    });
  if (because.reason === 'done')
    return book.say('notSuggested', 'done', {
      test: book.say('tests', test?.id ?? ''),
      day: because.day,
    });
  return book.say('notSuggested', because.reason, { condition: book.label(because.condition) });
}
