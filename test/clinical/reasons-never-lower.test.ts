import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Advice } from '../../src/core/model/explanation.js';
import type { Knowledge } from '../../src/core/model/knowledge.js';
import { adviceOn, bundleOf, REVIEW, reviewOf, VIEW, viewOf } from '../support/ask.js';
import { patientOf } from '../support/case.js';
import { NOW } from '../support/clock.js';
import { anything, found, type Json } from '../support/generated-records.js';
import { runs } from '../support/seed.js';
import { knowledge } from '../support/shipped.js';

/** What puts each reason on record, in the words of the cases. */
const ON_RECORD: Readonly<Record<string, Parameters<typeof patientOf>[0]>> = {
  'recent-iv-iron': { medicines: ['iron-iv, 10 days ago, completed'] },
  'known-haemochromatosis': { problems: ['haemochromatosis'] },
  'known-liver-disease': { problems: ['chronic-liver-disease'] },
  'known-haematological': { problems: ['lymphoma'] },
  'known-hyperinflammatory': { problems: ['adult-onset-still'] },
  'b12-therapy': { medicines: ['b12-therapy, 10 days ago'] },
};
const REASONS = Object.keys(ON_RECORD);

/** Results about the edges that the exceptions stand at. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  ferritin: ['620 ng/mL', '1000 ng/mL', '1500 ng/mL', '3000 ng/mL', '12000 ng/mL'],
  b12: ['400 pg/mL', '1000 pg/mL', '1500 pg/mL'],
  alt: ['20 U/L', '41 U/L', '81 U/L', '201 U/L', '900 U/L'],
  ast: ['20 U/L', '41 U/L', '81 U/L', '201 U/L'],
  platelets: ['49 10*9/L', '140 10*9/L', '150 10*9/L', '451 10*9/L'],
  wbc: ['1 10*9/L', '6 10*9/L', '20.1 10*9/L'],
  hemoglobin: ['8 g/dL', '14 g/dL'],
  tsat: ['30 %', '60 %'],
  afp: ['5 ng/mL', '21 ng/mL'],
  bilirubin: ['10 umol/L', '60 umol/L'],
  inr: ['1.1 {INR}', '1.8 {INR}'],
};

interface Written {
  readonly patient: Json;
  readonly resources: readonly Json[];
}

const near: fc.Arbitrary<Written> = fc
  .record({
    sex: fc.constantFrom('male', 'female'),
    age: fc.constantFrom(30, 60, 82),
    results: fc.record(
      Object.fromEntries(
        Object.entries(NEAR).map(([lab, values]) => [
          lab,
          fc.tuple(fc.constantFrom(...values), fc.integer({ min: 0, max: 40 })),
        ]),
      ),
      { requiredKeys: ['ferritin'] },
    ),
  })
  .map(({ results, ...person }) => {
    const lines = Object.entries(results).flatMap(([lab, one]) =>
      one ? [`${lab} ${one[0]}, ${String(one[1])} days ago`] : [],
    );
    const { patient, observations } = patientOf({ ...person, results: lines }, knowledge, NOW);
    return { patient: patient as unknown as Json, resources: observations as unknown as Json[] };
  });

const wild: fc.Arbitrary<Written> = fc.oneof(
  found.map(({ patient, findings, added, others }) => ({
    patient,
    resources: [...findings, ...added].map(({ resource }) => resource).concat(others),
  })),
  anything.map(({ patient, added, others }) => ({
    patient,
    resources: [...added.map(({ resource }) => resource), ...others],
  })),
);

const LOUDNESS = ['info', 'warning', 'critical'];

function loudest({ cards }: Advice): number {
  return Math.max(-1, ...cards.map(({ indicator }) => LOUDNESS.indexOf(indicator)));
}

/** Asks a chart as it is opened, or as its results arrive. */
function ask(hook: string, { patient, resources }: Written, by: Knowledge = knowledge): Advice {
  const body =
    hook === VIEW ? viewOf(resources, { patient }) : reviewOf(resources, { patient, more: bundleOf([]) });
  return adviceOn(body, hook, 'public-sandbox', by);
}

function withReason(id: string, { patient, resources }: Written): Written {
  const { conditions, medications } = patientOf(ON_RECORD[id] ?? {}, knowledge, NOW);
  return { patient, resources: [...resources, ...([...conditions, ...medications] as unknown as Json[])] };
}

/** The same knowledge, to which a reason is none. */
const unaware = new Map(
  REASONS.map((id) => {
    const reasons = new Map([...knowledge.reasons].filter(([one]) => one !== id));
    return [id, { ...knowledge, reasons }] as const;
  }),
);

/** An exception of the reason holds, and so it should for every raised result it is about. */
function excepted(id: string, advice: Advice): boolean {
  const about = advice.explain().reasons.filter(({ reason }) => reason === id);
  return about.length > 0 && about.every(({ exceptions }) => exceptions.length > 0);
}

describe('no reason on record lowers an answer in which one of its exceptions holds', () => {
  test('every reason is put on record here', () => {
    expect(REASONS.sort()).toEqual([...knowledge.reasons.keys()].sort());
  });

  describe.each([VIEW, REVIEW])('%s', (hook) => {
    test.each(REASONS)('%s', (id) => {
      let times = 0;
      fc.assert(
        fc.property(fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: wild }), (record) => {
          const one = withReason(id, record);
          const advice = ask(hook, one);
          if (!excepted(id, advice)) return;
          times += 1;
          const without = ask(hook, one, unaware.get(id));
          expect(loudest(advice)).toBeGreaterThanOrEqual(loudest(without));
          expect(advice.explain().redFlags).toEqual(expect.arrayContaining([...without.explain().redFlags]));
          const aside = advice.explain().reasons.filter(({ setAside }) => setAside);
          expect(aside.map(({ reason }) => reason)).not.toContain(id);
        }),
        runs(450),
      );
      // A law that is never put to the test holds nothing.
      expect(times).toBeGreaterThan(10);
    });
  });

  test.each(['recent-iv-iron', 'known-haemochromatosis', 'known-liver-disease', 'b12-therapy'])(
    'nor does it make a chart quieter in which it stood not: %s',
    (id) => {
      fc.assert(
        fc.property(near, (record) => {
          const before = ask(VIEW, record);
          const after = ask(VIEW, withReason(id, record));
          if (!excepted(id, after)) return;
          expect(loudest(after)).toBeGreaterThanOrEqual(loudest(before));
          expect(after.explain().redFlags).toEqual(before.explain().redFlags);
        }),
        runs(450),
      );
    },
  );

  test('whatever sets a trigger aside, its red flags stay', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REASONS), near, (id, record) => {
        const one = withReason(id, record);
        const flags = ask(VIEW, one).explain().redFlags;
        expect(flags).toEqual(ask(VIEW, one, unaware.get(id)).explain().redFlags);
      }),
      runs(450),
    );
  });
});
