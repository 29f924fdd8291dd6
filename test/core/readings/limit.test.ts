import { describe, expect, test } from '@jest/globals';
import type { Lab } from '../../../src/core/model/knowledge.js';
import { judgeAmount } from '../../../src/core/readings/limit.js';
import type { Person } from '../../../src/core/readings/person.js';
import { readable, readQuantity } from '../../../src/core/readings/units.js';
import { adviceOn, endingOf, lab, man, resultOf, REVIEW, reviewOf, VIEW, viewOf } from '../../support/ask.js';

/** The limit a number is held against: the laboratory's range, its flag, the default; and what is said of each. */

type Range = fhir4.ObservationReferenceRange;

const MAN: Person = { age: { first: 55, last: 55 }, sex: 'male' };
const WOMAN: Person = { age: { first: 40, last: 40 }, sex: 'female' };
const CHILD: Person = { age: { first: 6, last: 6 }, sex: 'female' };

interface Given {
  readonly of?: Lab;
  readonly person?: Person;
  readonly unit?: string;
  readonly comparator?: '<' | '>';
  readonly flag?: string;
}

/** ALT with limits of its own that are held to be plausible. */
const ALT: Lab = {
  ...lab('alt'),
  plausibleLimit: { ...lab('ferritin').plausibleLimit!, low: 15, high: 80, unit: 'U/L' },
};

function judge(value: number, referenceRange: unknown, given: Given = {}) {
  const { of = lab('ferritin'), person = MAN, flag } = given;
  const unit = given.unit ?? of.unit ?? '';
  const readableLab = readable(of);
  const amount = readQuantity(readableLab, { value, unit, ...(given.comparator && given) });
  if ('problem' in amount) throw new Error(amount.problem);
  const observation = {
    ...(resultOf(of.id, value, { valueQuantity: { value, unit } }) as unknown as fhir4.Observation),
    referenceRange: referenceRange as Range[],
    ...(flag !== undefined && { interpretation: [{ coding: [{ code: flag }] }] }),
  };
  const { limit, raised, notes } = judgeAmount(readableLab, amount, observation, person, () => undefined);
  return { raised, basis: limit.basis, value: limit.value, notes, unused: limit.unused };
}

const q = (value: number, unit = 'ng/mL'): fhir4.Quantity => ({ value, unit });
const upTo = (high: number, more: Partial<Range> = {}): Range => ({ low: q(10), high: q(high), ...more });

