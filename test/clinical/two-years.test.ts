import { describe, expect, test } from '@jest/globals';
import { follow, type Followed } from './follow.js';

const TWO_YEARS = 730;

const steady =
  (values: Readonly<Record<string, string>>): Followed['shows'] =>
  (lab) =>
    values[lab];

const man: Followed = {
  born: '1981-03-01',
  sex: 'male',
  begins: ['ferritin'],
  shows: steady({ ferritin: '420 ng/mL' }),
  tested: { 410: ['ferritin'] },
};
const woman: Followed = {
  ...man,
  born: '1996-03-01',
  sex: 'female',
  shows: steady({ ferritin: '350 ng/mL' }),
};

/** While nothing but ferritin is raised: first tests, the later ones when it persists, then silence but for a yearly look. */
const QUIET = [
  '  1 main-ferritin info; asks hepatic-panel cbc tsat crp repeat-ferritin',
  ' 36 main-ferritin info; asks crp',
  ' 71 main-ferritin info; asks crp',
  ' 92 main-ferritin info; asks ggt hbsag anti-hcv hba1c audit-c',
  ' 99 silent (worked-up)',
];
/** With a new ferritin after a year, a liver panel is all that is asked for. */
const YEARLY = [
  '407 silent (older-than-news)',
  '414 main-ferritin info; asks hepatic-panel',
  '421 silent (worked-up)',
];

describe('somebody who has done what the cards ask', () => {
  test.each([
    ['a man of 45 with a ferritin of 420', man],
    ['a woman of 30 with a ferritin of 350', woman],
  ])('%s and all else normal is left alone', async (_who, person) => {
    expect(await follow(person, TWO_YEARS)).toEqual([...QUIET, ...YEARLY]);
  });

  test('a man of 62 with MASLD, ALT 70 and FIB-4 1.6 is left alone once his liver stiffness is 6.2 kPa', async () => {
    const shows = steady({
      ferritin: '520 ng/mL',
      alt: '70 U/L',
      ast: '47 U/L',
      ggt: '80 U/L',
      platelets: '215 10*9/L',
      'liver-stiffness': '6.2 kPa',
      hba1c: '6.2 %',
    });
    const masld: Followed = {
      born: '1964-03-01',
      sex: 'male',
      problems: ['masld'],
      begins: ['ferritin'],
      shows,
    };
    expect(await follow(masld, TWO_YEARS)).toEqual([
      '  1 main-ferritin info; asks hepatic-panel cbc tsat crp repeat-ferritin',
      '  8 main-ferritin info; asks elastography-or-elf ggt liver-ultrasound hbsag anti-hcv hba1c audit-c',
      ' 36 main-ferritin info; asks crp',
      ' 71 main-ferritin info; asks crp',
      ' 92 silent (worked-up)',
      '407 main-ferritin info; asks hepatic-panel',
      '414 silent (worked-up)',
      // Ferritin is older than a year.
      '463 silent',
    ]);
  });
});

describe('something new opens it again, and silence comes back when it has passed', () => {
  /** The man of 45, tested with ferritin again on days 200 and 301, in whom a lab shows something new in between. */
  const between = (lab: string, shown: string): Followed => ({
    ...man,
    shows: (one, day) => (one === lab && day >= 200 && day < 290 ? shown : man.shows(one, day)),
    tested: { 200: [...new Set(['ferritin', lab])], 301: [...new Set(['ferritin', lab])] },
  });

  test.each([
    [
      'ferritin 43 % higher',
      between('ferritin', '600 ng/mL'),
      [
        '204 main-ferritin info; asks hepatic-panel cbc tsat crp repeat-ferritin ggt',
        '239 main-ferritin info; asks crp',
        '274 main-ferritin info; asks crp',
        '295 silent (worked-up)',
      ],
    ],
    [
      'ferritin 1000',
      between('ferritin', '1000 ng/mL'),
      [
        '204 main-ferritin warning; asks hepatic-panel cbc tsat crp repeat-ferritin ggt liver-ultrasound',
        '239 main-ferritin warning; asks crp',
        '274 main-ferritin warning; asks crp',
        '295 silent (worked-up)',
      ],
    ],
    [
      'an ALT newly above its limit',
      between('alt', '60 U/L'),
      [
        '204 main-ferritin info; asks ast alp bilirubin cbc tsat crp ggt liver-ultrasound',
        '239 main-ferritin info; asks crp',
        '274 main-ferritin info; asks crp',
        '295 silent (older-than-news)',
        '302 silent (worked-up)',
      ],
    ],
    [
      'platelets newly below 150',
      between('platelets', '140 10*9/L'),
      [
        '204 main-ferritin warning; asks hepatic-panel cbc tsat crp ggt',
        '211 main-ferritin warning; asks elastography-or-elf liver-ultrasound',
        '239 main-ferritin warning; asks crp',
        '274 main-ferritin warning; asks crp',
        '302 silent (worked-up)',
      ],
    ],
  ])('%s', async (_what, person, then) => {
    expect(await follow(person, 330)).toEqual([...QUIET, ...then]);
  });
});
