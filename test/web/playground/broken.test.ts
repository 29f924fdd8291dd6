import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Card } from '../../../src/core/model/advice.js';
import type { ExplainedReading, Explanation } from '../../../src/core/model/explanation.js';
import { discovery } from '../../../src/hooks/discovery.js';
import { readExamples } from '../../../src/cases/examples.js';
import type { Lab, Service } from '../../../src/web/playground/api.js';
import { BREAKAGES } from '../../../src/web/playground/chart/broken.js';
import { ofType, resourcesIn } from '../../../src/web/parts/request.js';
import { labOf } from '../../../src/web/playground/chart/result.js';
import type { Trial } from '../../../src/web/playground/trial.js';
import { NOW } from '../../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER, serveShipped } from '../../support/shipped.js';

const RESULT_HOOK = 'org.hepacue.result-review';
const words = knowledge.words.get('en')!;
const labs: readonly Lab[] = [...knowledge.labs.values()].map((lab) => ({
  ...lab,
  name: words['labs']![lab.id]!,
}));
const { services } = discovery(knowledge, RESULT_HOOK) as unknown as { services: readonly Service[] };
const trials = readExamples(KNOWLEDGE_FOLDER, knowledge, ({ results, hook }) =>
  results ? RESULT_HOOK : hook,
).map(({ id, service, requestAt }) => ({
  id,
  trial: {
    service: services.find((one) => one.id === service)!,
    request: requestAt(NOW),
  } as Trial,
}));
const { post } = serveShipped();

interface Asked {
  readonly status: number;
  readonly cards: readonly Card[];
  readonly explanation?: Explanation;
}

async function ask({ service, request }: Trial): Promise<Asked> {
  const answer = await post(`/cds-services/${service.id}`, request);
  if (answer.status !== 200) return { status: answer.status, cards: [] };
  const { cards } = (await answer.json()) as { cards: Card[] };
  const explained = await post(`/explain/${service.id}`, request);
  return { status: 200, cards, explanation: (await explained.json()) as Explanation };
}

const TRIGGERS = labs.filter(({ role }) => role === 'trigger').map(({ id }) => id);

function readingsOf({ explanation }: Asked): readonly ExplainedReading[] {
  return explanation?.readings.filter(({ lab }) => TRIGGERS.includes(lab)) ?? [];
}

function hasTrigger({ request }: Trial): boolean {
  return ofType(resourcesIn(request), 'Observation').some(
    ({ resource }) => labOf(resource, labs)?.role === 'trigger',
  );
}

/** Every shipped request before and after, and the reading that was changed: the same in both when nothing was read of it before. */
async function broken(id: string) {
  const { apply } = BREAKAGES.find((one) => one.id === id)!;
  const all = [];
  for (const { id: example, trial } of trials) {
    const after = apply(trial, labs, services);
    if (!after) continue;
    const [was, is] = [await ask(trial), await ask(after)];
    const changed = readingsOf(was).find(
      (one) => one.value !== undefined && !readingsOf(is).some((other) => isDeepStrictEqual(one, other)),
    );
    all.push({ example, trial, after, was, is, changed });
  }
  return all;
}

/** Those in which a result that was read is read no more. */
async function unread(id: string) {
  const all = await broken(id);
  const found = all.flatMap(({ changed, ...rest }) => (changed ? [{ ...rest, changed }] : []));
  // All but the few whose results are withdrawn, on their way, too old or unreadable as shipped.
  expect(found.length).toBeGreaterThan(all.length - 8);
  // Where there is another of the same time it is used, and what is older than its news is not worth a card.
  return found.filter(
    ({ was, is, changed: { lab } }) =>
      was.explanation!.passedOver.every((one) => one.lab !== lab) &&
      is.explanation!.quietened.every(({ id }) => id !== 'older-than-news'),
  );
}

/** Names the result as not evaluated, and raises nothing from it. */
function expectNamed(remark: string, lab: string, is: Asked): void {
  expect(is.explanation?.dataQuality).toContain(`${lab}-${remark}`);
  const context = is.cards.find(({ source }) => source.topic.code === 'context');
  expect(context?.detail.toLowerCase()).toContain(words['labs']![lab]!.toLowerCase());
  expectNotRaised(lab, is);
}

function expectNotRaised(lab: string, { cards }: Asked): void {
  const own = lab === 'ferritin' ? 'raisedFerritin' : 'raisedB12';
  const topics = cards.map(({ source }) => source.topic.code);
  expect(topics).not.toContain('raisedBoth');
  expect(topics).not.toContain(own);
}

