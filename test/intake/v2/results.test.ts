import { describe, expect, test } from '@jest/globals';
import {
  adviceOnV2,
  agreeing,
  codesOf,
  endingIn,
  fixture,
  observationsIn,
  oru,
  PID,
  resultsIn,
  V2_CLIENT,
  withResults,
} from '../../support/v2.js';

const ferritin = (rest: string, type = 'NM'): Buffer =>
  withResults(`OBX|1|${type}|2276-4^Ferritin^LN||${rest}`);
const only = (body: Buffer): fhir4.Observation => {
  const [first, ...more] = observationsIn(body);
  if (!first || more.length > 0) throw new Error('not one result');
  return first;
};

describe('a value is read by what it holds, and the unit stands with it', () => {
  const unit = { unit: 'ug/L' };
  test.each<[type: string, sent: string, value: object]>([
    ['NM', '540', { valueQuantity: { value: 540, ...unit } }],
    ['NM', ' 96 ', { valueQuantity: { value: 96, ...unit } }],
    ['NM', '065.88', { valueQuantity: { value: 65.88, ...unit } }],
    ['NM', '>2000', { valueQuantity: { value: 2000, comparator: '>', ...unit } }],
    ['NM', '< 0.10', { valueQuantity: { value: 0.1, comparator: '<', ...unit } }],
    ['NM', '1.234', { valueQuantity: { value: 1.234, ...unit } }],
    ['NUM', '540', { valueQuantity: { value: 540, ...unit } }],
    ['FN', '540', { valueQuantity: { value: 540, ...unit } }],
    ['', '540', { valueQuantity: { value: 540, ...unit } }],
    ['NM', '74,5', { valueString: '74,5 ug/L' }],
    ['NM', '-5', { valueString: '-5' }],
    ['NM', 'see comment', { valueString: 'see comment' }],
    ['NM', 'a&b', { valueString: 'a&b' }],
    ['SN', '>^2000', { valueQuantity: { value: 2000, comparator: '>', ...unit } }],
    ['SN', '>=^1500', { valueQuantity: { value: 1500, comparator: '>=', ...unit } }],
    ['SN', '^182', { valueQuantity: { value: 182, ...unit } }],
    ['SN', '=^23', { valueQuantity: { value: 23, ...unit } }],
    ['SN', '<>^23', { valueString: '<>23 ug/L' }],
    ['SN', '<0.10', { valueQuantity: { value: 0.1, comparator: '<', ...unit } }],
    ['SN', '^400^-^600', { valueRange: { low: { value: 400, ...unit }, high: { value: 600, ...unit } } }],
    ['SN', '^1^:^40', { valueRatio: { numerator: { value: 1 }, denominator: { value: 40 } } }],
    ['SN', '>^1^:^40', { valueString: '> 1 : 40' }],
    ['SN', '1^+', { valueString: '1 +' }],
    ['SN', '^1^+', { valueString: '1 +' }],
    ['NR', '400^600', { valueRange: { low: { value: 400, ...unit }, high: { value: 600, ...unit } } }],
    ['ST', '540', { valueString: '540 ug/L' }],
    ['ST', '>2000', { valueString: '>2000 ug/L' }],
    ['ST', 'GREATER THAN 2000', { valueString: 'GREATER THAN 2000 ug/L' }],
    ['TX', '>2000 ng/mL', { valueString: '>2000 ng/mL' }],
    ['TXT', '1.234', { valueString: '1.234 ug/L' }],
    ['TX', 'see comment', { valueString: 'see comment' }],
    ['FT', 'one\\.br\\two', { valueString: 'one\ntwo' }],
    [
      'CWE',
      '260385009^Negative^SCT^NEG^Negative^L',
      {
        valueCodeableConcept: {
          coding: [
            { system: 'http://snomed.info/sct', code: '260385009', display: 'Negative' },
            { system: 'L', code: 'NEG', display: 'Negative' },
          ],
          text: 'Negative',
        },
      },
    ],
    ['CE', 'Negative', { valueCodeableConcept: { coding: [{ code: 'Negative' }], text: 'Negative' } }],
    ['CE', '>2000', { valueQuantity: { value: 2000, comparator: '>', ...unit } }],
    [
      'NM',
      'NEG^Negative^L',
      {
        valueCodeableConcept: {
          coding: [{ system: 'L', code: 'NEG', display: 'Negative' }],
          text: 'Negative',
        },
      },
    ],
    ['DT', '20261120', { valueDateTime: '2026-11-20' }],
    ['TS', '202611200745', { valueDateTime: '2026-11-20T07:45:00+01:00' }],
    ['DT', 'soon', { valueString: 'soon' }],
  ])('%s %s', (type, sent, value) => {
    const { valueQuantity, valueString, valueCodeableConcept, valueRange, valueRatio, valueDateTime } = only(
      ferritin(`${sent}|ug/L|||||F`, type),
    );
    expect({
      valueQuantity,
      valueString,
      valueCodeableConcept,
      valueRange,
      valueRatio,
      valueDateTime,
    }).toEqual(value);
  });

  test.each([
    ['NM', ''],
    ['NM', '""'],
    ['ST', ' '],
    ['SN', '^'],
    ['ED', 'LAB^Application^PDF^Base64^JVBERi0xLjQK'],
    ['RP', 'http://img.example.org/1^x^y'],
  ])('%s "%s" is no value', (type, sent) => {
    expect(
      Object.keys(only(ferritin(`${sent}|ug/L|||||F`, type))).filter((key) => key.startsWith('value')),
    ).toEqual([]);
  });

  test('documents are counted, and kept out', () => {
    expect(resultsIn(fixture('a09')).counts).toEqual({ passedOver: 1, notAsked: 0, documents: 1 });
    expect(JSON.stringify(resultsIn(fixture('a09')))).not.toContain('JVBERi');
  });

  test('two repetitions are two results', () => {
    const [one, other] = observationsIn(fixture('a14'));
    expect([one!.valueQuantity!.value, other!.valueQuantity!.value]).toEqual([540, 560]);
    expect(one!.id).not.toBe(other!.id);
  });
});

