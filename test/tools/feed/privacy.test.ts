import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCount } from '../../../src/tools/feed/count.js';
import { throughTheDoor } from '../../../src/tools/feed/door.js';
import { createPeople } from '../../../src/tools/feed/people.js';
import { createReader } from '../../../src/tools/feed/reading.js';
import { createTally } from '../../../src/tools/feed/tally.js';
import { resultOf } from '../../support/ask.js';
import { NOW } from '../../support/clock.js';
import { runFeed, withFiles } from '../../support/feed.js';
import { runs } from '../../support/seed.js';
import { knowledge } from '../../support/shipped.js';

/** Whatever stands for a patient: names, numbers, dates, values. None may be found in anything that is printed. */
const CANARIES = {
  id: 'canaryid77',
  mrn: '4711047110',
  name: 'Canarowski',
  birth: '1955-05-15',
  day: '2026-11-19',
  value: '777.125',
  number: '8181818',
  note: 'Canarynote',
  file: 'Canarowski_4711047110',
};
const { id, mrn, name, birth, day, value, number, note, file } = CANARIES;

/** A patient whose every free element holds a canary. */
function patient(suffix: string): object[] {
  const own = {
    reference: `Patient/${id}${suffix}`,
    display: name,
    identifier: { system: 'urn:mrn', value: mrn },
  };
  const about = {
    subject: own,
    id: `${id}-${suffix}`,
    identifier: [{ system: 'urn:accession', value: number }],
    performer: [{ display: name }],
    effectiveDateTime: `${day}T07:11:13Z`,
    issued: `${day}T09:11:13Z`,
    note: [{ text: `${note} ${name}` }],
    method: { text: note },
    bodySite: { text: note },
    specimen: { reference: `Specimen/${number}`, display: name },
    encounter: { reference: `Encounter/${number}` },
    device: { display: name },
    extension: [{ url: 'urn:x', valueString: name }],
  };
  const free = { text: `${name} ${number}` };
  const patches: object[] = [
    { valueQuantity: { value: Number(value), unit: 'ng/mL' } },
    { valueQuantity: { value: Number(value), unit: name, code: number, system: 'urn:units' } },
    { valueQuantity: { value, unit: `${number}/${name}`, comparator: name } },
    { valueString: `${value} ${name}` },
    { valueCodeableConcept: { coding: [{ code: number, display: name }], ...free } },
    { valueString: name, code: free },
    {
      referenceRange: [{ ...free, low: { value: Number(value), unit: name }, type: free, appliesTo: [free] }],
    },
    { interpretation: [{ ...free, coding: [{ code: name }] }] },
    { status: name },
    { effectiveDateTime: name },
    { subject: { reference: name } },
    { subject: { identifier: { value: mrn } } },
    { [`value${name}`]: name },
    { component: [{ code: free, valueString: name }], valueString: undefined },
    {
      contained: [
        { resourceType: 'Patient', id: name },
        { resourceType: 'Observation', code: free },
      ],
    },
  ];
  return [
    {
      resourceType: 'Patient',
      id: `${id}${suffix}`,
      identifier: [{ system: 'urn:mrn', value: mrn }],
      name: [{ text: name, family: name }],
      birthDate: birth,
      telecom: [{ value: number }],
      address: [{ text: name }],
    },
    ...['ferritin', 'anti-hcv'].flatMap((labId) =>
      patches.map((patch) => resultOf(labId, 0, { valueQuantity: undefined, ...about, ...patch })),
    ),
    { resourceType: 'DiagnosticReport', status: 'final', code: free, conclusion: name, subject: own },
    { resourceType: 'Condition', code: free, subject: own },
  ];
}

