import { describe, expect, test } from '@jest/globals';
import { demoPatients } from '../../../src/demo/patients.js';
import { bundleOf, resultOf, reviewOf, viewOf } from '../../support/ask.js';
import { NOW } from '../../support/clock.js';
import { runFeed, tablesOf, withFiles } from '../../support/feed.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../../support/shipped.js';

const of = (patient: string, labId = 'ferritin', patch: object = {}, value = 100): object =>
  resultOf(labId, value, { subject: { reference: `Patient/${patient}` }, ...patch });
const many = (count: number, make: (patient: string) => object): object[] =>
  Array.from({ length: count }, (_, place) => make(`p${place}`));

describe('how results are read', () => {
  test('each result by itself: the older ones of a patient are told of too', async () => {
    const { results, patients, tables } = await tablesOf([
      of('a'),
      of('a', 'ferritin', { id: 'other', effectiveDateTime: '2026-01-01' }),
      of('b', 'ferritin', { valueQuantity: { value: 5 } }),
      of('b', 'b12', { status: 'preliminary' }),
    ]);
    expect([results, patients]).toEqual([4, 2]);
    expect(tables['tests']?.rows).toEqual([
      { test: 'ferritin', results: '3', patients: '2', read: '2', 'not-read': '1', 'not-counted': '0' },
      { test: 'b12', results: '1', patients: '1', read: '0', 'not-read': '0', 'not-counted': '1' },
    ]);
    expect(tables['not-read']?.rows).toEqual([
      { test: 'b12', why: 'status preliminary', results: '1', patients: '1', first: 'file 1, line 4' },
      { test: 'ferritin', why: 'unit-missing', results: '1', patients: '1', first: 'file 1, line 3' },
    ]);
  });

  test('where it stands is told: the line, and the place in a list, a Bundle, a request', async () => {
    const unread = of('a', 'ferritin', { valueQuantity: { value: 5 } });
    const where = async (value: unknown): Promise<unknown> =>
      (await tablesOf([null, value])).tables['not-read']?.rows[0]?.['first'];
    expect(await where(unread)).toBe('file 1, line 2');
    expect(await where([1, unread])).toBe('file 1, line 2, [1]');
    expect(await where(bundleOf([of('a'), unread]))).toBe('file 1, line 2, entry[1]');
    expect(await where([bundleOf([unread])])).toBe('file 1, line 2, [0] entry[0]');
    expect(await where(reviewOf([unread]))).toBe('file 1, line 2, context.results entry[0]');
    expect(await where(viewOf([unread]))).toBe('file 1, line 2, prefetch entry[0]');
  });

  test('a sample of years ago is read as on its own day, and one without a day is said', async () => {
    const { tables } = await tablesOf([
      of('a', 'ferritin', { effectiveDateTime: '2019-03-01' }, 900),
      of('b', 'ferritin', { effectiveDateTime: '2019' }, 900),
      of('c', 'ferritin', { effectiveDateTime: undefined }, 900),
    ]);
    expect(tables['tests']?.rows[0]).toMatchObject({ read: '2', 'not-read': '1' });
    expect(tables['not-read']?.rows[0]).toMatchObject({ why: 'date-missing' });
  });

  test('sex and age of a Patient in another file decide the limit', async () => {
    const woman = { resourceType: 'Patient', id: 'w', gender: 'female', birthDate: '1990-01-01' };
    const man = { resourceType: 'Patient', id: 'm', gender: 'male', birthDate: '1990-01-01' };
    const results = [of('w', 'ferritin', {}, 250), of('m', 'ferritin', {}, 250)];
    const files = {
      'a.ndjson': results.map((one) => JSON.stringify(one)).join('\n'),
      'b.json': JSON.stringify([woman, man], null, 2),
    };
    await withFiles(files, async (folder) => {
      const { out } = await runFeed([folder, '--json']);
      const { tables } = JSON.parse(out) as Awaited<ReturnType<typeof tablesOf>>;
      expect(tables['limits']?.rows).toEqual([
        { test: 'ferritin', limit: 'the default for sex and age', yes: '1', no: '1', unknown: '0' },
      ]);
    });
  });

  test('components and contained results are read where they stand', async () => {
    const { subject: _, ...inner } = of('a', 'b12') as { subject: unknown };
    const { code, valueQuantity } = of('a', 'alt') as { code: unknown; valueQuantity: unknown };
    const { valueQuantity: _value, ...panel } = of('a') as { valueQuantity: unknown };
    const { tables, results } = await tablesOf([
      {
        resourceType: 'DiagnosticReport',
        status: 'final',
        code: { text: 'x' },
        subject: { reference: 'Patient/a' },
        contained: [inner],
      },
      { ...panel, code: { text: 'Panel' }, component: [{ code, valueQuantity }] },
    ]);
    expect(results).toBe(2);
    expect(tables['tests']?.rows.map((row) => [row['test'], row['read']])).toEqual([
      ['alt', '1'],
      ['b12', '1'],
    ]);
  });

  test('whose a result is: by fullUrl, by identifier, or nobody, who is said', async () => {
    const patient = { resourceType: 'Patient', id: 'p', identifier: [{ system: 'urn:mrn', value: '7' }] };
    const bundle = (subject: object | undefined): object => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ fullUrl: 'urn:uuid:1', resource: patient }, { resource: of('x', 'ferritin', { subject }) }],
    });
    const { tables, patients } = await tablesOf([
      bundle({ reference: 'urn:uuid:1' }),
      bundle({ identifier: { system: 'urn:mrn', value: '7' } }),
      bundle({ reference: 'https://ehr.example.org/fhir/Patient/p' }),
      bundle({ display: 'Somebody' }),
      bundle(undefined),
    ]);
    expect(patients).toBe(1);
    expect(tables['subjects']?.rows.map((row) => [row['form'], row['patients']])).toEqual([
      ['absolute URL', '1'],
      ['identifier only', '1'],
      ['name only', '0'],
      ['none', '0'],
      ['urn:uuid', '1'],
    ]);
    expect(tables['not-read']?.rows.filter((row) => row['why'] === 'no-subject')).not.toEqual([]);
  });

  test('what names a test of ours without a code of ours is put forward, and a code whose name says another test', async () => {
    const named = (code: object): object => of('a', 'ferritin', { code });
    const { tables } = await tablesOf([
      named({ coding: [{ system: 'urn:lab', code: 'FERR', display: 'Ferritin SerPl-mCnc' }] }),
      named({ text: 'Vitamin B-12' }),
      named({ coding: [{ system: 'urn:lab', code: 'TSAT', display: 'Transferrin saturation' }] }),
      named({ coding: [{ system: 'urn:lab', code: 'NA', display: 'Sodium' }] }),
      named({ coding: [{ system: 'http://loinc.org', code: '2284-8', display: 'Ferritin' }] }),
    ]);
    const suggested = tables['not-mapped']?.rows.map((row) => row['test']);
    expect(suggested).toEqual(expect.arrayContaining(['ferritin?', 'tsat?']));
    expect(tables['other-codes']?.rows.map((row) => row['code'])).toContain('NA');
    expect(tables['contradictions']?.rows).toMatchObject([{ test: 'folate', code: '2284-8' }]);
  });

  test('the demo patients are read but for what is made to be unreadable', async () => {
    const demo = demoPatients(KNOWLEDGE_FOLDER, knowledge)(NOW);
    const observations = demo.filter(({ resourceType }) => resourceType === 'Observation');
    const patients = demo.filter(({ resourceType }) => resourceType === 'Patient');
    const told = await tablesOf(demo);
    expect([told.results, told.patients]).toEqual([observations.length, patients.length]);
    const unread = new Set(told.tables['not-read']?.rows.map((row) => row['why']));
    expect(unread).toContain('unit-missing');
    for (const why of ['other-patient', 'no-subject', 'look-alike']) expect(unread).not.toContain(why);
    for (const table of ['not-mapped', 'contradictions', 'other-codes', 'unreadable'])
      expect(told.tables[table]).toBeUndefined();
  });

  test('what a hook handed over without a date is of that day, as in a request', async () => {
    const undated = of('1', 'ferritin', { effectiveDateTime: undefined });
    const read = async (request: object): Promise<unknown> =>
      (await tablesOf([request])).tables['tests']?.rows[0];
    expect(await read(reviewOf([undated]))).toMatchObject({ read: '1' });
    expect(await read(viewOf([undated]))).toMatchObject({ 'not-read': '1' });
  });

  test('a look-alike is named as one, and never put forward to be mapped', async () => {
    const goal = { coding: [{ system: 'http://loinc.org', code: '86914-9', display: 'Ferritin goal' }] };
    const { tables } = await tablesOf([of('a', 'ferritin', { code: goal })]);
    expect(tables['not-mapped']).toBeUndefined();
    expect(tables['tests']?.rows).toMatchObject([{ test: 'ferritin look-alike', 'not-read': '1' }]);
    expect(tables['not-read']?.rows).toMatchObject([{ why: 'look-alike' }]);
  });

  test('a client file maps what the laboratory calls it', async () => {
    const local = of('a', 'ferritin', { code: { coding: [{ system: 'urn:example:lab', code: 'FERR' }] } });
    expect((await tablesOf([local])).tables['tests']).toBeUndefined();
    const { tables } = await tablesOf([local], '--client', 'example-ehr');
    expect(tables['tests']?.rows).toMatchObject([{ test: 'ferritin', read: '1' }]);
  });
});