describe('a unit', () => {
  test.each<[sent: string, unit: object]>([
    ['ng/mL', { unit: 'ng/mL' }],
    ['ng/mL^^UCUM', { unit: 'ng/mL', code: 'ng/mL', system: 'http://unitsofmeasure.org' }],
    [
      '10*3/uL^Thousand per microliter^UCUM',
      { unit: 'Thousand per microliter', code: '10*3/uL', system: 'http://unitsofmeasure.org' },
    ],
    ['MCG^micrograms^L^ug/L^^UCUM', { unit: 'ug/L', code: 'ug/L', system: 'http://unitsofmeasure.org' }],
    ['10\\S\\9/L', { unit: '10^9/L' }],
    ['\\Z03BC\\g/L', { unit: '\\Z03BC\\g/L' }],
    ['giga.l-1', { unit: 'giga.l-1' }],
    ['^nanogram per milliliter', { unit: 'nanogram per milliliter' }],
    ['ng/mL^nanograms^L', { unit: 'ng/mL' }],
    ['', {}],
  ])('%s', (sent, unit) => {
    expect(only(ferritin(`5|${sent}|||||F`)).valueQuantity).toEqual({ value: 5, ...unit });
  });
});

describe('a range is taken apart where it says no more than numbers, and kept as text', () => {
  const unit = { unit: 'ug/L' };
  const [low, high] = [
    { value: 30, ...unit },
    { value: 400, ...unit },
  ];
  test.each<[sent: string, range: object | undefined]>([
    ['30-400', { low, high, text: '30-400' }],
    ['30 - 400', { low, high, text: '30 - 400' }],
    ['30_400', { low, high, text: '30-400' }],
    ['30-400^^', { low, high, text: '30-400' }],
    ['<=45', { high: { value: 45, ...unit }, text: '<=45' }],
    ['UP TO 40', { high: { value: 40, ...unit }, text: 'UP TO 40' }],
    ['>60.0', { low: { value: 60, ...unit }, text: '>60.0' }],
    ['>=60', { low: { value: 60, ...unit }, text: '>=60' }],
    ['<45', { text: '<45' }],
    [
      '30-400 ng/mL',
      { low: { value: 30, unit: 'ng/mL' }, high: { value: 400, unit: 'ng/mL' }, text: '30-400 ng/mL' },
    ],
    ['M: 30-400; F: 15-150', { text: 'M: 30-400; F: 15-150' }],
    ['M: 30-400~F: 15-150', { text: 'M: 30-400; F: 15-150' }],
    ['1.234-5.678', { text: '1.234-5.678' }],
    ['negative', { text: 'negative' }],
    ['0-0', { low: { value: 0, ...unit }, high: { value: 0, ...unit }, text: '0-0' }],
    ['', undefined],
    ['""', undefined],
  ])('%s', (sent, range) => {
    expect(only(ferritin(`5|ug/L|${sent}||||F`)).referenceRange?.[0]).toEqual(range);
  });
});

