import { describe, expect, test } from '@jest/globals';
import { adviceOn, bundleOf, lab, resultOf, viewOf } from '../../support/ask.js';
import { TODAY } from '../../support/clock.js';
import { knowledge } from '../../support/shipped.js';

type Json = Readonly<Record<string, unknown>>;

const SNOMED = 'http://snomed.info/sct';
const LOINC = 'http://loinc.org';
/** Of a genotype it is asked how many copies: it has words of its own. */
const GENOTYPE = 'hfe-c282y';
const SEROLOGY = [...knowledge.labs.values()].filter(
  ({ id, kind, borderline }) => kind === 'coded' && borderline !== undefined && id !== GENOTYPE,
);
const ids = SEROLOGY.map(({ id }) => id);
const AUTOANTIBODIES = ['ana', 'sma', 'ama'];

/** How a result of a lab was read beside a raised ferritin, and what the card says of it. */
function readAs(
  id: string,
  parts: Json,
): { readonly result: string | undefined; readonly said: readonly string[] } {
  const result = resultOf(id, 0, { id: 's', valueQuantity: undefined, ...parts });
  const advice = adviceOn(viewOf([resultOf('ferritin', 640)], { supporting: bundleOf([result]) }));
  const { readings, dataQuality } = advice.explain();
  const said = dataQuality.flatMap((one) =>
    one.startsWith(`${id}-outcome-`) ? [one.slice(id.length + 1)] : [],
  );
  return { result: readings.find((one) => one.lab === id)?.result, said };
}
const POSITIVE = { result: 'positive', said: [] };
const NEGATIVE = { result: 'negative', said: [] };
const neither = (why: string) => ({ result: undefined, said: [`outcome-${why}`] });
const coded = (system: string, code: string) => ({ valueCodeableConcept: { coding: [{ system, code }] } });

test('every test that is read as positive or negative has the same words and codes', () => {
  expect(ids.length).toBeGreaterThan(8);
  const spoken = (id: string) => {
    const { positive, negative, borderline } = lab(id);
    return [positive, negative, borderline].map((side) => [side?.texts, side?.codes]);
  };
  for (const id of [...ids, ...AUTOANTIBODIES]) expect([id, spoken(id)]).toEqual([id, spoken('hbsag')]);
});

describe('words', () => {
  const ends = [
    ['positive', POSITIVE],
    ['negative', NEGATIVE],
    ['borderline', neither('borderline')],
  ] as const;
  const words = ends.flatMap(([side, ending]) =>
    (lab('hbsag')[side]?.texts ?? []).map((word) => ({ word, side, ending })),
  );
  test.each(words)(
    '$word: $side, as text, display and text of a concept, in any case',
    ({ word, ending }) => {
      for (const written of [word, word.toUpperCase(), ` ${word}. `, word.replaceAll(' ', '\u00A0')]) {
        expect(readAs('hbsag', { valueString: written })).toEqual(ending);
        expect(readAs('anti-hcv', { valueCodeableConcept: { text: written } })).toEqual(ending);
      }
      const coding = [{ system: 'urn:example:lab', code: 'X', display: word }];
      expect(readAs('hcv-rna', { valueCodeableConcept: { coding } })).toEqual(ending);
    },
  );

  test.each(['Non Reactive', 'NON-REACTIVE', 'Nonreactive', 'Négatif', 'Not Detected', 'N.R.'])(
    '%s is negative',
    (word) => {
      for (const id of ids) expect([id, readAs(id, { valueString: word })]).toEqual([id, NEGATIVE]);
    },
  );

  test.each(['see report', 'positive control failed', 'not positive', 'pending', '+', '+/-', 'Resistant'])(
    '%s is unreadable, and said',
    (word) => {
      expect(readAs('hbsag', { valueString: word })).toEqual(neither('unreadable'));
    },
  );
});