describe('what is told of the shape', () => {
  test('units, values, flags, ranges, dates and statuses, as they came', async () => {
    const { tables } = await tablesOf([
      of('a', 'alt', {
        status: undefined,
        valueQuantity: { value: '41', unit: 'U/L' },
        effectiveDateTime: '2026-11-20T08:00:00+01:00',
        interpretation: { coding: [{ system: 'urn:flags', code: 'H' }] },
        referenceRange: [{ low: { value: 0 }, high: { value: 0 } }],
      }),
      of('b', 'alt', { valueQuantity: undefined, valueString: '>2000 U/L', effectiveDateTime: '2026-11' }),
    ]);
    expect(tables['values']?.rows.map((row) => [row['element'], row['text']])).toEqual([
      ['valueQuantity, number as text', '(99)'],
      ['valueString', '(>9999 word/word)'],
    ]);
    expect(tables['units']?.rows).toMatchObject([{ unit: 'U/L', code: '', system: '(none)' }]);
    expect(tables['flags']?.rows).toMatchObject([{ system: 'urn:flags', code: 'H' }]);
    expect(tables['ranges']?.rows.map((row) => row['form'])).toEqual(['0 to 0, no unit', 'none']);
    expect(tables['dates']?.rows.map((row) => row['form'])).toEqual(['month', 'time with offset']);
    expect(tables['statuses']?.rows.map((row) => row['status'])).toEqual(['final', 'missing']);
  });

  test('the text of a code is shown from three patients on', async () => {
    const names = async (count: number): Promise<unknown> => {
      const { tables } = await tablesOf(
        many(count, (p) => of(p, 'ferritin', { code: { text: 'Fe store 2' } })),
      );
      return tables['other-codes']?.rows.map((row) => row['name']);
    };
    expect(await names(2)).toEqual(['(word word 9)']);
    expect(await names(3)).toEqual(['Fe store 2']);
  });

  test('many results of one patient, or of nobody, show no text', async () => {
    const text = { code: { text: 'Hans Meier' } };
    const { tables } = await tablesOf([
      ...Array.from({ length: 9 }, () => of('a', 'ferritin', text)),
      ...Array.from({ length: 9 }, () => of('a', 'ferritin', { ...text, subject: undefined })),
    ]);
    expect(tables['other-codes']?.rows.map((row) => row['name'])).toEqual(['(word word)']);
  });

  test('a word of serology is shown when we know it, or from five patients on; a number never', async () => {
    const texts = async (count: number, labId: string, valueString: string): Promise<unknown> => {
      const { tables } = await tablesOf(
        many(count, (p) => of(p, labId, { valueQuantity: undefined, valueString })),
      );
      return tables['values']?.rows.map((row) => row['text']);
    };
    expect(await texts(1, 'anti-hcv', 'Non-Reactive')).toEqual(['Non-Reactive']);
    expect(await texts(4, 'anti-hcv', 'ganz ohne')).toEqual(['(word word)']);
    expect(await texts(5, 'anti-hcv', 'ganz ohne')).toEqual(['ganz ohne']);
    expect(await texts(9, 'anti-hcv', 'titre 1:80')).toEqual(['(word 9:99)']);
    expect(await texts(9, 'ferritin', 'see comment')).toEqual(['(word word)']);
    expect(await texts(9, 'ferritin', '1234')).toEqual(['(9999)']);
  });

  test('so with coded results: a code we know, or from five patients on; in the place of a number never', async () => {
    const texts = async (count: number, labId: string, code: string): Promise<unknown> => {
      const valueCodeableConcept = { coding: [{ system: 'urn:lab', code, display: 'Nachweis' }] };
      const { tables } = await tablesOf(
        many(count, (p) => of(p, labId, { valueQuantity: undefined, valueCodeableConcept })),
      );
      return tables['values']?.rows.map((row) => row['text']);
    };
    expect(await texts(1, 'anti-hcv', '10828004')).toEqual(['10828004 Nachweis']);
    expect(await texts(4, 'anti-hcv', 'P')).toEqual(['(word word)']);
    expect(await texts(5, 'anti-hcv', 'P')).toEqual(['P Nachweis']);
    expect(await texts(9, 'ferritin', 'P')).toEqual(['(word word)']);
  });

  test('ranges and units of the laboratory are shown from three patients on, known units always', async () => {
    const rows = async (count: number): Promise<unknown> => {
      const { tables } = await tablesOf(
        many(count, (p) =>
          of(p, 'ferritin', {
            valueQuantity: { value: 100, unit: 'Einheiten' },
            referenceRange: [{ low: { value: 30, unit: 'ug/L' }, high: { value: 400 } }],
          }),
        ),
      );
      return [tables['units']?.rows[0]?.['unit'], tables['ranges']?.rows[0]?.['range']];
    };
    expect(await rows(2)).toEqual(['(word)', '(99 to 999 ug/L)']);
    expect(await rows(3)).toEqual(['Einheiten', '30 to 400 ug/L']);
  });
});