describe('a range sent as text alone', () => {
  test.each([
    ['30-400', 400],
    ['30-400 ng/mL', 400],
    [' 30 - 400 ng/mL ', 400],
    ['30\u2013400 ug/L', 400],
    ['30 \u2014 400', 400],
    ['30 ng/mL - 400 ng/mL', 400],
    ['30 to 400 ng/mL', 400],
    ['(30-400)', 400],
    ['[30 - 400] ng/mL', undefined],
    ['<=400', 400],
    ['< 400', 400],
    ['\u2264 400 ng/mL', 400],
    ['up to 400', 400],
    ['Up to 400 ng/mL', 400],
    ['less than 400', 400],
    ['3-40 ug/dL', 400],
    ['Normal range: 30-400 ng/mL', 400],
    ['Reference interval 30-400 ng/mL', 400],
    ['Men: 30-400 ng/mL', 400],
    ['M: 30-400', 400],
    ['Adult male 30-400 ng/mL', 400],
    ['30-400 ng/mL (male)', 400],
    ['Male 18-60 years: 30-400 ng/mL', 400],
    ['30,0-400,0', 400],
    ['30.5-400,25', 400.25],
    ['30,000-400,000', undefined],
    ['30-1,400', undefined],
    ["30-1'400", undefined],
    ['30-1 400', undefined],
    ['3-40 furlong', undefined],
    ['30-400 ng/mL ug/L', undefined],
    ['> 30', undefined],
    ['see comment', undefined],
    ['Fasting: 30-400', undefined],
    ['-400', undefined],
    ['30-400-500', undefined],
    ['', undefined],
    [`30-400${' '.repeat(500)}`, undefined],
  ])('%j ends at %p', (text, limit) => {
    const { basis, value } = judge(280, [{ text }]);
    expect([basis, value]).toEqual(limit === undefined ? ['default', 300] : ['lab-range', limit]);
  });

  test('a point before three digits may be a thousands mark', () => {
    const platelets = { ...lab('platelets'), limits: [] };
    expect(judge(300, [{ text: '150.000-400.000' }], { of: platelets }).basis).toBe('none');
    expect(judge(300, [{ text: '150-400.5' }], { of: platelets }).value).toBe(400.5);
    const inr = lab('inr');
    expect(judge(1, [{ text: '0.850-1.15' }], { of: inr, unit: '{INR}' }).value).toBe(1.15);
  });

  test('"< 400" leaves 400 outside, "<= 400" does not', () => {
    expect(judge(400, [{ text: '< 400' }]).raised).toBe('yes');
    expect(judge(399, [{ text: '< 400' }]).raised).toBe('no');
    expect(judge(400, [{ text: '<= 400' }]).raised).toBe('no');
    expect(judge(400, [{ text: 'up to 400' }]).raised).toBe('no');
    expect(judge(400, [{ text: '< 400' }], { comparator: '<' }).raised).toBe('no');
  });

  test('beside low and high it adds no number', () => {
    expect(judge(420, [upTo(400, { text: '30-500' })])).toMatchObject({ value: 400, raised: 'yes' });
    expect(judge(420, [{ low: q(30), text: 'up to 400' }]).basis).toBe('default');
  });

  test.each<[string, Person, number | undefined]>([
    ['Men: 30-400\nWomen: 15-150', MAN, 400],
    ['Men: 30-400; women: 15-150', WOMAN, 150],
    ['Male 30-400 ng/mL; female 15-150 ng/mL', MAN, 400],
    ['Women 18-50 years: 15-150; women 51 years and older: 20-300', WOMAN, 150],
    ['Men: 3-40; women: 2-15 ug/dL', MAN, undefined],
    ['Men: 30-400; see comment', MAN, undefined],
    ['Normal: 30-400; critical: > 1000', MAN, undefined],
    ['Menstruerend: 10 - 140\nNiet-menstruerend: 25 - 250', WOMAN, undefined],
  ])('line by line, where every line can be read: %j', (text, person, limit) => {
    const { basis, value } = judge(120, [{ text }], { person });
    expect([basis, value]).toEqual(
      limit === undefined ? ['default', person === MAN ? 300 : 200] : ['lab-range', limit],
    );
  });

  test('is read for every lab, in its own units', () => {
    expect(judge(700, [{ text: '200 - 771 ng/L' }], { of: lab('b12') }).value).toBe(771);
    expect(judge(45, [{ text: '10-50 U/L' }], { of: lab('alt') })).toMatchObject({ value: 50, raised: 'no' });
    expect(judge(0.7, [{ text: '<0.75' }], { of: lab('alt'), unit: 'ukat/L' }).value).toBe(45);
    expect(judge(250, [{ text: '150-400' }], { of: lab('platelets') })).toMatchObject({ value: 400 });
  });
});

describe('a range in the spelling of its laboratory is in the unit it says', () => {
  test.each([
    ['ug/l with the micro sign', 'ferritin', 180, 'ng/mL', 150, '\u00B5g/l', 150],
    ['ug/l with the Greek letter', 'ferritin', 180, 'ng/mL', 150, '\u03BCg/l', 150],
    ['pmol/l in small letters', 'b12', 900, 'pg/mL', 569, 'pmol/l', 771],
    ['ng/l', 'b12', 900, 'pg/mL', 771, 'ng/l', 771],
    ['ukat/l', 'alt', 90, 'U/L', 0.75, '\u00B5kat/l', 45],
    ['UI/L', 'alt', 90, 'U/L', 45, 'UI/L', 45],
  ])('%s', (_name, id, value, unit, high, rangeUnit, limit) => {
    for (const range of [{ high: q(high, rangeUnit) }, { text: `0.1 - ${high} ${rangeUnit}` }]) {
      const { raised, basis, value: own = NaN } = judge(value, [range], { of: lab(id), unit });
      expect([raised, basis, Math.round(own)]).toEqual(['yes', 'lab-range', limit]);
    }
  });
});

describe('numbers of a range text that cannot be told apart leave the answer open', () => {
  test.each(['[30..200]', '30...200', '3.0E1-2.0E2', '30 -- 200.', '30;200'])('%j', (text) => {
    expect(judge(250, [{ text }]).notes).toContain('range-not-used');
  });
});