describe('flags', () => {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
  test.each<[sent: string, flags: object[] | undefined]>([
    ['H', [{ coding: [{ system, code: 'H' }] }]],
    ['H~>', [{ coding: [{ system, code: 'H' }] }, { coding: [{ system, code: '>' }] }]],
    ['A^Abnormal^HL70078', [{ coding: [{ system, code: 'A' }], text: 'Abnormal' }]],
    ['hh', [{ coding: [{ system, code: 'HH' }] }]],
    ['*', [{ text: '*' }]],
    ['Z1', [{ text: 'Z1' }]],
    ['', undefined],
    ['~', undefined],
  ])('%s', (sent, flags) => {
    expect(only(ferritin(`5|ug/L||${sent}|||F`)).interpretation).toEqual(flags);
  });
});

describe('codes', () => {
  const loinc = { system: 'http://loinc.org', code: '2276-4' };
  test.each<[sent: string, code: object]>([
    ['2276-4^Ferritin^LN', { coding: [{ ...loinc, display: 'Ferritin' }], text: 'Ferritin' }],
    [
      'FERR^Ferritin^L^2276-4^Ferritin SerPl^LN',
      {
        coding: [
          { system: 'L', code: 'FERR', display: 'Ferritin' },
          { ...loinc, display: 'Ferritin SerPl' },
        ],
        text: 'Ferritin',
      },
    ],
    ['2276-4', { coding: [{ code: '2276-4' }] }],
    ['FERR^Ferritin^LN', { coding: [{ code: 'FERR', display: 'Ferritin' }], text: 'Ferritin' }],
    ['^Ferritin^99I01', { text: 'Ferritin' }],
    ['F^Ferritin^99 LAB', { coding: [{ code: 'F', display: 'Ferritin' }], text: 'Ferritin' }],
    ['&GDT^^L', { coding: [{ system: 'L', code: '&GDT' }] }],
  ])('%s', (sent, code) => {
    expect(only(withResults(`OBX|1|NM|${sent}||5|ug/L|||||F`)).code).toEqual(code);
  });
});

test('a note after a result is its note, and no number is read from it', () => {
  expect(observationsIn(fixture('a05c'))[0]).toMatchObject({
    valueQuantity: { value: 64 },
    note: [{ text: 'Corrected result: previously reported as 640' }],
  });
  const [alt, ast] = observationsIn(fixture('a09'));
  expect([alt!.note, ast!.note]).toEqual([[{ text: 'haemolysed' }], undefined]);
});

