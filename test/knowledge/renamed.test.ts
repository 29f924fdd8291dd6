import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCases } from '../../src/cases/check-cases.js';
import { readExamples } from '../../src/cases/examples.js';
import type { Knowledge } from '../../src/core/model/knowledge.js';
import { hookOf } from '../../src/hooks/discovery.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { artefacts } from '../../src/profiles/write.js';
import { readCohorts } from '../../src/tools/cohort-file.js';
import { copyRenamed } from '../support/renamed-knowledge.js';
import { type Running, serve } from '../support/serve.js';
import { NOW } from '../support/clock.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

// Nothing knows an id: where every id is another word, the same is said under the new names.

const RESULT_HOOK = 'org.hepacue.result-review';
const folder = mkdtempSync(join(tmpdir(), 'renamed-'));
const { idOf, inOldNames } = copyRenamed(folder);
afterAll(() => rmSync(folder, { recursive: true }));
const renamed = loadKnowledge(folder);

function examplesOf(place: string, known: Knowledge): ReturnType<typeof readExamples> {
  return readExamples(place, known, (service) => hookOf(service, RESULT_HOOK));
}

function serveFrom(
  place: string,
  known: Knowledge,
  client: string,
  profile: 'us-nondevice' | 'full',
): Running {
  return serve({
    knowledge: known,
    advise: 'core',
    examples: examplesOf(place, known),
    artefacts: () => Promise.resolve([...artefacts(known).values()]),
    now: () => NOW,
    newId: () => '00000000-0000-4000-8000-000000000000',
    config: {
      client,
      profile,
      resultHook: RESULT_HOOK,
      publicUrl: 'https://cds.example.org',
      canonicalBase: 'https://hepacue.org/fhir',
    },
  });
}

describe.each(['us-nondevice', 'full'] as const)('with every id another word, profile %s', (profile) => {
  const client = 'public-sandbox';
  const before = serveFrom(KNOWLEDGE_FOLDER, knowledge, client, profile);
  const after = serveFrom(folder, renamed, idOf('clients', client), profile);
  const examples = examplesOf(KNOWLEDGE_FOLDER, knowledge);

  test.each(examples.map(({ id }) => id))('%s gets the same answer', async (id) => {
    const example = examples.find((one) => one.id === id)!;
    const body = example.requestAt(NOW);
    const service = idOf('services', example.service);
    for (const path of ['cds-services', 'explain']) {
      const was = await before.post(`/${path}/${example.service}`, body);
      const is = await after.post(`/${path}/${service}`, body);
      expect(is.status).toBe(was.status);
      expect(JSON.parse(inOldNames(await is.text()))).toEqual(await was.json());
    }
  });

  test('discovery, labs, examples and pages are the same', async () => {
    const rules = [...knowledge.rules.keys()].map((id) => `/evidence/${id}`);
    for (const path of ['/cds-services', '/labs', '/examples', '/source-attributes', '/evidence', ...rules]) {
      const [, rule] = /^\/evidence\/(.+)$/u.exec(path) ?? [];
      const there = rule === undefined ? path : `/evidence/${idOf('rules', rule)}`;
      const [was, is] = [await before.get(path), await after.get(there)];
      expect([path, is.status]).toEqual([path, 200]);
      expect(inOldNames(await is.text())).toBe(await was.text());
    }
  });

  test('artefacts are served under their new names', async () => {
    for (const [kind, path] of [
      ['rules', 'PlanDefinition/'],
      ['labs', 'ValueSet/lab-'],
      ['causes', 'CodeSystem/cause'],
    ] as const)
      for (const id of kind === 'causes' ? [''] : knowledge[kind].keys()) {
        const old = `/fhir/${path}${id}`;
        const [was, is] = [await before.get(old), await after.get(`/fhir/${path}${idOf(kind, id)}`)];
        expect([old, is.status]).toEqual([old, was.status]);
      }
  });
});

test('the cases and the made-up populations hold under the new names', () => {
  expect(checkCases(folder, renamed).length).toBe(checkCases(KNOWLEDGE_FOLDER, knowledge).length);
  expect(readCohorts(folder, renamed)).toBeDefined();
});

test('no id of the shipped knowledge is left', () => {
  const kinds = ['labs', 'facts', 'rules', 'causes', 'reasons', 'orders', 'services'] as const;
  for (const kind of kinds)
    for (const id of knowledge[kind].keys())
      expect([kind, id, renamed[kind].has(id)]).toEqual([kind, id, false]);
  const stages = renamed.stages.stages.map(({ id }) => id);
  for (const { id } of knowledge.stages.stages) expect(stages).not.toContain(id);
  for (const [id, { quiet, summaries }] of knowledge.rules) {
    const now = renamed.rules.get(idOf('rules', id))!;
    for (const list of [quiet, summaries]) {
      const own = (list === quiet ? now.quiet : now.summaries).map((one) => one.id);
      for (const one of list) expect([id, own]).not.toEqual([id, expect.arrayContaining([one.id])]);
      expect([id, own.length]).toEqual([id, list.length]);
    }
  }
  expect(readdirSync(join(folder, 'sources')).filter((name) => !/^aa\d+-?source\.yaml$/u.test(name))).toEqual(
    [],
  );
  expect(readFileSync(join(folder, 'words', 'en.yaml'), 'utf8')).not.toMatch(/^ {2}R1:/mu);
});