describe('which range is a normal one', () => {
  test.each<[string, Partial<Range>, string]>([
    ['type text "Reference Range"', { type: { text: 'Reference Range' } }, 'lab-range'],
    ['type text "Normal Range"', { type: { text: 'Normal Range' } }, 'lab-range'],
    ['type text "normal"', { type: { text: ' normal ' } }, 'lab-range'],
    ['type display', { type: { coding: [{ code: '17', display: 'Reference interval' }] } }, 'lab-range'],
    ['SNOMED normal range', { type: { coding: [{ code: '260395002' }] } }, 'lab-range'],
    ['an empty type', { type: {} }, 'lab-range'],
    ['a blank type text', { type: { text: ' ' } }, 'lab-range'],
    ['text "Reference range"', { text: 'Reference range' }, 'lab-range'],
    ['text of no such meaning', { text: 'Roche Cobas, 2021' }, 'lab-range'],
    ['type text of another meaning', { type: { text: 'Therapeutic Range' } }, 'default'],
    ['type code of another meaning', { type: { coding: [{ code: 'treatment' }] } }, 'default'],
    ['type text nobody knows', { type: { text: 'Bereich 7' } }, 'default'],
    ...[
      'Critical Range',
      'PANIC',
      'therapeutic',
      'Target',
      'Toxic above',
      'goal',
      'On treatment',
      'Deficient',
    ].map((text): [string, Partial<Range>, string] => [`text ${text}`, { text }, 'default']),
  ])('%s: %j', (_name, more, basis) => {
    expect(judge(280, [upTo(400, more)]).basis).toBe(basis);
  });

  test('a critical range beside the normal one changes nothing', () => {
    const both = [upTo(400), { high: q(690), text: 'Critical Range' }];
    expect(judge(500, both)).toMatchObject({
      raised: 'yes',
      value: 400,
      notes: [],
      unused: ['another-meaning'],
    });
    expect(judge(500, both.toReversed())).toMatchObject({ raised: 'yes', value: 400, notes: [] });
    const alt = [{ high: q(50, 'U/L') }, { high: q(70, 'U/L'), type: { text: 'Alert' } }];
    expect(judge(60, alt, { of: ALT })).toMatchObject({ raised: 'yes', value: 50 });
  });

  test.each<[string, Range, readonly string[]]>([
    ['equal ends', { low: q(100), high: q(100) }, ['implausible']],
    ['ends the wrong way round', { low: q(401), high: q(400) }, ['implausible']],
    ['ends the wrong way round in two units', { low: q(50, 'ug/dL'), high: q(400) }, ['implausible']],
    ['0-0', { low: q(0), high: q(0) }, ['implausible']],
    ['0-0 in a unit nobody knows', { low: q(0, 'x'), high: q(0, 'x') }, ['implausible']],
    ['another order of magnitude', { high: q(4000) }, ['implausible']],
    ['0-0 as text', { text: '0-0' }, ['implausible']],
    [
      'a modifier nobody knows',
      upTo(400, { modifierExtension: [{ url: 'urn:x', valueBoolean: true }] }),
      ['modifier-unknown'],
    ],
    ['two units that differ', { high: { value: 400, unit: 'ng/mL', code: 'ug/dL' } }, ['unit-unknown']],
    [
      'an age in a unit nobody knows',
      upTo(400, { age: { high: { value: 9, unit: 'moons' } } }),
      ['person-unknown'],
    ],
  ])('not used: %s', (_name, range, unused) => {
    expect(judge(100, [range])).toMatchObject({ basis: 'default', unused });
  });

  test('ALT is not held against a limit that is none', () => {
    const none = { low: q(10, 'U/L'), high: q(10, 'U/L') };
    const notes = ['limit-implausible'];
    expect(judge(30, [none], { of: ALT })).toMatchObject({ value: 40, raised: 'no', notes });
    for (const high of [0.75, 1])
      expect(judge(30, [{ high: { value: high } }], { of: ALT })).toMatchObject({
        value: 40,
        raised: 'no',
        notes: ['range-not-used'],
      });
    expect(judge(2000, [{ low: { value: 0 }, high: { value: 99_999 } }], { of: ALT })).toMatchObject({
      value: 40,
      raised: 'yes',
    });
  });

  test('an end that is said to be outside is outside', () => {
    const url = 'http://hl7.eu/fhir/laboratory/StructureDefinition/ObservationReferenceRangeHighComparator';
    const ending = (valueCode: string) =>
      judge(400, [upTo(400, { modifierExtension: [{ url, valueCode }] })]);
    expect(ending('<')).toMatchObject({ raised: 'yes', basis: 'lab-range' });
    expect(ending('<=')).toMatchObject({ raised: 'no', basis: 'lab-range' });
    expect(ending('>')).toMatchObject({ raised: 'yes', basis: 'default', notes: ['range-not-used'] });
  });
});

