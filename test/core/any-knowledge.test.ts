import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readExamples } from '../../src/cases/examples.js';
import { createAdvisor } from '../../src/core/compile.js';
import { meaningsOf } from '../../src/core/facts/names.js';
import type { Knowledge, Service } from '../../src/core/model/knowledge.js';
import { hookOf } from '../../src/hooks/discovery.js';
import { prefetchReader } from '../../src/hooks/prefetch.js';
import { parseRequest } from '../../src/hooks/request.js';
import type { Files, FactFile, RuleFile } from '../../src/knowledge/files.js';
import { stage } from '../../src/knowledge/knowledge-error.js';
import { compileKnowledge, KnowledgeError } from '../../src/knowledge/load.js';
import { readFiles } from '../../src/knowledge/read-files.js';
import { adviceOn, VIEW } from '../support/ask.js';
import { patientOf, viewRequest } from '../support/case.js';
import { NOW } from '../support/clock.js';
import { record } from '../support/record.js';
import { runs } from '../support/seed.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

// Whatever clinicians write: what loads is answered with, and what could not be answered with does not load.

const RESULT_HOOK = 'org.hepacue.result-review';
const shipped = stage((report) => readFiles(KNOWLEDGE_FOLDER, report));
const bodies = readExamples(KNOWLEDGE_FOLDER, knowledge, (service) => hookOf(service, RESULT_HOOK))
  .filter((_, place) => place % 6 === 0)
  .map(({ service, requestAt }) => ({ service, body: requestAt(NOW) }));

const names = [...meaningsOf(knowledge).keys()];
const texts = [
  ...new Set([...knowledge.labs.keys(), ...knowledge.valueSets.keys(), 'R1', 'R5', 'high', 'adult']),
];

/** A condition over any names whatever, sound or not. */
const condition: fc.Arbitrary<string> = fc.letrec<{ all: string; piece: string }>((tie) => ({
  piece: fc.oneof(
    fc.constantFrom(...names).map((name) => `%${name}`),
    fc.constantFrom(...names).map((name) => `%${name}.exists()`),
    fc.constantFrom(...names).map((name) => `%${name}.value.value > 1`),
    fc.constantFrom(...names).map((name) => `%${name} > 0`),
    fc
      .tuple(fc.constantFrom(...texts), fc.constantFrom(...names))
      .map(([text, name]) => `'${text}' in %${name}`),
    fc.constantFrom("'R1' in %redFlags", '%redFlags.exists()', '%unsettled.exists()', '%unreadable.exists()'),
  ),
  all: fc.oneof(
    { depthSize: 'small' },
    tie('piece'),
    fc
      .tuple(tie('all'), fc.constantFrom('and', 'or'), tie('all'))
      .map(([a, word, b]) => `(${a} ${word} ${b})`),
    tie('all').map((one) => `iif(${one}, false, true)`),
  ),
})).all;

type Change = readonly [place: number, text: string];

/** The shipped files with conditions added in some places. */
function changed(changes: readonly Change[]): Files {
  const files = structuredClone(shipped);
  const places: ((text: string) => void)[] = [];
  for (const rule of files.rules.values() as Iterable<Writable<RuleFile>>) {
    places.push((text) => (rule.unless = { ...rule.unless, 'an added condition': text }));
    places.push((text) => (rule.when = { ...rule.when, 'an added condition': text }));
    for (const list of [rule.flags, rule.lines, rule.say, rule.show, rule.notes])
      for (const one of (list ?? []) as unknown as { when: string }[])
        places.push((text) => (one.when = `(${one.when}) or (${text})`));
  }
  for (const order of files.orders.values() as Iterable<Writable<RuleFile>>)
    places.push((text) => (order.when = { ...order.when, 'an added condition': text }));
  for (const fact of files.facts.values() as Iterable<Writable<FactFile>>)
    if (fact.unit === undefined) places.push((text) => (fact.value = `(${fact.value}) or (${text})`));
  for (const [place, text] of changes) places[place % places.length]?.(text);
  return files;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function askEverything(known: Knowledge): void {
  for (const client of known.clients.values()) {
    const advisor = createAdvisor(known, client, {
      profile: 'full',
      publicUrl: 'https://cds.example.org',
      canonicalBase: 'https://hepacue.org/fhir',
    });
    for (const { service: id, body } of bodies) {
      const service = known.services.get(id)!;
      const request = parseRequest(body, service, RESULT_HOOK);
      const came = prefetchReader(service, known)(request, advisor);
      const { patientId, userId } = request;
      const advice = advisor.advise({ service, patientId, userId, ...came }, { now: NOW, newId: () => 'id' });
      JSON.stringify([advice.cards, advice.explain()]);
    }
  }
}

describe('a rule may not crash the service', () => {
  test('what loads is answered with, whatever stands in its conditions', () => {
    let loaded = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), condition), { minLength: 1, maxLength: 3 }), (changes) => {
        let known: Knowledge;
        try {
          known = compileKnowledge(changed(changes));
        } catch (error) {
          expect(error).toBeInstanceOf(KnowledgeError);
          refused += 1;
          return;
        }
        loaded += 1;
        askEverything(known);
      }),
      runs(40),
    );
    record(
      `Any knowledge: ${loaded} that load answered ${bodies.length} requests each, ${refused} refused at load`,
    );
    expect(loaded).toBeGreaterThan(0);
  });

  test.each([
    [
      'a rule that makes no flag may ask for them, in what must not hold',
      'main-ferritin',
      "'R1' in %redFlags",
    ],
    ['and so may one that is judged first in the list', 'context', '%redFlags.exists()'],
  ])('%s', (_promise, id, text) => {
    const files = structuredClone(shipped);
    const rule = files.rules.get(id) as Writable<RuleFile>;
    rule.unless = { ...rule.unless, 'a red flag holds': text };
    askEverything(compileKnowledge(files));
  });

  test('red flags are known to every other rule, wherever the service lists the rule that makes them', () => {
    const cardsOf = (given: readonly string[]): string[] => {
      const files = structuredClone(shipped);
      const rule = files.rules.get('main-ferritin') as Writable<RuleFile>;
      rule.unless = { ...rule.unless, 'a red flag holds': "'R1' in %redFlags" };
      for (const service of files.services.values() as Iterable<Writable<Service>>)
        service.rules = [...service.rules].reverse();
      const known = compileKnowledge(files);
      const patient = patientOf({ age: 60, sex: 'male', results: [...given] }, known, NOW);
      return adviceOn(viewRequest(patient, known), VIEW, 'public-sandbox', known).cards.map(
        ({ source }) => source.topic.code,
      );
    };
    const main = knowledge.rules.get('main-ferritin')!.topic;
    expect(cardsOf(['ferritin 900 ng/mL'])).toContain(main);
    const flagged = cardsOf(['ferritin 12000 ng/mL']);
    expect(flagged).toContain(knowledge.rules.get('urgent')!.topic);
    expect(flagged).not.toContain(main);
  });

  test('a fact that says which ranges apply may not read what they apply to', () => {
    const files = structuredClone(shipped);
    const fact = files.facts.get('pregnant') as Writable<FactFile>;
    fact.value = `(${fact.value}) or 'alt' in %raised`;
    expect(() => compileKnowledge(files)).toThrow(
      'facts/pregnant.yaml: ranges: %raised depends on the limits of results',
    );
  });
});
