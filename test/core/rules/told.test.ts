import { describe, expect, test } from '@jest/globals';
import { man, resultOf, subject } from '../../support/ask.js';
import { knowledge } from '../../support/shipped.js';
import { at, type Changed, sampledOn, type Site, siteWith, type Visited } from '../../support/visits.js';

type Json = Readonly<Record<string, unknown>>;

const FERRITIN = 'raisedFerritin';
/** Ferritin raised, and a liver and blood count that are known. */
const result = (lab: string, value: number, day: number, patch: Json = {}): Json =>
  resultOf(lab, value, { id: `${lab}-${String(day)}`, effectiveDateTime: sampledOn(day), ...patch });
const ferritin = (value: number, day = -2, patch: Json = {}): Json => result('ferritin', value, day, patch);
const FIRST = [ferritin(600), result('alt', 60, -2), result('platelets', 250, -2)];
/** To whom nothing was shown before. */
const OTHER = 'Practitioner/2';
const quieted = ({ explanation }: Visited): readonly string[] =>
  explanation.quietened.filter(({ until }) => until !== undefined).map(({ id }) => id);

/** The chart is opened, and its card turned down. */
async function turnedDown(reason = 'action-completed', changed: Changed = {}, first = FIRST): Promise<Site> {
  const site = siteWith(changed);
  const { topics } = await site.visit(first);
  expect(topics).toHaveProperty(FERRITIN);
  site.answer(FERRITIN, { day: 0.1, reason });
  return site;
}

/** What the next opening shows of it, a day after it was turned down. */
async function next(results: readonly Json[], first = FIRST, more: Json = {}): Promise<Visited> {
  const site = await turnedDown('action-completed', {}, first);
  return site.visit(results, { day: 1, user: OTHER, more });
}

