import { describe, expect, test } from '@jest/globals';
import { resultOf } from '../../support/ask.js';
import { sampledOn, type Site, siteWith, type Visited } from '../../support/visits.js';

type Json = Readonly<Record<string, unknown>>;
const FERRITIN = 'raisedFerritin';
const result = (lab: string, value: number, day: number, patch: Json = {}): Json =>
  resultOf(lab, value, { id: `${lab}-${String(day)}`, effectiveDateTime: sampledOn(day), ...patch });
const RESULTS = [result('ferritin', 600, -2), result('alt', 60, -2), result('platelets', 250, -2)];

const offered = (site: Site): readonly string[] =>
  site.memory.issues.findLast(({ shown }) => shown === 'shown')?.offered.map(({ test: id }) => id) ?? [];

/** Some days after the first opening, of which the suggestion with this test was taken an hour later. */
async function accepted(
  id: string,
  site = siteWith({ client: { suggestions: 'single' } }),
  results = RESULTS,
): Promise<Site> {
  await site.visit(results);
  expect(offered(site)).toContain(id);
  const taken = site.memory.issues.at(-1)?.offered.filter((one) => one.test === id) ?? [];
  site.answer(site.memory.issues.at(-1)?.topic ?? '', {
    day: 0.04,
    outcome: 'accepted',
    accepted: taken.map(({ suggestion }) => suggestion),
  });
  return site;
}

/** To whom no card was shown before, so that none is quiet as the same. */
let users = 0;
const later = (site: Site, day: number, results: readonly unknown[] = RESULTS): Promise<Visited> =>
  site.visit(results, { day, user: `Practitioner/later-${String(++users)}` });

describe('a test that was taken from a card', () => {
  test('is not offered again, and counts as asked for on that day', async () => {
    const site = await accepted('tsat');
    const { explanation, topics } = await later(site, 1);
    expect(topics).toEqual({ [FERRITIN]: 'info' });
    expect(offered(site)).not.toContain('tsat');
    const told = explanation.notSuggested.find(({ order }) => order === 'tsat');
    expect(told?.because).toMatch(/asked for on 2026-11-\d\d, accepted on a card/u);
    const tests = explanation.workup.flatMap((stage) => stage.tests);
    expect(tests.find(({ order }) => order === 'tsat')).toMatchObject({ state: 'done', accepted: true });
  });

  test('comes back when its window ends', async () => {
    const site = await accepted('tsat');
    await later(site, 90);
    expect(offered(site)).not.toContain('tsat');
    const results = [...RESULTS, result('ferritin', 600, 80), result('alt', 60, 80)];
    await later(site, 91, results);
    expect(offered(site)).toContain('tsat');
  });

  test('a repeat counts for the result it is a repeat of, also where that has no time', async () => {
    const day = (at: number): string => sampledOn(at).slice(0, 10);
    const dated = RESULTS.map((one) => ({ ...one, effectiveDateTime: day(0) }));
    const site = await accepted('repeat-ferritin', undefined, dated);
    await later(site, 3, dated);
    expect(offered(site)).not.toContain('repeat-ferritin');
    const next = [...dated, result('ferritin', 610, 20)];
    await later(site, 21, next);
    expect(offered(site)).toContain('repeat-ferritin');
  });

  test('that is done once in a life comes back when it was never done', async () => {
    const saturated = [...RESULTS, result('tsat', 60, -2)];
    const site = await accepted('hfe-c282y', undefined, saturated);
    await later(site, 179, [...saturated, result('ferritin', 620, 170), result('tsat', 60, 170)]);
    expect(offered(site)).not.toContain('hfe-c282y');
    await later(site, 181, [...saturated, result('ferritin', 620, 170), result('tsat', 60, 170)]);
    expect(offered(site)).toContain('hfe-c282y');
  });

  test('is no work-up that is done', async () => {
    const site = await accepted('tsat');
    const { explanation } = await later(site, 1);
    expect(explanation.quietened).toEqual([]);
  });

  test('whoever did not say which was taken took none', async () => {
    const site = siteWith();
    await site.visit(RESULTS);
    site.answer(FERRITIN, { day: 0.04, outcome: 'accepted' });
    site.answer(FERRITIN, { day: 0.04, outcome: 'accepted', accepted: ['no-such'] });
    await later(site, 1);
    expect(offered(site)).toContain('tsat');
  });

  test('before the time it is said to have been taken it is offered', async () => {
    const site = siteWith({ client: { suggestions: 'single' } });
    await site.visit(RESULTS);
    const [first] = site.memory.issues;
    const accepted = first!.offered.map(({ suggestion }) => suggestion);
    site.answer(FERRITIN, { day: 9, outcome: 'accepted', accepted });
    await later(site, 1);
    expect(offered(site)).toContain('tsat');
    await later(site, 10);
    expect(offered(site)).not.toContain('tsat');
  });

  test('that a red flag asks for is offered until the chart shows it', async () => {
    const results = [...RESULTS, result('ferritin', 610, -1), result('alt', 2000, -1)];
    const site = siteWith({ client: { suggestions: 'single' } });
    await site.visit(results);
    const urgent = site.memory.issues.find(({ topic }) => topic === 'urgent');
    const tests = urgent?.offered.map(({ test: id }) => id) ?? [];
    expect(tests.length).toBeGreaterThan(0);
    const accepted = urgent?.offered.map(({ suggestion }) => suggestion) ?? [];
    site.answer('urgent', { day: 0.04, outcome: 'accepted', accepted });
    await later(site, 0.5, results);
    const again = site.memory.issues.findLast(({ topic }) => topic === 'urgent');
    expect(again?.offered.map(({ test: id }) => id)).toEqual(tests);
  });
});
