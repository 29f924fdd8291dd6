import { describe, expect, test } from '@jest/globals';
import type { SyntheticFile } from '../../../src/core/model/files.generated.js';
import { validateResource } from '../../../src/hooks/r4/validate.js';
import { SHAPE_TAG } from '../../../src/tools/synth/odd.js';
import { exported, synthetic } from '../../support/synthetic.js';

type Sent = fhir4.Observation & { readonly meta?: fhir4.Meta };

function observations(lines: Iterable<{ type: string; json: string }>): Sent[] {
  return [...lines].filter(({ type }) => type === 'Observation').map(({ json }) => JSON.parse(json) as Sent);
}

const shapeOf = ({ meta }: Sent): string | undefined =>
  meta?.tag?.find(({ system }) => system === SHAPE_TAG)?.code;

/** The share of results in an odd shape; versions of one result are one. */
function oddShare(results: readonly Sent[]): number {
  const odd = new Map<string, boolean>();
  for (const one of results) {
    const id = one.id!.split('-').slice(0, 3).join('-');
    odd.set(id, odd.get(id) === true || shapeOf(one) !== undefined);
  }
  return [...odd.values()].filter(Boolean).length / odd.size;
}

function withShares(trigger: number, lab: number, other: number): SyntheticFile {
  return {
    ...synthetic,
    odd: { ...synthetic.odd, shares: { ...synthetic.odd.shares, trigger, lab, other } },
  };
}

describe('an export in plain shapes', () => {
  test('is FHIR R4, every line of it', () => {
    const types = new Set<string>();
    const wrong: unknown[] = [];
    for (const dense of [false, true])
      for (const { type, json } of exported({ patients: 400, years: dense ? 2 : 0.5, dense })) {
        types.add(type);
        const found = validateResource(JSON.parse(json));
        if (!found.ok) wrong.push(found);
      }
    expect(wrong).toEqual([]);
    expect([...types].sort()).toEqual([
      'Condition',
      'DiagnosticReport',
      'MedicationAdministration',
      'MedicationRequest',
      'MedicationStatement',
      'Observation',
      'Patient',
      'Procedure',
      'ServiceRequest',
    ]);
  });

  test('has results of ferritin and vitamin B12 as rare as in a hospital, or one in ten of ferritin when dense', () => {
    const share = (dense: boolean, ...codes: readonly string[]): number => {
      const all = observations(exported({ patients: 200, dense }));
      return all.filter(({ code }) => codes.includes(code.coding![0]!.code!)).length / all.length;
    };
    expect(share(false, '2276-4', '2132-9')).toBeGreaterThan(0.002);
    expect(share(false, '2276-4', '2132-9')).toBeLessThan(0.01);
    expect(Math.abs(share(true, '2276-4') - 0.1)).toBeLessThan(0.02);
  });

  test('holds nothing of after its last day, and names its people as test data', () => {
    let last = '';
    for (const { type, json } of exported({ patients: 200, years: 2, dense: true })) {
      for (const [, day = ''] of json.matchAll(/"(\d{4}-\d\d-\d\d)[T"]/gu)) if (day > last) last = day;
      if (type === 'Patient')
        expect((JSON.parse(json) as fhir4.Patient).meta!.security![0]!.code).toBe('HTEST');
    }
    expect(last.slice(0, 7)).toBe('2026-06');
  });
});

describe('an export in mixed shapes', () => {
  test('is JSON, every line of it, and has every shape of the file', () => {
    const shapes = new Set<string>();
    const wrong: string[] = [];
    const often = withShares(0.3, 0.1, 0.3);
    for (const { json, shape } of exported({ patients: 700, shapes: 'mixed', dense: true }, often)) {
      const isLeftOpen = /undefined|:NaN|\$[a-z]|"#(?:number|low|high)"/u.test(json);
      if (isLeftOpen || shapeOf(JSON.parse(json) as Sent) !== shape) wrong.push(json);
      if (shape !== undefined) shapes.add(shape);
    }
    expect(wrong).toEqual([]);
    expect([...shapes].sort()).toEqual(synthetic.odd.shapes.map(({ id }) => id).sort());
  });

  test('has each result odd at the stated rate, of its own kind', () => {
    const share = (data: SyntheticFile): number =>
      oddShare(observations(exported({ patients: 250, shapes: 'mixed', dense: true }, data)));
    expect(Math.abs(share(withShares(0.1, 0.1, 0.1)) - 0.1)).toBeLessThan(0.02);
    expect(share(withShares(0, 0, 0))).toBe(0);
    expect(share(withShares(1, 1, 1))).toBeGreaterThan(0.99);
    // Ferritin is one in ten, vitamin B12 one in fourteen.
    expect(Math.abs(share(withShares(1, 0, 0)) - 0.17)).toBeLessThan(0.04);
  });

  test('writes by every laboratory of the file, and letters as \\u', () => {
    const lines = [...exported({ patients: 300, shapes: 'mixed', dense: true })].map(({ json }) => json);
    for (const text of [
      '"code":"FERR"',
      '"system":"urn:oid:2.16.840.1.113883.6.1"',
      '"system":"http://read.info/readv2"',
      '"system":"http://snomed.info/sct"',
      '"unit":"pmol/L"',
      '"status":"unknown"',
      '"code":{"text":"Ferritin"}',
      '"code":"\\u0032\\u0032',
      '"reference":"https://ehr.example.org/fhir/Patient/',
      '"subject":{"identifier":',
    ])
      expect({ text, isThere: lines.some((line) => line.includes(text)) }).toEqual({ text, isThere: true });
  });
});

describe('what becomes of people', () => {
  test('a course moves a result as stated, after the first and not before', () => {
    const [course] = synthetic.courses;
    const rising = {
      ...synthetic,
      courses: [{ ...course!, share: 1, perYear: { ferritin: 3 } } as SyntheticFile['courses'][number]],
    };
    const change = (data: SyntheticFile): number => {
      const byPerson = new Map<string, number[]>();
      for (const one of observations(exported({ patients: 120, years: 3, dense: true }, data)))
        if (one.code.coding![0]!.code === '2276-4') {
          const values = byPerson.get(one.subject!.reference!) ?? [];
          byPerson.set(one.subject!.reference!, [...values, one.valueQuantity!.value!]);
        }
      const changes = [...byPerson.values()]
        .filter(({ length }) => length > 5)
        .map((values) => values.at(-1)! / values[0]!)
        .sort((one, other) => one - other);
      return changes[Math.floor(changes.length / 2)]!;
    };
    expect(change(rising)).toBeGreaterThan(8);
    expect(Math.abs(change({ ...synthetic, courses: [] }) - 1)).toBeLessThan(0.15);
  });

  test('orders come after a raised result alone, some with their results', () => {
    const orders: fhir4.ServiceRequest[] = [];
    const firsts = new Map<string, string>();
    for (const { type, json } of exported({ patients: 1000, dense: true }))
      if (type === 'ServiceRequest') orders.push(JSON.parse(json) as fhir4.ServiceRequest);
      else if (type === 'Observation' && /"code":"(?:2276-4|2132-9)"/u.test(json)) {
        const { subject, effectiveDateTime } = JSON.parse(json) as fhir4.Observation;
        if (!firsts.has(subject!.reference!)) firsts.set(subject!.reference!, effectiveDateTime!);
      }
    expect(orders.length).toBeGreaterThan(100);
    expect(orders.filter(({ subject, authoredOn }) => authoredOn! < firsts.get(subject.reference!)!)).toEqual(
      [],
    );
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(['completed', 'active']));
  });
});