describe('a message ends in the core as it must', () => {
  test.each<[message: string, lab: string, ending: string]>([
    ['a01', 'ferritin', 'raised 540 by lab-range 400'],
    ['a01', 'b12', 'raised 1120 by lab-range 900'],
    ['a02', 'ferritin', 'raised 2000 by lab-range 400'],
    ['a02', 'b12', 'raised 1500 by lab-range 900'],
    ['a03', 'ferritin', 'raised 2000 by lab-range 400'],
    ['a03', 'b12', 'raised 2000 by lab-range 900'],
    ['a03', 'alt', 'raised 96 by lab-range 45'],
    ['a03', 'ast', 'raised 74.5 by lab-range 40'],
    ['a04', 'ferritin', 'raised 540 by lab-range 400'],
    ['a04', 'platelets', 'not raised 168 by lab-range 400'],
    ['a05p', 'ferritin', 'no-result'],
    ['a05f', 'ferritin', 'raised 640 by lab-range 400'],
    ['a05c', 'ferritin', 'not raised 64 by lab-range 400'],
    ['a06', 'ferritin', 'no-result'],
    ['a06', 'b12', 'no-result'],
    ['a06', 'alt', 'no-result'],
    ['a07', 'ferritin', 'raised 2000 by lab-range 400'],
    ['a09', 'alt', 'raised 96 by lab-range 45'],
    ['a09', 'ast', 'raised 74 by lab-range 40'],
    ['a09', 'bilirubin', 'not raised 14 by lab-range 21'],
    ['a09', 'hbsag', 'negative'],
    ['a10', 'ferritin', 'raised 310 by lab-range 150'],
    ['a10', 'b12', 'raised 948.759 by lab-range 883.70124'],
    ['a10', 'ast', 'raised 74 by default 40'],
    ['a11', 'ferritin', 'raised 540 by lab-range 400'],
    ['a12', 'ferritin', 'raised 540 by lab-range 400'],
    ['a13', 'ferritin', 'raised 540 by lab-range 400'],
    ['a14', 'ferritin', 'raised 560 by lab-range 400'],
    ['panels', 'ferritin', 'raised 2000 by lab-range 105'],
    ['panels', 'b12', 'raised 1500 by default 950'],
    ['panels', 'platelets', 'unit-unsupported'],
    ['patient-level', 'ferritin', 'not raised 27 by lab-range 400'],
  ])('%s: %s %s', (message, lab, ending) => {
    expect(codesOf(resultsIn(fixture(message)))).toEqual([]);
    expect(endingIn(fixture(message), lab)).toBe(ending);
  });

  test('two patients of one message are two, each with their own results', () => {
    expect(resultsIn(fixture('a08')).patients.map(({ identifiers: [first] }) => first.value)).toEqual([
      '1008A',
      '1008B',
    ]);
    expect([0, 1].map((patient) => endingIn(fixture('a08'), 'ferritin', V2_CLIENT, patient))).toEqual([
      'raised 900 by lab-range 400',
      'not raised 55 by lab-range 400',
    ]);
  });

  test.each([
    ['exclusive end', 'NM', '400|ug/L|<400', 'raised 400 by lab-range 400'],
    ['inclusive end', 'NM', '400|ug/L|<=400', 'not raised 400 by lab-range 400'],
    [
      "the laboratory's range, not the default one",
      'NM',
      '310|ug/L|30-400',
      'not raised 310 by lab-range 400',
    ],
    ['a text beside its range', 'ST', '>2000|ug/L|30-400', 'raised 2000 by lab-range 400'],
    ['a range in another unit', 'NM', '400|ng/mL|30-300 ug/L', 'raised 400 by lab-range 300'],
    ['a flag alone', 'NM', '310|ug/L||H', 'raised 310 by interpretation'],
    ['for men, of a man', 'NM', '310|ug/L|M: 30-300; F: 15-150', 'raised 310 by lab-range 300'],
    ['no unit', 'NM', '310', 'unit-missing'],
    ['another unit', 'NM', '310|mg', 'unit-unsupported'],
    ['no number', 'TX', 'see comment|ug/L', 'value-unreadable'],
    ['a range for a value', 'SN', '^400^-^600|ug/L', 'value-unreadable'],
    ['nothing', 'NM', '|ug/L', 'value-missing'],
    ['deleted', 'NM', '""|ug/L', 'value-missing'],
    ['a document', 'ED', 'a^b^c^Base64^xxxx', 'value-missing'],
    ['a text with what may be a thousands mark', 'ST', '1.234|ug/L', 'value-unreadable'],
    ['a number with the same', 'NM', '1.234|ug/L', 'not raised 1.234 by default 300'],
  ])('%s', (_what, type, rest, ending) => {
    const fields = rest.split('|').concat('', '', '', '').slice(0, 4);
    expect(endingIn(ferritin(`${fields.join('|')}|||F`, type), 'ferritin')).toBe(ending);
  });

  test('a range for a value is shown as it came', () => {
    const [patient] = resultsIn(ferritin('^400^-^600|ug/L|||||F', 'SN')).patients;
    const { readings } = adviceOnV2(patient!).explanation;
    expect(readings.find(({ lab }) => lab === 'ferritin')).toMatchObject({ received: '400-600 ug/L' });
  });

  test('a code of the laboratory is read where the client file maps it', () => {
    const client = { ...V2_CLIENT, localCodes: [{ system: 'L', code: 'FERR', lab: 'ferritin' }] };
    const body = withResults('OBX|1|NM|FERR^Ferritin^L||540|ug/L|30-400||||F');
    expect(endingIn(body, 'ferritin', V2_CLIENT)).toBe('no-result');
    expect(endingIn(body, 'ferritin', client)).toBe('raised 540 by lab-range 400');
  });

  test('a date that cannot be read is no date, and never today', () => {
    expect(endingIn(withResults('OBX|1|NM|2276-4||540|ug/L|30-400||||F|||20261399'), 'ferritin')).toBe(
      'date-missing',
    );
    expect(
      endingIn(oru([PID, 'OBR|1||F1|FERR|||2026x', 'OBX|1|NM|2276-4||540|ug/L|30-400||||F']), 'ferritin'),
    ).toBe('date-missing');
  });

  test('whom a result is of is said by every resource', () => {
    const [patient] = resultsIn(fixture('a01')).patients;
    expect(adviceOnV2(patient!).explanation.setAside).toEqual([]);
    expect(adviceOnV2(patient!).cards.map(({ source }) => source.topic.code)).toEqual(['raisedBoth']);
  });

  test('a preliminary one is judged where the client file says so', () => {
    expect(endingIn(fixture('a05p'), 'ferritin', agreeing({ judgePreliminary: true }))).toBe(
      'raised 620 by lab-range 400',
    );
  });
});