describe('a card that was turned down is quiet for its patient', () => {
  test('for anybody who opens the chart, and the explanation says which part of the policy, until when, and what the card was', async () => {
    const site = await turnedDown();
    const again = await site.visit(FIRST, { day: 1, user: 'Practitioner/2' });
    expect(again.cards).toEqual([]);
    const [quiet] = again.explanation.quietened;
    expect(quiet).toMatchObject({ rule: 'main-ferritin', id: 'done-already', makes: 'silent' });
    expect(quiet?.until).toBe(at(90.1).toISOString());
    expect(quiet?.why).toMatch(/answered that this was done already/u);
    expect(quiet?.card?.summary).toMatch(/ferritin/iu);
  });

  test('until the days of its reason are over', async () => {
    const site = await turnedDown('wrong-time-workflow');
    expect((await site.visit(FIRST, { day: 7 })).topics).toEqual({});
    expect((await site.visit(FIRST, { day: 7.2 })).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('for as many days as the policy says', async () => {
    const [part] = knowledge.quiet.overrides;
    const short = { ...part!, info: { ...part!.info, value: 3 } };
    const site = await turnedDown('action-completed', { quiet: { overrides: [short] } });
    expect((await site.visit(FIRST, { day: 3 })).topics).toEqual({});
    expect((await site.visit(FIRST, { day: 3.2, user: OTHER })).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('by the part that names its rule before the one that names none', async () => {
    const [part] = knowledge.quiet.overrides;
    const own = { ...part!, id: 'own', rules: ['main-ferritin'], info: { ...part!.info, value: 2 } };
    const site = await turnedDown('action-completed', { quiet: { overrides: [part!, own] } });
    expect(quieted(await site.visit(FIRST, { day: 0.5 }))).toEqual(['own']);
    expect((await site.visit(FIRST, { day: 3, user: OTHER })).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test.each(['does-not-align-latest-evidence', 'no-such-reason', undefined])(
    'not for a reason that the policy does not name: %s',
    async (reason) => {
      const site = siteWith();
      await site.visit(FIRST);
      site.answer(FERRITIN, { day: 0.1, ...(reason !== undefined && { reason }) });
      expect((await site.visit(FIRST, { day: 0.5 })).topics).toEqual({ [FERRITIN]: 'info' });
    },
  );

  test('not once the same card was accepted after it was turned down', async () => {
    const site = await turnedDown();
    site.answer(FERRITIN, { day: 0.2, outcome: 'accepted' });
    expect((await site.visit(FIRST, { day: 0.5 })).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('not before the time of an answer that is dated ahead', async () => {
    const site = siteWith();
    await site.visit(FIRST);
    site.answer(FERRITIN, { day: 400, reason: 'action-completed' });
    expect((await site.visit(FIRST, { day: 0.5 })).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('not for another patient, nor where nothing is kept', async () => {
    const site = await turnedDown();
    const other = { ...man, id: 'other' };
    const theirs = FIRST.map((one) => ({ ...one, subject: { reference: 'Patient/other' } }));
    expect((await site.visit(theirs, { day: 1, patient: other })).topics).toEqual({ [FERRITIN]: 'info' });
    const forgetful = siteWith({ forgets: true });
    await forgetful.visit(FIRST);
    expect(forgetful.memory.openings).toBe(0);
    expect((await forgetful.visit(FIRST, { day: 1 })).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('a small change keeps it quiet, also with a new sample', async () => {
    expect((await next([...FIRST, ferritin(700, 0.5)])).topics).toEqual({});
    expect((await next([...FIRST, ferritin(400, 0.5)])).topics).toEqual({});
  });
});

describe('it speaks again', () => {
  test.each([
    ['rose by 40 %', [...FIRST, ferritin(840, 0.5)]],
    ['fell by 40 %', [...FIRST.slice(1), ferritin(900), ferritin(540, 0.5)]],
  ])('when the result %s', async (_, results) => {
    const first = results.filter((one) => (one as { id?: string }).id !== 'ferritin-0.5');
    expect((await next(results, first)).topics).toHaveProperty(FERRITIN);
    const little = results.map((one) =>
      (one as { id?: string }).id === 'ferritin-0.5' ? ferritin(700, 0.5) : one,
    );
    expect((await next(little, first)).topics).toEqual({});
  });

  test.each([
    [513.7, 719.18],
    [897, 538.2],
  ])(
    'when it changed by 40 %% to the hair, whatever binary fractions make of it: %d, %d',
    async (then, now) => {
      const first = [ferritin(then), ...FIRST.slice(1)];
      expect((await next([...first, ferritin(now, 0.5)], first)).topics).toEqual({ [FERRITIN]: 'info' });
    },
  );

  test('when the result it was answered on is not in the request', async () => {
    expect((await next([ferritin(610, 0.5), ...FIRST.slice(1)])).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('when that result was corrected since, also under the same time', async () => {
    const corrected = ferritin(601, -2, { status: 'corrected' });
    expect((await next([corrected, ...FIRST.slice(1)])).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('when that result cannot be read any more', async () => {
    const unit = { valueQuantity: { value: 600, unit: 'furlong' } };
    const results = [ferritin(600, -2, unit), ferritin(610, 0.5), ...FIRST.slice(1)];
    expect((await next(results)).topics).toHaveProperty(FERRITIN);
  });

  test('when the result is only a bound, now or then', async () => {
    const bound = { valueQuantity: { value: 600, comparator: '>', unit: 'ng/mL' } };
    expect((await next([...FIRST, ferritin(600, 0.5, bound)])).topics).toHaveProperty(FERRITIN);
    const then = [ferritin(600, -2, bound), ...FIRST.slice(1)];
    expect((await next(then, then)).topics).toHaveProperty(FERRITIN);
  });

  test('when a warning holds that did not', async () => {
    const { topics } = await next(
      [ferritin(999, -2), ferritin(1001, 0.5), ...FIRST.slice(1)],
      [ferritin(999, -2), ...FIRST.slice(1)],
    );
    expect(topics).toEqual({ [FERRITIN]: 'warning' });
  });

  test('when another warning holds than the one that did', async () => {
    const first = [ferritin(1200), ...FIRST.slice(1)];
    const site = await turnedDown('action-completed', {}, first);
    expect((await site.visit(first, { day: 1 })).topics).toEqual({});
    const low = [...first, result('platelets', 140, 0.5)];
    expect((await site.visit(low, { day: 1.5 })).topics).toEqual({ [FERRITIN]: 'warning' });
  });

  test('when it cannot be told any more whether a warning holds', async () => {
    const unread = result('platelets', 250, 0.5, { valueQuantity: { value: 250, unit: 'furlong' } });
    expect((await next([...FIRST, unread])).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('when it is louder, whatever else is known of it', async () => {
    const site = await turnedDown('action-completed', {}, [ferritin(1200), ...FIRST.slice(1)]);
    site.memory.alter('main-ferritin', { indicator: 'info' });
    const { topics } = await site.visit([ferritin(1200), ...FIRST.slice(1)], { day: 0.5 });
    expect(topics).toEqual({ [FERRITIN]: 'warning' });
  });

  test('when another result is beyond its limit that was not', async () => {
    expect((await next([...FIRST, result('ggt', 90, 0.5)])).topics).toHaveProperty(FERRITIN);
    const low = result('hemoglobin', 11, 0.5, { referenceRange: [{ low: { value: 13, unit: 'g/dL' } }] });
    expect((await next([...FIRST, low])).topics).toHaveProperty(FERRITIN);
    expect((await next([...FIRST, result('ggt', 20, 0.5)])).topics).toEqual({});
  });

  test('when an abnormal result beside it changed by 40 %', async () => {
    const first = [...FIRST.slice(0, 1), result('alt', 45, -2), ...FIRST.slice(2)];
    expect((await next([...first, result('alt', 64, 0.5)], first)).topics).toEqual({ [FERRITIN]: 'info' });
    expect((await next([...first, result('alt', 62, 0.5)], first)).topics).toEqual({});
    const high = [...FIRST.slice(0, 1), result('alt', 79, -2), ...FIRST.slice(2)];
    expect((await next([...high, result('alt', 46, 0.5)], high)).topics).toEqual({ [FERRITIN]: 'info' });
    expect((await next([...high, result('alt', 50, 0.5)], high)).topics).toEqual({});
  });

  test('when a serology turned positive', async () => {
    const positive = resultOf('hbsag', 0, {
      id: 'hbsag-1',
      effectiveDateTime: sampledOn(0.5),
      valueQuantity: undefined,
      valueCodeableConcept: { text: 'positive' },
    });
    expect((await next([...FIRST, positive])).topics).toHaveProperty(FERRITIN);
  });

  test('when a red flag holds, and the flag stands beside it', async () => {
    const { topics } = await next([...FIRST, result('alt', 2000, 0.5)]);
    expect(topics).toMatchObject({ urgent: 'critical' });
    expect(topics).toHaveProperty(FERRITIN);
  });

  test('when vitamin B12 is raised too: that is another topic', async () => {
    expect((await next([...FIRST, result('b12', 1200, 0.5)])).topics).toHaveProperty('raisedBoth');
  });

  test('when an exception of a reason on record holds that did not', async () => {
    const dose = (id: string): Json => ({
      resourceType: 'MedicationRequest',
      id,
      status: 'completed',
      intent: 'order',
      subject,
      authoredOn: at(-20).toISOString().slice(0, 10),
      medicationCodeableConcept: { text: 'Ferinject' },
    });
    const more = {
      medications: { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: dose('m1') }] },
    };
    const site = siteWith();
    const set = await site.visit(FIRST, { more });
    expect(set.topics).toEqual({ context: 'info' });
    site.answer('context', { day: 0.1, reason: 'patient-ineligible' });
    expect((await site.visit(FIRST, { day: 1, more })).topics).toEqual({});
    const high = [...FIRST, ferritin(1600, 0.5)];
    expect((await site.visit(high, { day: 1, more })).topics).toEqual({ [FERRITIN]: 'warning' });
  });

  test('when another rule speaks of the topic', async () => {
    const site = await turnedDown();
    expect((await site.visit(FIRST, { day: 0.5 })).topics).toEqual({});
    site.memory.alter('main-ferritin', { rule: 'an-earlier-rule' });
    expect((await site.visit(FIRST, { day: 0.5 })).topics).toEqual({ [FERRITIN]: 'info' });
  });
});

describe('what nobody can quieten', () => {
  test('a red flag', async () => {
    const site = siteWith();
    const results = [ferritin(12_000), ...FIRST.slice(1)];
    const { topics } = await site.visit(results);
    expect(topics).toMatchObject({ urgent: 'critical' });
    for (const topic of Object.keys(topics)) site.answer(topic, { day: 0.1, reason: 'patient-ineligible' });
    expect((await site.visit(results, { day: 1 })).topics).toEqual(topics);
  });

  test('what stands beside a result that cannot be read and may be a red flag, be it the very same', async () => {
    const unread = result('alt', 60, -2, { valueQuantity: { value: 60, unit: 'furlong' } });
    const results = [...FIRST.slice(0, 1), unread, ...FIRST.slice(2)];
    const site = await turnedDown('patient-ineligible', {}, results);
    expect((await site.visit(results, { day: 3 })).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('what could not be read, be it the very same', async () => {
    const site = siteWith();
    const unread = [ferritin(600, -2, { valueQuantity: { value: 600, unit: 'furlong' } })];
    expect((await site.visit(unread)).topics).toEqual({ context: 'info' });
    site.answer('context', { day: 0.1, reason: 'patient-ineligible' });
    expect((await site.visit(unread, { day: 3 })).topics).toEqual({ context: 'info' });
  });

  test('an answer to a card that was never shown', async () => {
    const site = siteWith({ rules: { 'main-ferritin': { mode: 'silent' } } });
    await site.visit(FIRST);
    site.answer(FERRITIN, { day: 0.1, reason: 'patient-ineligible' });
    expect((await site.visit(FIRST, { day: 1 })).explanation.quietened).toMatchObject([
      { id: 'silent-rule' },
    ]);
  });
});

describe('the very same card', () => {
  test('is not shown again to the same user for some days, from the day after on', async () => {
    const site = siteWith();
    await site.visit(FIRST);
    expect((await site.visit(FIRST, { day: 0.5 })).topics).toEqual({ [FERRITIN]: 'info' });
    const again = await site.visit(FIRST, { day: 2 });
    expect(again.topics).toEqual({});
    expect(quieted(again)).toEqual(['seen-unchanged']);
    expect(again.explanation.quietened[0]?.until).toBe(at(7.5).toISOString());
    expect((await site.visit(FIRST, { day: 7.6 })).topics).toEqual({ [FERRITIN]: 'info' });
  });

  test('is shown to another user', async () => {
    const site = siteWith();
    await site.visit(FIRST);
    expect((await site.visit(FIRST, { day: 2, user: 'Practitioner/2' })).topics).toEqual({
      [FERRITIN]: 'info',
    });
  });

  test('is another one as soon as anything it rests on is', async () => {
    for (const changed of [
      [...FIRST, ferritin(610, 1)],
      [...FIRST, result('crp', 2, 1)],
      [ferritin(600), result('alt', 61, -2), result('platelets', 250, -2)],
      [ferritin(600, -2, { referenceRange: [{ high: { value: 500, unit: 'ng/mL' } }] }), ...FIRST.slice(1)],
    ]) {
      const site = siteWith();
      await site.visit(FIRST);
      expect((await site.visit(changed, { day: 2 })).topics).toHaveProperty(FERRITIN);
    }
  });

  test('does not depend on the ids of resources, nor on their order', async () => {
    const site = siteWith();
    await site.visit(FIRST);
    const same = FIRST.map((one, place) => ({ ...one, id: `again-${String(place)}` })).reverse();
    expect((await site.visit(same, { day: 2 })).topics).toEqual({});
  });

  test('is shown each time while it is a warning', async () => {
    const site = siteWith();
    const results = [ferritin(1200), ...FIRST.slice(1)];
    await site.visit(results);
    expect((await site.visit(results, { day: 2 })).topics).toEqual({ [FERRITIN]: 'warning' });
  });

  test('is another one where results are reviewed', async () => {
    const site = siteWith();
    await site.visit(FIRST);
    expect((await site.visit(FIRST, { day: 2, review: true })).topics).toEqual({ [FERRITIN]: 'info' });
  });
});

describe('where nothing was told', () => {
  test('the answer and its reasons are those of a service that keeps nothing', async () => {
    for (const results of [FIRST, [ferritin(12_000)], [ferritin(50)]]) {
      const [kept, forgotten] = [
        await siteWith().visit(results),
        await siteWith({ forgets: true }).visit(results),
      ];
      expect(kept.cards).toEqual(forgotten.cards);
      expect(kept.explanation).toEqual(forgotten.explanation);
    }
  });
});

describe('what is kept', () => {
  test('of each card that was worked out: shown, quiet or silent, when its results were sampled, and which tests it offers', async () => {
    const site = await turnedDown();
    await site.visit(FIRST, { day: 1 });
    const [shown, quiet] = site.memory.issues;
    expect(shown).toMatchObject({
      shown: 'shown',
      rule: 'main-ferritin',
      topic: FERRITIN,
      indicator: 'info',
    });
    expect(quiet).toMatchObject({ shown: 'quiet', quietBy: 'done-already', basis: shown?.basis });
    expect(quiet?.card).not.toBe(shown?.card);
    expect(shown?.samples).toEqual({ ferritin: sampledOn(-2), alt: sampledOn(-2), platelets: sampledOn(-2) });
    expect(shown?.offered.map(({ test: id }) => id)).toContain('tsat');
  });

  test('nothing for who only asks why', async () => {
    const site = siteWith();
    await site.visit(FIRST, { explainOnly: true });
    expect([site.memory.issues, site.memory.openings]).toEqual([[], 0]);
  });

  test('an opening also where there is nothing to say, and none where no card may be shown', async () => {
    const site = siteWith();
    await site.visit([ferritin(50)]);
    expect([site.memory.issues, site.memory.openings]).toEqual([[], 1]);
    await site.visit(FIRST, { patient: { ...man, deceasedBoolean: true } });
    expect(site.memory.openings).toBe(1);
  });

  test.each(['grouped', 'single'] as const)(
    'the suggestion that each test stands in, %s',
    async (suggestions) => {
      const site = siteWith({ client: { suggestions } });
      const { cards } = await site.visit(FIRST);
      const [issue] = site.memory.issues;
      const uuids = cards
        .flatMap((card) => card.suggestions ?? [])
        .flatMap(({ uuid, actions }) => actions.map(() => uuid));
      expect(issue?.offered.map(({ suggestion }) => suggestion)).toEqual(uuids);
    },
  );
});