describe('for whom a range is meant', () => {
  const sex = (word: string): Partial<Range> => ({ appliesTo: [{ text: word }] });
  const age = (low: number, high: number, unit: string): Partial<Range> => ({
    age: { low: { value: low, unit }, high: { value: high, unit } },
  });
  test.each<[string, Partial<Range>, Person, boolean]>([
    ['Women', sex('Women'), MAN, false],
    ['females', sex('females'), MAN, false],
    ['F', sex('F'), MAN, false],
    ['men', sex('men'), WOMAN, false],
    ['Adult Males', sex('Adult Males'), WOMAN, false],
    ['Males and females', sex('Males and females'), WOMAN, true],
    ['men, and women', { appliesTo: [{ text: 'men' }, { text: 'women' }] }, WOMAN, true],
    ['in the text', { text: 'Reference range for women' }, MAN, false],
    ['in the type', { type: { text: 'Normal range, female' } }, MAN, false],
    ['a word that holds another', { text: 'Human serum' }, WOMAN, true],
    ['sex unknown', sex('Women'), {}, true],
    ['adults', sex('Adults'), MAN, true],
    ['adults', sex('Adults'), CHILD, false],
    ['children', { text: 'Children' }, MAN, false],
    ['newborns', { text: 'Newborn' }, CHILD, true],
    [
      'the first month, D and M',
      { age: { low: { value: 0, unit: 'D' }, high: { value: 1, unit: 'M' } } },
      MAN,
      false,
    ],
    ['18-120 Y', age(18, 120, 'Y'), MAN, true],
    ['0-17 Years', age(0, 17, 'Years'), MAN, false],
    ['56-120 a', age(56, 120, 'a'), MAN, false],
    ['55-120 a', age(55, 120, 'a'), MAN, true],
    [
      'a unit as code beside a text',
      { age: { high: { value: 6, unit: 'maanden', code: 'mo' } } },
      MAN,
      false,
    ],
    ['text "18-50 years"', { text: '18-50 years' }, MAN, false],
    ['text "> 50 y"', { text: 'Women > 50 y' }, WOMAN, false],
    ['text "under 1 month"', { text: 'under 1 month' }, MAN, false],
    ['text "51 years and older"', { text: '51 years and older' }, WOMAN, false],
    ['text "50 years and older"', { text: '50 years and older' }, MAN, true],
    ['two ages in a text', { text: '0-1 month, 18-60 years' }, MAN, true],
    ['partly known age', age(0, 1, 'Y'), { age: { first: 54, last: 55 } }, false],
    ['partly known age that may fit', age(55, 90, 'Y'), { age: { first: 54, last: 55 } }, true],
  ])('%s: %j for %j', (_name, more, person, used) => {
    expect(judge(150, [upTo(400, more)], { person }).basis).toBe(used ? 'lab-range' : 'default');
  });

  test('the range of the first month does not hide what the adult one shows', () => {
    const ranges = [
      { high: q(600), age: { low: { value: 0, unit: 'D' }, high: { value: 1, unit: 'M' } } },
      upTo(400, age(18, 120, 'Y')),
    ];
    expect(judge(500, ranges)).toMatchObject({ raised: 'yes', value: 400, notes: [] });
  });
});