describe('the report is fit to read', () => {
  const odd = many(4, (p) =>
    of(p, 'ferritin', {
      code: {
        coding: [
          {
            system: `urn:oid:${'2.16.840.1.113883.'.repeat(6)}`,
            code: 'FERRITIN-SERUM',
            display: `Ferritin ${'x'.repeat(200)}`,
          },
        ],
      },
      valueQuantity: { value: 1, unit: 'a very long unit that nobody uses' },
    }),
  );

  test.each([40, 60, 80, 100, 120, 300])(
    'in %s columns no line is longer than the terminal, within 60 to 120',
    async (width) => {
      const text = odd.map((one) => JSON.stringify(one)).join('\n');
      await withFiles({ 'a.ndjson': text }, async (folder) => {
        const { out } = await runFeed([folder], width);
        const room = Math.min(Math.max(width, 60), 120);
        expect(out.split('\n').filter((line) => line.length > room)).toEqual([]);
        expect(out).toContain('Perhaps');
      });
    },
  );

  test('as Markdown nothing of the data makes a table, a link or a heading of its own', async () => {
    const evil = '| <b>x</b> [a](http://b) `c`';
    const sample = of('a', 'ferritin', { code: { coding: [{ system: 'urn:x', code: 'Q', display: evil }] } });
    await withFiles({ 'a.json': JSON.stringify(sample) }, async (folder) => {
      const { out } = await runFeed([folder, '--markdown']);
      expect(out).toContain('\\| \\<b\\>x\\</b\\> \\[a\\](http://b) \\`c\\`');
    });
  });

  test('nothing invisible reaches the terminal', async () => {
    const evil = 'Ferritin\u001b[2J\u202e\u0007\u200b\nline';
    const sample = of('a', 'ferritin', { code: { coding: [{ system: evil, code: evil, display: evil }] } });
    await withFiles({ 'a.json': JSON.stringify(sample) }, async (folder) => {
      const { out } = await runFeed([folder]);
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    });
  });
});