describe('a genotype', () => {
  test.each([
    ['Homozygous', POSITIVE],
    ['C282Y/C282Y', POSITIVE],
    ['C282Y homozygous.', POSITIVE],
    ['Heterozygous', NEGATIVE],
    ['Compound heterozygous C282Y/H63D', NEGATIVE],
    ['Homozygous wild type', NEGATIVE],
    ['Not detected', NEGATIVE],
    ['Detected', neither('borderline')],
    ['Positive', neither('borderline')],
    ['not homozygous', neither('unreadable')],
    ['see report', neither('unreadable')],
  ])('%s: positive is two copies only', (word, ending) => {
    expect(readAs(GENOTYPE, { valueString: word })).toEqual(ending);
  });

  test.each([
    [LOINC, 'LA6705-3', POSITIVE],
    [LOINC, 'LA6706-1', NEGATIVE],
    [LOINC, 'LA6577-6', NEGATIVE],
    [LOINC, 'LA6576-8', neither('borderline')],
    [SNOMED, '10828004', neither('borderline')],
  ])('%s %s', (system, code, ending) => {
    expect(readAs(GENOTYPE, coded(system, code))).toEqual(ending);
  });
});

describe('codes', () => {
  test.each([
    [SNOMED, '10828004', POSITIVE],
    [SNOMED, '11214006', POSITIVE],
    [SNOMED, '260373001', POSITIVE],
    [SNOMED, '260385009', NEGATIVE],
    [SNOMED, '260415000', NEGATIVE],
    [SNOMED, '131194007', NEGATIVE],
    [SNOMED, '42425007', neither('borderline')],
    [SNOMED, '82334004', neither('borderline')],
    [LOINC, 'LA6576-8', POSITIVE],
    [LOINC, 'LA11882-0', POSITIVE],
    [LOINC, 'LA6577-6', NEGATIVE],
    [LOINC, 'LA11883-8', NEGATIVE],
    ['urn:oid:2.16.840.1.113883.6.96', '260415000', NEGATIVE],
    ['SCT', '10828004', POSITIVE],
    ['LN', 'LA6577-6', NEGATIVE],
    ['urn:example:lab', '10828004', neither('unreadable')],
  ])('%s %s', (system, code, ending) => {
    for (const id of ids) expect([id, readAs(id, coded(system, code))]).toEqual([id, ending]);
  });
});

describe('the laboratory’s flag', () => {
  const flag = (code: string, system?: string) => ({
    valueString: 'see report',
    interpretation: [{ coding: [{ ...(system !== undefined && { system }), code }] }],
  });
  const V3 = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
  test.each([
    ['POS', POSITIVE],
    ['DET', POSITIVE],
    ['RR', POSITIVE],
    ['NEG', NEGATIVE],
    ['ND', NEGATIVE],
    ['NR', NEGATIVE],
    ['IND', neither('borderline')],
    ['E', neither('borderline')],
    ['WR', neither('borderline')],
    ['R', neither('unreadable')],
    ['N', neither('unreadable')],
    ['H', neither('unreadable')],
  ])('%s, under every name of its code system', (code, ending) => {
    for (const system of [
      undefined,
      V3,
      'http://terminology.hl7.org/CodeSystem/v2-0078',
      'http://hl7.org/fhir/v2/0078',
      'HL70078',
      'urn:oid:2.16.840.1.113883.5.83',
      'urn:oid:2.16.840.1.113883.12.78',
      'http://hl7.org/fhir/observation-interpretation',
    ])
      expect([system, readAs('hbsag', flag(code, system))]).toEqual([system, ending]);
    expect(readAs('hbsag', flag(code, 'urn:example:flags'))).toEqual(neither('unreadable'));
  });

  test('in words', () => {
    expect(
      readAs('hbsag', { valueString: 'see report', interpretation: [{ text: 'Non-reactive' }] }),
    ).toEqual(NEGATIVE);
  });
});