describe('a range that came, was not used, and could give the other answer is said', () => {
  test.each<[string, number, readonly Range[], Person, readonly string[]]>([
    [
      'text unreadable, normal by default',
      280,
      [{ text: 'pre 10 - 140\npost 25 - 250' }],
      MAN,
      ['range-not-used'],
    ],
    ['text unreadable, raised by default', 350, [{ text: '30,000-400,000' }], MAN, ['range-not-used']],
    ['text unreadable, raised either way', 500, [{ text: '30,000-400,000' }], MAN, []],
    ['text unreadable, normal either way', 20, [{ text: 'pre 10 - 140\npost 25 - 250' }], MAN, []],
    ['unit unknown, a limit could lie below', 120, [{ high: q(9, 'x') }], MAN, ['range-not-used']],
    ['unit unknown, below any limit', 40, [{ high: q(9, 'x') }], MAN, []],
    ['unit unknown, above any limit', 900, [{ high: q(9, 'x') }], MAN, []],
    ['meaning unknown, between', 350, [upTo(400, { type: { text: 'Bereich 7' } })], MAN, ['range-not-used']],
    ['meaning unknown, not between', 450, [upTo(400, { type: { text: 'Bereich 7' } })], MAN, []],
    [
      'meaning unknown below the range that was used',
      350,
      [upTo(400), upTo(320, { type: { text: 'VII' } })],
      MAN,
      ['range-not-used', 'above-default-but-lab-normal'],
    ],
    ['for others', 350, [upTo(400, { appliesTo: [{ text: 'women' }] })], MAN, []],
    ['of another meaning', 350, [upTo(400, { type: { text: 'Therapeutic' } })], MAN, []],
  ])('%s', (_name, value, ranges, person, notes) => {
    expect(judge(value, ranges, { person }).notes).toEqual(notes);
  });

  test('the flag "raised" settles it, "not raised" does not', () => {
    const ranges = [{ text: '30,000-320,000' }];
    expect(judge(350, ranges, { flag: 'H' }).notes).toEqual([]);
    expect(judge(350, ranges, { flag: 'N' }).notes).toEqual([
      'range-not-used',
      'above-default-but-lab-normal',
    ]);
  });

  test('a lab without a default limit has no answer that depends on it', () => {
    for (const ranges of [[{ text: '150.000-400.000' }], [{ text: '150-200' }, { text: '150-400' }]])
      expect(judge(250, ranges, { of: lab('platelets') }).notes).toEqual([]);
  });

  test('on a context card, on both hooks, whether or not it is raised', () => {
    for (const [id, value, range, ending] of [
      ['ferritin', 280, '30,000-250,000', 'said: ferritin-range-not-used'],
      ['ferritin', 350, '30,000-400,000', 'raised; said: ferritin-range-not-used'],
      ['b12', 800, '0,150 - 700,500', 'said: b12-range-not-used'],
      ['b12', 800, '150 - 700', 'raised'],
      ['ferritin', 20, '30,000-250,000', 'not raised'],
    ] as const) {
      const result = resultOf(id, value, { referenceRange: [{ text: range }] });
      for (const [body, service] of [
        [viewOf([result]), VIEW],
        [reviewOf([result]), REVIEW],
      ] as const) {
        const advice = adviceOn(body, service);
        expect(endingOf(id, { cards: advice.cards, explanation: advice.explain() })).toBe(ending);
      }
    }
  });

  test('otherwise the explanation alone tells that a range was not used', () => {
    const advice = adviceOn(
      viewOf([resultOf('ferritin', 20, { referenceRange: [{ text: '30,000-250,000' }] })]),
    );
    expect(advice.cards).toEqual([]);
    const { readings, dataQuality } = advice.explain();
    expect(readings.find((one) => one.lab === 'ferritin')?.limit).toMatchObject({
      basis: 'default',
      unused: ['text-unreadable'],
    });
    expect(dataQuality).toEqual([]);
  });
});

describe('several normal ranges', () => {
  const both = [upTo(310), upTo(400)];
  test.each<[string | undefined, number, string, number, readonly string[]]>([
    [undefined, 350, 'no', 400, ['ranges-differ', 'above-default-but-lab-normal']],
    ['H', 350, 'yes', 310, []],
    ['N', 350, 'no', 400, ['above-default-but-lab-normal']],
    ['A', 350, 'no', 400, ['ranges-differ', 'above-default-but-lab-normal']],
    ['H', 305, 'no', 400, ['interpretation-conflict', 'above-default-but-lab-normal']],
    ['N', 450, 'yes', 400, ['interpretation-conflict']],
    [undefined, 450, 'yes', 400, []],
    [undefined, 290, 'no', 400, []],
  ])('flag %s at %d: %s', (flag, value, raised, limit, notes) => {
    for (const ranges of [both, both.toReversed()])
      expect(judge(value, ranges, flag === undefined ? {} : { flag })).toMatchObject({
        raised,
        value: limit,
        notes,
      });
  });

  test('200,000 of them are no burden, and those not looked at are said', () => {
    const many = Array.from({ length: 200_000 }, () => upTo(400));
    expect(judge(350, many)).toMatchObject({ raised: 'no', value: 400, unused: ['beyond-bound'] });
    expect(judge(350, many).notes).toContain('range-not-used');
    expect(judge(40, many).notes).toEqual([]);
  });
});