test('nothing of a patient is printed, in no form, nor in the draft, nor by a broken line or the name of a file', async () => {
  const lines = ['a', 'b'].flatMap(patient).map((one) => JSON.stringify(one));
  const text = [...lines, lines[0]!.slice(0, 90), name].join('\n');
  await withFiles(
    { [`${file}.ndjson`]: text, [`${file}.json`]: `{"${name}`, [`${file}.gz.json.gz`]: name },
    async (folder) => {
      const draft = join(folder, 'draft.yaml');
      const told = [
        await runFeed([folder]),
        await runFeed([folder], 60),
        await runFeed([folder, '--markdown']),
        await runFeed([folder, '--json', '--write', draft]),
      ];
      expect(told.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
      const all = [...told.map(({ out }) => out), readFileSync(draft, 'utf8')].join('\n');
      // The value without its point is a shape; with it, and in whole, a value.
      for (const [what, canary] of Object.entries(CANARIES))
        expect([what, all.includes(canary)]).toEqual([what, false]);
      expect(told.map(({ err }) => err.replaceAll(folder, ''))).toEqual([
        '',
        '',
        '',
        'Wrote /draft.yaml: nothing in it is confirmed yet.',
      ]);
      expect(all).not.toMatch(/07:11|09:11|1955|2026-11-19/u);
    },
  );
});

test('which number a file has is told on standard error only, when it is asked for', async () => {
  await withFiles({ [`${file}.json`]: JSON.stringify(resultOf('ferritin', 1)) }, async (folder) => {
    const { out, err } = await runFeed([folder, '--list-files']);
    expect(err).toBe(`file 1: ${join(folder, file)}.json`);
    expect(out).not.toContain(file);
  });
});

describe('whatever comes', () => {
  const client = knowledge.clients.get('public-sandbox')!;
  const keys = [
    'code',
    'coding',
    'subject',
    'reference',
    'component',
    'contained',
    'interpretation',
    'referenceRange',
    'low',
    'high',
    'value',
    'unit',
    'text',
    'valueQuantity',
    'valueString',
    'valueCodeableConcept',
    'status',
    'effectivePeriod',
    'issued',
    'type',
    'resourceType',
    'entry',
    'resource',
    'identifier',
  ];
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1,
        1e300,
        '',
        'Observation',
        'Patient/1',
        '2276-4',
        '\ud800',
        '2026',
      ),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 6 }),
    ),
  }));

  test('it is counted, and nothing is thrown', () => {
    const count = createCount(knowledge, createReader(knowledge, client, NOW));
    const people = createPeople();
    fc.assert(
      fc.property(
        tree,
        fc.constantFrom('Observation', 'DiagnosticReport', 'Bundle', 'Patient'),
        (value, resourceType) => {
          const whole =
            typeof value === 'object' && value !== null && !Array.isArray(value)
              ? { ...value, resourceType }
              : value;
          people.add(whole);
          for (const one of throughTheDoor({ value: whole, handedOver: false }, people))
            count.take(one, { file: 1, line: 1 });
        },
      ),
      runs(1500),
    );
    for (const tally of Object.values(count.tallies)) tally.rows();
    expect(count.results()).toBeGreaterThan(10);
  });
});

describe('what is kept is bounded', () => {
  const at = (line: number, patient = `p${line}`) => ({ place: { file: 1, line }, patient });

  test('rows, and the patients of a row', () => {
    const tally = createTally(3);
    for (let line = 1; line <= 5; line++) tally.add([`row ${line}`], at(line));
    for (let line = 1; line <= 3_000; line++) tally.add(['row 1'], at(line));
    expect(tally.rows().map(({ cells, results, patients }) => [cells[0], results, patients])).toEqual([
      ['row 1', 3_001, 1_000],
      ['row 2', 1, 1],
      ['row 3', 1, 1],
    ]);
    expect(tally.more()).toBe(2);
  });

  test('patients', () => {
    const people = createPeople(2);
    for (const one of ['a', 'b', 'c', 'a']) people.add({ resourceType: 'Patient', id: one });
    expect([people.size(), people.isFull(), people.get('c')]).toEqual([2, true, undefined]);
  });
});