describe('what contradicts itself is not read, and said', () => {
  const NEG = { interpretation: [{ coding: [{ code: 'NEG' }] }] };
  const POS = { interpretation: [{ coding: [{ code: 'POS' }] }] };
  const shapes: [string, Json][] = [
    ['the text says positive, the flag NEG', { valueCodeableConcept: { text: 'Positive' }, ...NEG }],
    ['the string says positive, the flag NEG', { valueString: 'POSITIVE', ...NEG }],
    ['the string says not detected, the flag POS', { valueString: 'Not detected', ...POS }],
    ['the code says positive, the flag NEG', { ...coded(SNOMED, '10828004'), ...NEG }],
    [
      'the code says negative, the text positive',
      { valueCodeableConcept: { coding: [{ system: SNOMED, code: '260385009' }], text: 'Positive' } },
    ],
    ['two flags', { valueString: 'x', interpretation: [...NEG.interpretation, ...POS.interpretation] }],
    [
      'two codes',
      {
        valueCodeableConcept: {
          coding: [
            { system: SNOMED, code: '260385009' },
            { system: SNOMED, code: '10828004' },
          ],
        },
      },
    ],
    ['the text says equivocal, the flag POS', { valueString: 'equivocal', ...POS }],
  ];
  test.each(shapes)('%s', (_, parts) => {
    for (const id of ids) expect([id, readAs(id, parts)]).toEqual([id, neither('contradictory')]);
  });

  test('a number too', () => {
    expect(readAs('hbsag', { valueQuantity: { value: 1200, unit: 'IU/mL' }, ...NEG })).toEqual(
      neither('contradictory'),
    );
    const bound = { valueQuantity: { value: 15, comparator: '<', unit: 'IU/mL' } };
    expect(readAs('hcv-rna', { ...bound, interpretation: [{ coding: [{ code: 'DET' }] }] })).toEqual(
      neither('contradictory'),
    );
  });

  test('what agrees is read', () => {
    expect(readAs('hbsag', { valueString: 'Reactive', ...POS })).toEqual(POSITIVE);
    expect(readAs('hbsag', { ...coded(SNOMED, '260385009'), ...NEG })).toEqual(NEGATIVE);
  });
});

describe('HBsAg as a number', () => {
  const number = (value: number, unit?: string, comparator?: string) => ({
    valueQuantity: { value, ...(unit !== undefined && { unit }), ...(comparator && { comparator }) },
  });
  test.each([
    [number(1200, 'IU/mL'), POSITIVE],
    [number(0.06, '[IU]/mL'), POSITIVE],
    [number(0.05, 'IU/mL'), NEGATIVE],
    [number(0.01, 'kIU/L'), NEGATIVE],
    [number(60, 'mIU/mL'), POSITIVE],
    [number(0.05, 'IU/mL', '<'), NEGATIVE],
    [number(250, 'IU/mL', '>'), POSITIVE],
    [number(1, 'IU/mL', '<'), neither('unreadable')],
    [number(0.27, 'S/CO'), neither('unreadable')],
    [number(1200), neither('unreadable')],
    [{ valueString: '1250.5 IU/mL' }, POSITIVE],
    [{ valueString: '< 0.05 IU/mL' }, NEGATIVE],
    [{ valueString: '1,250 IU/mL' }, neither('unreadable')],
  ])('%j', (parts, ending) => {
    expect(readAs('hbsag', parts)).toEqual(ending);
  });
});

describe('RNA and DNA', () => {
  test.each([
    [{ valueQuantity: { value: 15, comparator: '<', unit: 'IU/mL' } }, NEGATIVE],
    [{ valueQuantity: { value: 15, comparator: '<=', unit: 'IU/mL' } }, NEGATIVE],
    [{ valueQuantity: { value: 0, unit: 'IU/mL' } }, NEGATIVE],
    [{ valueQuantity: { value: 5.2, unit: 'log IU/mL' } }, POSITIVE],
    [{ valueQuantity: { value: 1e8, comparator: '>', unit: 'IU/mL' } }, POSITIVE],
    [{ valueInteger: 12_000 }, POSITIVE],
    [{ valueInteger: 0 }, NEGATIVE],
    [{ valueString: '<15 IU/mL' }, NEGATIVE],
    [{ valueString: '≤ 15 IU/mL' }, NEGATIVE],
    [{ valueString: 'not detected' }, NEGATIVE],
    [{ valueString: '1,250,000 IU/mL' }, POSITIVE],
    [{ valueString: '1.2E6 copies/mL' }, POSITIVE],
    [{ valueString: '4.1 log IU/mL' }, POSITIVE],
    [{ valueString: '12000' }, POSITIVE],
    [{ valueString: '<15 detected' }, neither('unreadable')],
    [{ valueString: '<15 IU/mL detected' }, neither('unreadable')],
    [{ valueString: '1:80' }, neither('unreadable')],
  ])('%j', (parts, ending) => {
    for (const id of ['hcv-rna', 'hbv-dna']) expect(readAs(id, parts)).toEqual(ending);
  });
});

