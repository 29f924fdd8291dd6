import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readExamples } from '../../../src/cases/examples.js';
import { nameOf } from '../../../src/core/facts/names.js';
import { hookOf } from '../../../src/hooks/discovery.js';
import { loadKnowledge } from '../../../src/knowledge/load.js';
import type { Catalogue, Explanation } from '../../../src/web/playground/api.js';
import { BREAKAGES } from '../../../src/web/playground/chart/broken.js';
import { emptyRequest, forService, placeFor } from '../../../src/web/playground/chart/chart.js';
import { pregnancyStatus } from '../../../src/web/playground/chart/pregnancy.js';
import { labOf, newResult, triggersInWords } from '../../../src/web/playground/chart/result.js';
import { ofType, placeOf, resourcesIn } from '../../../src/web/parts/request.js';
import { groupSteps, isPlain, stoppedBy } from '../../../src/web/parts/reasons.js';
import { inputsText, isBegun, isOfInterest } from '../../../src/web/parts/score.js';
import { defaultLimits, labName, remarkText, sawText } from '../../../src/web/parts/text.js';
import { whyInWords } from '../../../src/web/parts/words.js';
import { TODAY } from '../../support/clock.js';
import { copyRenamed } from '../../support/renamed-knowledge.js';
import { serve } from '../../support/serve.js';
import { knowledge } from '../../support/shipped.js';
import { catalogueOf, servePage, shippedCases } from './shipped-cases.js';

// The page knows no id: of a knowledge in which every id is another word it says the same. How it looks then is seen in
// test/browser/renamed.test.ts.

const RESULT_HOOK = 'org.hepacue.result-review';
const folder = mkdtempSync(join(tmpdir(), 'renamed-page-'));
const { idOf, inOldNames } = copyRenamed(folder);
afterAll(() => rmSync(folder, { recursive: true }));

describe('with every id another word', () => {
  const renamed = loadKnowledge(folder);
  const before = servePage();
  const after = serve({
    knowledge: renamed,
    advise: 'core',
    examples: readExamples(folder, renamed, (service) => hookOf(service, RESULT_HOOK)),
    config: {
      client: idOf('clients', 'public-sandbox'),
      profile: 'us-nondevice',
      resultHook: RESULT_HOOK,
      publicUrl: 'https://cds.example.org',
      canonicalBase: 'https://hepacue.org/fhir',
    },
  });
  const sides = [before, after].map((running) => ({ running, catalogue: undefined as unknown as Catalogue }));
  beforeAll(async () => {
    for (const side of sides) side.catalogue = await catalogueOf(side.running);
  });

  /** What each side tells, in the old names. */
  const bothOf = async <T>(told: (side: (typeof sides)[number]) => T | Promise<T>): Promise<[T, T]> => {
    const [was = '', is = ''] = (await Promise.all(sides.map(told))).map((one) => JSON.stringify(one));
    return [JSON.parse(was) as T, JSON.parse(inOldNames(is)) as T];
  };

  test('it offers the same tests, services and cases', async () => {
    const [was, is] = await bothOf(({ catalogue: { labs, services, examples } }) => ({
      triggers: triggersInWords(labs),
      pregnancy: pregnancyStatus(labs)?.id,
      limits: labs.map(defaultLimits),
      empty: services.map((service) => emptyRequest(service, 'x')),
      places: services.map((service) =>
        labs.map((lab) => placeFor(service, newResult(lab, 'p', lab.id, TODAY), labs)),
      ),
      examples,
    }));
    expect(was.pregnancy).toBeDefined();
    expect(is).toEqual(was);
  });

  test('of every shipped case it says the same, and offers the same to be broken and moved', async () => {
    let asked = 0;
    const [was, is] = await bothOf(async ({ running, catalogue }) => {
      const { labs, services } = catalogue;
      const cases = await shippedCases(running, catalogue);
      return Promise.all(
        cases.map(async ({ id, service, request }) => {
          asked++;
          const answer = await running.post(`/explain/${service.id}`, request);
          const other = services.find((one) => one !== service)!;
          return {
            id,
            said: answer.ok ? said((await answer.json()) as Explanation, catalogue) : answer.status,
            results: ofType(resourcesIn(request), 'Observation').map(({ resource, path }) => [
              placeOf(path),
              labOf(resource, labs)?.name,
            ]),
            moved: forService(request, other, labs, TODAY),
            broken: BREAKAGES.map(({ apply }) => apply({ service, request }, labs, services)?.request),
          };
        }),
      );
    });
    expect(asked).toBeGreaterThan(80);
    expect(is).toEqual(was);
  });
});

/** The texts of the pane that explains, as its parts make them. */
function said(explanation: Explanation, catalogue: Catalogue): unknown {
  const { rules, scores, dataQuality, readings } = explanation;
  const name = (id: string): string => labName(id, catalogue);
  return {
    stopped: stoppedBy(rules.filter(isPlain)),
    steps: rules.map(({ title, steps }) => [
      title,
      groupSteps(steps).map(({ steps: group }) =>
        group.map(({ label, saw, why = '' }) => [
          label,
          Object.entries(saw).map(([key, value]) => [key, sawText(value)]),
          whyInWords(why, name),
        ]),
      ),
    ]),
    scores: scores
      .filter(isBegun)
      .map((score) => [score.name, score.told, score.category, inputsText(score), isOfInterest(score)]),
    remarks: dataQuality.map((id) => remarkText(id, catalogue)),
    readings: readings.map(({ lab, received, why }) => [name(lab), received, why]),
  };
}

test('no id of the shipped knowledge stands in the page', () => {
  /** Ids that are words of something else as well, and of what. */
  const words: Readonly<Record<string, string>> = { context: 'an element of a CDS Hooks request' };
  const { labs, facts, rules, causes, orders, valueSets, sources, services, clients } = knowledge;
  const files = [labs, facts, rules, causes, orders, valueSets, sources, services, clients];
  const inner = [
    ...[...orders.values()].flatMap(({ tests }) => tests),
    ...[...rules.values()].flatMap(({ flags, lines, say, show, notes }) => [
      ...[flags, say, show, notes].flat(),
      ...lines.filter((line) => 'id' in line),
    ]),
  ].map(({ id }) => id);
  const ids = [...new Set([...files.flatMap((map) => [...map.keys()]), ...inner])];
  const all = [...new Set([...ids, ...ids.map(nameOf)])].filter((id) => !Object.hasOwn(words, id));
  // As a text, or as the key of an entry.
  const known = new RegExp(`(?:['"\`](?:${all.join('|')})['"\`])|(?:[{,]\\s*(?:${all.join('|')}):)`, 'u');
  const page = fileURLToPath(new URL('../../../src/web/', import.meta.url));
  const found = readdirSync(page, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:tsx?|html|css)$/u.test(name))
    .flatMap((name) => {
      const [text] = known.exec(readFileSync(join(page, name), 'utf8')) ?? [];
      return text === undefined ? [] : [`${name}: ${text}`];
    });
  expect(all.length).toBeGreaterThan(250);
  expect(found).toEqual([]);
});
