import type { ExplainedTest, ExplainedTreatment, Explanation } from '../model/explanation.js';
import type { Order } from '../model/knowledge.js';
import type { NotSuggested, Suggested, Workup } from '../rules/workup.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';

/** The work-up stage by stage: what is offered, what is done, and why the rest is neither. */
export function explainWorkup(
  { suggested, notSuggested }: Workup,
  { parts }: Findings,
): Explanation['workup'] {
  const { book, knowledge } = parts;
  return knowledge.stages.stages.map(({ id }) => ({
    stage: id,
    title: book.say('stages', id),
    tests: [
      ...suggested.filter(({ stage }) => stage === id).map((one) => offered(one, book)),
      ...notSuggested.filter(({ order }) => order.stage === id).map((one) => notOffered(one, book)),
    ],
  }));
}

function offered({ order, test }: Suggested, book: Phrasebook): ExplainedTest {
  return { order: order.id, name: book.say('tests', test.id), state: 'offered' };
}

function notOffered({ order, test, because }: NotSuggested, book: Phrasebook): ExplainedTest {
  const one = { order: order.id, name: test ? book.say('tests', test.id) : namesOf(order, book) };
  if (because.reason === 'done') return { ...one, state: 'done', day: because.day };
  if (because.reason === 'accepted') return { ...one, state: 'done', day: because.day, accepted: true };
  if (because.reason === 'in-panel')
    return { ...one, state: 'not-indicated', because: book.say('tests', because.panel.id) };
  const state = because.reason === 'condition-no' ? 'not-indicated' : 'not-known';
  return { ...one, state, because: book.label(because.condition) };
}

function namesOf({ tests }: Order, book: Phrasebook): string {
  const whole = tests.filter(({ partOf }) => partOf === undefined);
  return whole.map(({ id }) => book.say('tests', id)).join(', ');
}

const MOST_TREATMENTS = 100;

/** What was given or done, and when. */
export function explainTreatments({ facts, parts: { book } }: Findings): ExplainedTreatment[] {
  return facts
    .treatments()
    .slice(0, MOST_TREATMENTS)
    .map(({ set, isActive, from, to }) => ({
      set: set.id,
      what: book.say('valueSets', set.id),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      active: isActive,
    }));
}
