import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Catalogue, Explanation } from '../../../src/web/playground/api.js';
import { answerOf } from '../../../src/web/playground/why/try/answer.js';
import { evaluate } from '../../../src/web/playground/why/try/evaluate.js';
import { boundsIn, nameOf, offeredNames } from '../../../src/web/playground/why/try/offered.js';
import { catalogueOf, servePage, shippedCases } from './shipped-cases.js';

const running = servePage();
let catalogue: Catalogue;
let explained: readonly { readonly id: string; readonly explanation: Explanation }[];

beforeAll(async () => {
  catalogue = await catalogueOf(running);
  const cases = await shippedCases(running, catalogue);
  const all = cases.map(async ({ id, service, request }) => {
    const answer = await running.post(`/explain/${service.id}`, request);
    return answer.status === 200 ? [{ id, explanation: (await answer.json()) as Explanation }] : [];
  });
  explained = (await Promise.all(all)).flat();
}, 120_000);

describe('an expression tried', () => {
  test('as it stands gives what the service said, for every step of every shipped case', () => {
    let tried = 0;
    for (const { id, explanation } of explained) {
      const offered = offeredNames(explanation, catalogue.labs);
      // What is known only as a bound is asked at both ends by the service alone.
      if (boundsIn(explanation.readings).size > 0) continue;
      const answers = new Map<string, unknown>();
      for (const { expression, answer } of explanation.rules.flatMap(({ steps }) => steps)) {
        if (answers.has(expression)) continue;
        const reply = evaluate({ source: expression, offered });
        answers.set(expression, reply);
        expect([id, expression, 'values' in reply ? reply.unknown : reply.problem]).toEqual([
          id,
          expression,
          [],
        ]);
        expect([id, expression, 'values' in reply && answerOf(reply.values)]).toEqual([
          id,
          expression,
          answer,
        ]);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(1_000);
  }, 120_000);

  test('sees a result as the Observation that rules see', () => {
    const { explanation } = explained.find(({ id }) => id === '02-chronic-hepatitis-c')!;
    const offered = offeredNames(explanation, catalogue.labs);
    for (const { lab, value, limit } of explanation.readings) {
      if (value === undefined) continue;
      const source = `%${nameOf(lab)}.value.value | %${nameOf(lab)}.referenceRange.high.value`;
      const reply = evaluate({ source, offered });
      expect('values' in reply && reply.values).toEqual([value, ...(limit?.value ? [limit.value] : [])]);
    }
  });

  test.each<[source: string, reply: object]>([
    ['%age > 50', { values: [true], uses: ['age'], unknown: [] }],
    ['%nobody > 50', { values: [], uses: ['nobody'], unknown: ['nobody'] }],
    ['%age >', { problem: expect.stringMatching(/^is not FHIRPath/u) }],
    ["'x'.matches('(a+)+$')", { problem: expect.stringMatching(/matches\(\)/u) }],
    ['%age.resolve()', { problem: expect.stringMatching(/resolve\(\)/u) }],
    ["%age + 'a'", { problem: expect.any(String) }],
    ["'constructor' in %__proto__", { values: [false], uses: ['__proto__'], unknown: ['__proto__'] }],
  ])('%s', (source, reply) => {
    expect(evaluate({ source, offered: { age: 56 } })).toEqual(reply);
  });

  test('counts as yes or no only where it is one of them', () => {
    const counted = [[true], [false], [], [true, true], ['yes'], [1]].map(answerOf);
    expect(counted).toEqual(['yes', 'no', 'unknown', 'unknown', 'unknown', 'unknown']);
  });
});