describe('what is tried', () => {
  test('has ids of its own, and says what it does in one or two sentences', () => {
    expect(new Set(BREAKAGES.map(({ id }) => id)).size).toBe(BREAKAGES.length);
    for (const { what } of BREAKAGES) expect(what).toMatch(/^[A-Z].{40,160}\.$/u);
  });

  test.each(BREAKAGES)('$id changes something wherever there is something to change', ({ id, apply }) => {
    const cannot = trials.filter(({ trial }) => !apply(trial, labs, services)).map((one) => one.id);
    const without = trials.filter(({ trial }) => !hasTrigger(trial)).map((one) => one.id);
    expect(without).toEqual(['07-no-prefetch', '08-bad-envelope']);
    // The one result of 04 has no unit as shipped, so there is none to lose, and none to write a bound in.
    const expected: Readonly<Record<string, readonly string[]>> = {
      'missing-unit': ['04-unit-missing', ...without],
      comparator: ['04-unit-missing', ...without],
      'no-prefetch': ['07-no-prefetch'],
      'wrong-hook': [],
      'expired-token': [],
    };
    expect(cannot).toEqual(expected[id] ?? without);
  });

  test.each(BREAKAGES)('$id leaves the trial it is given alone', ({ apply }) => {
    for (const { trial } of trials) {
      const before = JSON.stringify(trial);
      const once = apply(trial, labs, services);
      expect(JSON.stringify(trial)).toBe(before);
      if (once) expect(JSON.stringify(once)).not.toBe(before);
    }
  });

  test('nothing can be done to a request that is none', () => {
    const trial: Trial = { service: services[0]!, request: { prefetch: 'x', context: null } };
    const ids = BREAKAGES.filter(({ apply }) => apply(trial, labs, services)).map(({ id }) => id);
    expect(ids).toEqual(['no-prefetch', 'wrong-hook', 'expired-token']);
  });
});

describe('the service answers as the button says:', () => {
  test.each([
    ['missing-unit', 'unit-missing'],
    ['value-as-text', 'value-unreadable'],
  ])('%s is named on a card', async (id, remark) => {
    for (const { is, changed } of await unread(id)) {
      expect(readingsOf(is).find(({ lab }) => lab === changed.lab)?.raised).toBe('unknown');
      expectNamed(remark, changed.lab, is);
    }
  });

  test('a bound below the limit leaves open whether it is raised', async () => {
    for (const { is, changed } of await unread('comparator')) {
      const reading = readingsOf(is).find(({ lab }) => lab === changed.lab);
      expect(reading).toMatchObject({ comparator: '>', raised: 'unknown' });
      expectNamed('comparator-indeterminate', changed.lab, is);
    }
  });

  test('another patient’s is set aside', async () => {
    for (const { is, was, changed } of await unread('other-patient')) {
      const { setAside } = is.explanation!;
      expect(setAside.length).toBe(was.explanation!.setAside.length + 1);
      expect(setAside).toContainEqual(expect.objectContaining({ from: changed.from, why: 'other-patient' }));
      expect(readingsOf(is).find(({ lab }) => lab === changed.lab)?.from).not.toBe(changed.from);
    }
  });

  test.each(['cancelled', 'local-code'])('%s is not used', async (id) => {
    for (const { is, changed } of await unread(id)) {
      const reading = readingsOf(is).find(({ lab }) => lab === changed.lab);
      expect(reading?.from).not.toBe(changed.from);
      if (reading?.value === undefined) expectNotRaised(changed.lab, is);
    }
  });

  test.each([
    ['no-prefetch', 412],
    ['wrong-hook', 400],
  ])('%s is answered with %d', async (id, status) => {
    const all = await broken(id);
    const answered = all.filter(({ was }) => was.status === 200);
    expect(answered.length).toBeGreaterThan(40);
    for (const { is } of answered) expect(is.status).toBe(status);
  });

  test('no prefetch asks as when a chart is opened, whatever was asked before', () => {
    const { apply } = BREAKAGES.find(({ id }) => id === 'no-prefetch')!;
    for (const { trial } of trials) {
      const after = apply(trial, labs, services);
      if (after) expect(after.service.hook).toBe('patient-view');
    }
    const review = services.filter(({ hook }) => hook === RESULT_HOOK);
    expect(apply({ service: review[0]!, request: {} }, labs, review)).toBeUndefined();
  });

  test('an expired token is asked for, and the request stays', () => {
    const { apply } = BREAKAGES.find(({ id }) => id === 'expired-token')!;
    for (const { trial } of trials)
      expect(apply(trial, labs, services)).toEqual({ ...trial, token: 'expired' });
  });
});
