import { describe, expect, test } from '@jest/globals';
import { createAdvisor } from '../../src/core/compile.js';
import { closureOf } from '../../src/core/language/closure.js';
import { type Portable, pack, unpack } from '../../src/core/portable.js';
import { createAnswer } from '../../src/hooks/answer.js';
import { NOW } from '../support/clock.js';
import { knowledge, shippedExamples } from '../support/shipped.js';

const settings = {
  profile: 'us-nondevice',
  resultHook: 'org.hepacue.result-review',
  publicUrl: 'https://cds.example.org',
  canonicalBase: 'https://hepacue.org/fhir',
} as const;

/** No engine: whatever the closures do not know fails the test. */
const nobody = (source: string): never => {
  throw new Error(`fhirpath.js is asked for ${source}`);
};

/** What a service answers with, whatever was thrown included. */
function answering({ knowledge: known, client, settings: set }: Portable) {
  let ids = 0;
  const advisor = createAdvisor(known, client, set);
  const answer = createAnswer({
    knowledge: known,
    resultHook: set.resultHook,
    advisorFor: () => advisor,
    now: () => NOW,
    newId: () => `id-${String(++ids)}`,
  });
  return (service: string, body: unknown): Promise<unknown> =>
    answer(service, body, client).then(
      ({ cards, explain }) => ({ cards, explained: explain() }),
      (error: unknown) => String(error),
    );
}

describe.each([...knowledge.clients.values()])('what is packed for $id', (client) => {
  const text = pack({ knowledge, client, settings });
  const asked: string[] = [];
  const unpacked = unpack(text, (source) => {
    asked.push(source);
    return nobody(source);
  });

  test('every expression is a closure: no FHIRPath engine is needed', () => {
    const { expressions } = JSON.parse(text) as { expressions: { tree: Parameters<typeof closureOf>[0] }[] };
    expect(expressions.length).toBeGreaterThan(300);
    const without = expressions.filter(({ tree }) => closureOf(tree, () => 0) === undefined);
    expect(without).toEqual([]);
  });

  test('it gives the cards and the reasons that the service gives, of every example and vignette', async () => {
    const here = answering({ knowledge, client, settings });
    const there = answering(unpacked);
    const examples = shippedExamples();
    expect(examples.length).toBeGreaterThan(30);
    for (const { id, service, requestAt } of examples) {
      const body = JSON.stringify(requestAt(NOW));
      const [mine, theirs] = [await here(service, JSON.parse(body)), await there(service, JSON.parse(body))];
      expect({ id, answer: theirs }).toEqual({ id, answer: mine });
    }
    expect(asked).toEqual([]);
  });

  test('keys, issuers and servers of a client, and other clients, stay at home', () => {
    const keys = ['keys', 'issuer', 'tenants', 'fhirServers', 'development'].filter((key) => key in client);
    expect(Object.keys(JSON.parse(text).client as object).filter((key) => keys.includes(key))).toEqual([]);
    expect([...unpacked.knowledge.clients.keys()]).toEqual([client.id]);
    expect([...unpacked.knowledge.words.keys()]).toEqual([client.language]);
  });
});

test('an expression that no closure knows is asked of whoever was handed in', () => {
  const client = [...knowledge.clients.values()][0]!;
  const packed = JSON.parse(pack({ knowledge, client, settings })) as {
    expressions: { source: string; tree: unknown }[];
  };
  packed.expressions[0]!.tree = { type: 'PolarityExpression', children: [] };
  const asked: string[] = [];
  const { knowledge: known } = unpack(JSON.stringify(packed), (source) => {
    asked.push(source);
    return () => [true];
  });
  const found = JSON.stringify(packed.expressions[0]!.source);
  const facts = [...known.facts.values()].flatMap(({ value, category, reason }) => [value, category, reason]);
  const expression = facts.find((one) => JSON.stringify(one?.source) === found);
  expect(expression?.evaluate({ read: () => undefined })).toEqual([true]);
  expect(asked).toEqual([packed.expressions[0]!.source]);
});

test('what answering asks of a client is packed with it', () => {
  const [client] = [...knowledge.clients.values()];
  const own = { ...client!, contacts: { hepatology: 'the liver clinic' } };
  expect(unpack(pack({ knowledge, client: own, settings }), nobody).client.contacts).toEqual(own.contacts);
});