describe('titres', () => {
  const shapes: [string, Json, object][] = [
    ['1:80', { valueString: '1:80' }, POSITIVE],
    ['1 : 640', { valueString: ' 1 : 640 ' }, POSITIVE],
    ['>1:640', { valueString: '>1:640' }, POSITIVE],
    ['>=1:80', { valueString: '>=1:80' }, POSITIVE],
    ['1/160', { valueString: '1/160' }, POSITIVE],
    ['1:40', { valueString: '1:40' }, NEGATIVE],
    ['<1:40', { valueString: '<1:40' }, NEGATIVE],
    ['< 1:80', { valueString: '< 1:80' }, NEGATIVE],
    ['<=1:80, on either side', { valueString: '<=1:80' }, neither('unreadable')],
    ['>1:40, on either side', { valueString: '>1:40' }, neither('unreadable')],
    ['a ratio', { valueRatio: { numerator: { value: 1 }, denominator: { value: 160 } } }, POSITIVE],
    [
      'a ratio of another kind',
      { valueRatio: { numerator: { value: 3 }, denominator: { value: 160 } } },
      neither('unreadable'),
    ],
    ['a number of titres', { valueQuantity: { value: 320, unit: '{titer}' } }, POSITIVE],
    ['a number of anything else', { valueQuantity: { value: 320, unit: 'U/mL' } }, neither('unreadable')],
  ];
  test.each(shapes)('%s', (_, parts, ending) => {
    for (const id of AUTOANTIBODIES) expect([id, readAs(id, parts)]).toEqual([id, ending]);
  });

  test('of a test without an edge is unreadable, and said', () => {
    for (const parts of [{ valueString: '1:80' }, { valueQuantity: { value: 80, unit: '{titer}' } }])
      for (const id of ids) expect([id, readAs(id, parts)]).toEqual([id, neither('unreadable')]);
  });

  test('an autoantibody that was measured is done, whatever it says', () => {
    const orders = (parts: Json) => {
      const results = [resultOf('ferritin', 640), resultOf('alt', 90, { id: 'a' })];
      const serology = ['hbsag', 'anti-hcv'].map((id) =>
        resultOf(id, 0, { id, valueQuantity: undefined, valueString: 'negative' }),
      );
      const tests = AUTOANTIBODIES.map((id) => resultOf(id, 0, { id, valueQuantity: undefined, ...parts }));
      const procedures = bundleOf([
        {
          resourceType: 'Procedure',
          id: 'us',
          status: 'completed',
          subject: { reference: 'Patient/patient-1' },
          performedDateTime: TODAY,
          code: { coding: knowledge.valueSets.get('liver-imaging')!.codes.slice(0, 1) },
        },
      ]);
      return adviceOn(
        viewOf(results, { supporting: bundleOf([...serology, ...tests]), procedures }),
      ).explain().suggested;
    };
    for (const parts of [{ valueString: '1:80' }, { valueString: 'see report' }, { valueString: 'negative' }])
      expect(orders(parts)).not.toContain('autoimmune-liver-serology');
    expect(orders({ valueString: '1:80', status: 'cancelled' })).toContain('autoimmune-liver-serology');
  });
});

test('the card says what was borderline or contradicted itself', () => {
  const details = (parts: Json) =>
    adviceOn(
      viewOf([resultOf('ferritin', 640)], {
        supporting: bundleOf([resultOf('hbsag', 0, { id: 's', valueQuantity: undefined, ...parts })]),
      }),
    )
      .cards.map(({ detail }) => detail)
      .join('\n');
  expect(details({ valueString: 'Equivocal' })).toContain('is reported as borderline');
  expect(details({ valueString: 'Positive', interpretation: [{ coding: [{ code: 'NEG' }] }] })).toContain(
    'contradict each other',
  );
  expect(details({ valueString: 'Non Reactive' })).not.toContain('HBsAg');
});