describe('a flag that contradicts a dangerous value', () => {
  test.each<[string, number, string, Lab, string, readonly string[]]>([
    ['ferritin flagged N far above', 12_000, 'N', lab('ferritin'), 'yes', ['flag-not-used']],
    [
      'ferritin flagged N at twice the default',
      600,
      'N',
      lab('ferritin'),
      'no',
      ['above-default-but-lab-normal'],
    ],
    ['ferritin flagged N just above it', 600.1, 'N', lab('ferritin'), 'yes', ['flag-not-used']],
    ['ferritin flagged L far above', 900, 'L', lab('ferritin'), 'yes', ['flag-not-used']],
    ['B12 flagged N far above', 1901, 'N', lab('b12'), 'yes', ['flag-not-used']],
    ['ALT flagged N far above', 2000, 'N', lab('alt'), 'yes', ['flag-not-used']],
    ['ALT flagged N a little above', 45, 'N', lab('alt'), 'no', ['above-default-but-lab-normal']],
    ['a lab without a default: its flag', 900, 'N', lab('platelets'), 'no', []],
  ])('%s', (_name, value, flag, of, raised, notes) => {
    expect(judge(value, undefined, { of, flag })).toMatchObject({ raised, notes });
  });

  test('a value that may be far above is not made silent', () => {
    expect(judge(400, undefined, { comparator: '>', flag: 'N' })).toMatchObject({ raised: 'yes' });
    expect(judge(200, undefined, { comparator: '>', flag: 'N' })).toMatchObject({ raised: 'unknown' });
  });

  test('nor does it count beside a range that is not plausible', () => {
    expect(judge(12_000, [{ high: q(99_999) }], { flag: 'N' })).toMatchObject({
      raised: 'yes',
      basis: 'default',
      notes: ['limit-implausible', 'flag-not-used'],
    });
    expect(judge(350, [{ high: q(99_999) }], { flag: 'N' })).toMatchObject({
      raised: 'yes',
      basis: 'default',
    });
    expect(judge(290, [{ high: q(99_999) }], { flag: 'N' })).toMatchObject({
      raised: 'no',
      notes: ['limit-implausible'],
    });
    expect(judge(290, [{ high: q(99_999) }], { flag: 'H' })).toMatchObject({
      raised: 'yes',
      basis: 'interpretation',
    });
  });

  test('a plausible range decides, also far above the default', () => {
    expect(judge(700, [upTo(700)], { flag: 'N' })).toMatchObject({
      raised: 'no',
      basis: 'lab-range',
      notes: ['above-default-but-lab-normal'],
    });
    expect(adviceOn(viewOf([resultOf('ferritin', 700, { referenceRange: [upTo(700)] })])).cards).toEqual([]);
  });

  test('a range that cannot be is said where the answer depends on it', () => {
    const contextOf = (value: number, referenceRange: unknown): readonly string[] =>
      adviceOn(viewOf([resultOf('ferritin', value, { referenceRange })])).explain().context;
    expect(contextOf(100, [upTo(40)])).toEqual(['ferritin-range-not-used']);
    expect(contextOf(30, [upTo(40)])).toEqual([]);
    for (const none of [
      { low: q(0), high: q(0) },
      { low: q(40), high: q(40) },
      { low: q(50), high: q(40) },
    ])
      expect(contextOf(100, [none])).toEqual([]);
    expect(contextOf(350, [upTo(99_999)])).toEqual(['ferritin-limit-implausible']);
  });

  test('the red flags hold', () => {
    const hidden = [
      { interpretation: [{ coding: [{ code: 'N' }] }] },
      { interpretation: [{ text: 'Normal' }], referenceRange: [{ high: { value: 99_999 } }] },
    ];
    for (const patch of hidden) {
      const body = viewOf([resultOf('ferritin', 12_000, patch)], { patient: man });
      const { redFlags, context } = adviceOn(body).explain();
      expect(redFlags).toEqual(['R1']);
      expect(context).toContain('ferritin-flag-not-used');
      const liver = viewOf([
        resultOf('ferritin', 640),
        resultOf('alt', 2000, { interpretation: patch.interpretation }),
      ]);
      expect(adviceOn(liver).explain().redFlags).toEqual(['R2']);
    }
  });
});
