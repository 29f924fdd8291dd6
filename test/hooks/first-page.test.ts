import { describe, expect, test } from '@jest/globals';
import { alt, bundle, observation, outcome } from '../support/requests.js';
import { readPrefetch as read } from '../support/read-prefetch.js';

/** So many ferritin results, a day apart; newest first. */
const ferritins = (count: number): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, index) =>
    observation('2276-4', {
      id: `f${index}`,
      effectiveDateTime: `2026-10-${String(28 - index).padStart(2, '0')}`,
    }),
  );
const next = { link: [{ relation: 'next', url: 'https://ehr.example.org/r4?page=2' }] };
const condition = { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/p1' } };

describe('a first page is told from the whole', () => {
  test.each<[string, unknown, string[]]>([
    ['a next link', { ferritin: { ...bundle(...ferritins(2)), ...next } }, ['ferritin']],
    ['one link without its array', { b12: { ...bundle(), link: next.link[0] } }, ['b12']],
    ['a next link on an empty page', { ferritin: { ...bundle(), ...next } }, ['ferritin']],
    ['a total above the entries', { ferritin: { ...bundle(...ferritins(1)), total: 40 } }, ['ferritin']],
    [
      'the same in the wrapper of old clients',
      { b12: { response: {}, resource: { ...bundle(), total: 1 } } },
      ['b12'],
    ],
    ['a total that is met', { ferritin: { ...bundle(...ferritins(3)), total: 3 } }, []],
    [
      'a total of what matches',
      { ferritin: { ...bundle(...ferritins(1), outcome('warning')), total: 1 } },
      [],
    ],
    ['a total that is no number', { ferritin: { ...bundle(), total: '40' } }, []],
    ['links to other pages', { ferritin: { ...bundle(), link: [{ relation: 'self', url: 'x' }, null] } }, []],
    ['the newest so many that were asked for', { ferritin: { ...bundle(...ferritins(10)), ...next } }, []],
    [
      'as many, but the oldest first',
      { ferritin: { ...bundle(...ferritins(10).reverse()), ...next } },
      ['ferritin'],
    ],
    ['problems', { conditions: { ...bundle(condition), ...next } }, ['conditions']],
    ['a key that was asked for formerly', { formerly: { ...bundle(alt), ...next } }, ['labs']],
    [
      'results under a key of the site',
      { mine: { ...bundle(...ferritins(1)), ...next } },
      ['ferritin', 'b12', 'labs'],
    ],
    [
      'the same beside an answer of our own key',
      { b12: null, mine: { ...bundle(alt), ...next } },
      ['ferritin', 'labs'],
    ],
    [
      'the newest results of the site, one test among them',
      { mine: { ...bundle(...ferritins(12)), ...next } },
      ['b12', 'labs'],
    ],
    ['problems under a key of the site', { problems: { ...bundle(condition), ...next } }, ['conditions']],
    ['no Bundle', { mine: { ...condition, ...next }, constructor: { ...bundle(), ...next } }, []],
  ])('%s', (_name, prefetch, keys) => {
    expect(read(prefetch).partial).toEqual(keys);
  });

  test('what the hook hands over is the newest, whatever earlier page came', () => {
    const page = { ...bundle(...ferritins(1)), ...next };
    expect(read({ ferritin: page, labs: page }, bundle(...ferritins(1))).partial).toEqual(['labs']);
  });
});

describe('whose everything is', () => {
  const of = (reference: unknown, more: object = {}) =>
    observation('2276-4', { subject: { reference }, ...more });
  const patient = (id: string) => ({ resourceType: 'Patient', id });
  const entry = (fullUrl: string, resource: object) => ({ fullUrl, resource });

  test.each<[string, unknown, string[]]>([
    ['results of another', { ferritin: bundle(of('Patient/p2')) }, ['prefetch.ferritin.entry[0]']],
    ['another patient', { patient: patient('p2'), b12: null }, ['prefetch.patient']],
    [
      'both, absolute and versioned',
      { patient: patient('p2'), mine: bundle(of('https://x.org/r4/Patient/p2/_history/1')) },
      ['prefetch.patient', 'prefetch.mine.entry[0]'],
    ],
    [
      'one that names the other by the fullUrl of the same Bundle',
      {
        mine: {
          resourceType: 'Bundle',
          entry: [entry('urn:uuid:a', patient('p2')), entry('urn:uuid:b', of('urn:uuid:a'))],
        },
      },
      ['prefetch.mine.entry[0]', 'prefetch.mine.entry[1]'],
    ],
    [
      'an allergy of another',
      { a: { resourceType: 'AllergyIntolerance', patient: { reference: 'Patient/p2' } } },
      ['prefetch.a'],
    ],
    ['one of ours among them', { patient: patient('p1'), ferritin: bundle(of('Patient/p2')) }, []],
    ['ours without the type in front', { ferritin: bundle(of('/Patient/p1'), of('Patient/p2')) }, []],
    ['one that cannot be told', { ferritin: bundle(of('urn:uuid:a'), of('Patient/p2')) }, []],
    [
      'one that is named by a number',
      { mine: bundle(of('Patient/p2'), { ...alt, subject: { identifier: { value: '1' } } }) },
      [],
    ],
    ['nothing that names anybody', { mine: bundle({ resourceType: 'Medication', id: 'm' }) }, []],
    ['nothing', { ferritin: null }, []],
  ])('%s', (_name, prefetch, places) => {
    expect(read(prefetch).ofAnother).toEqual(places);
  });

  test('results of ours that the hook hands over are of ours', () => {
    const foreign = { ferritin: bundle(of('Patient/p2')) };
    expect(read(foreign, bundle(alt)).ofAnother).toEqual([]);
    expect(read(foreign, bundle(of('Patient/p2'))).ofAnother).toHaveLength(2);
  });
});
