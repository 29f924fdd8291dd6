import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type ErrorObject } from 'ajv';
import fc from 'fast-check';
import { checkedDefinitions, generate, RESOURCES } from '../../../src/hooks/r4/generate.js';
import { repair } from '../../../src/hooks/r4/repair.js';
import { validateResource } from '../../../src/hooks/r4/validate.js';
import { ELEMENTS, observation, VALID } from './examples.js';
import { runs } from '../../support/seed.js';

const where = (resource: unknown): string => {
  const found = validateResource(resource);
  return found.ok ? 'nowhere' : found.where;
};
const component = (changes: object) => observation({ component: [{ code: {} }, { code: {}, ...changes }] });

describe('what is right', () => {
  it.each(Object.entries(VALID))('a valid %s is accepted', (_, resource) => {
    expect(validateResource(resource)).toEqual({ ok: true });
  });

  it.each<[string, unknown]>([
    ['an unknown element', observation({ hl7Version: '2.5', triggeredBy: [{ type: 'reflex' }] })],
    [
      'an unknown element inside a Quantity',
      observation({ valueQuantity: { value: 620, precision: 'low' } }),
    ],
    [
      'an extension with an odd value',
      observation({ extension: [{ url: 'http://x.test/a', valueDecimal: 'n/a' }] }),
    ],
    ['a blank display', observation({ code: { coding: [{ code: '2276-4', display: '' }], text: ' ' } })],
    ['a no-break space', observation({ valueQuantity: undefined, valueString: '>\u00a02000' })],
    ['a long id', observation({ id: 'e'.repeat(90) })],
    ['a narrative without a status', observation({ text: { div: '<div/>' } })],
    [
      'a contained resource that is wrong',
      observation({ contained: [{ resourceType: 'Patient', gender: 7 }] }),
    ],
    ['a missing status', observation({ status: undefined })],
  ])('%s does not make a result unreadable', (_, resource) => {
    expect(validateResource(resource)).toEqual({ ok: true });
  });

  it('a type we do not read passes unchecked', () => {
    expect(validateResource({ resourceType: 'Basic', code: 5 })).toEqual({ ok: true });
    expect(validateResource({ resourceType: 'constructor' })).toEqual({ ok: true });
  });
});

describe('what is wrong is named with its place', () => {
  it.each<[string, unknown]>([
    ['Resource', null],
    ['Resource', undefined],
    ['Resource', 620],
    ['Resource', [VALID.Observation]],
    ['Resource.resourceType', {}],
    ['Resource.resourceType', { resourceType: 5 }],
    ['Observation.code', { resourceType: 'Observation' }],
    ['Observation.code', observation({ code: '2276-4' })],
    ['Observation.status', observation({ status: 'done' })],
    ['Observation.status', observation({ status: ['final'] })],
    ['Observation.category', observation({ category: {} })],
    ['Observation.code.coding[0].code', observation({ code: { coding: [{ code: '2276-4 ' }] } })],
    ['Observation.effectiveDateTime', observation({ effectiveDateTime: '02/05/2024' })],
    ['Observation.valueQuantity', observation({ valueQuantity: '620 ng/mL' })],
    ['Observation.valueQuantity.value', observation({ valueQuantity: { value: '1e3' } })],
    ['Observation.valueQuantity.value', observation({ valueQuantity: { value: null } })],
    ['Observation.valueQuantity.comparator', observation({ valueQuantity: { value: 1, comparator: '~' } })],
    ['Observation.valueInteger', observation({ valueInteger: 6.2 })],
    [
      'Observation.referenceRange[0].high.value',
      observation({ referenceRange: [{ high: { value: '4,000' } }] }),
    ],
    ['Observation.component[1].valueQuantity.value', component({ valueQuantity: { value: 'high' } })],
    ['Observation.component[1].code', component({ code: undefined })],
    ['Observation.contained[0].resourceType', observation({ contained: [{ id: 'a' }] })],
    ['Observation.contained[0]', observation({ contained: ['a'] })],
    ['Patient.birthDate', { ...VALID.Patient, birthDate: '1969-13' }],
    ['Patient.name[0].given[1]', { ...VALID.Patient, name: [{ given: ['Ann', 5] }] }],
    ['Condition.clinicalStatus', { ...VALID.Condition, clinicalStatus: 'active' }],
    ['Condition.subject', { ...VALID.Condition, subject: undefined }],
    ['MedicationRequest.status', { ...VALID.MedicationRequest, status: 'on  hold' }],
    ['DiagnosticReport.result', { ...VALID.DiagnosticReport, result: {} }],
  ])('%s', (place, resource) => {
    expect(where(resource)).toBe(place);
  });

  it('the sentence says what is asked for', () => {
    expect(validateResource(observation({ valueQuantity: { value: 'x' } }))).toMatchObject({
      problem: 'This must be a number.',
    });
    expect(validateResource({ resourceType: 'Observation' })).toMatchObject({ problem: 'This is missing.' });
  });

  it('a resource nested without end is a problem, not a crash', () => {
    let identifier: object = {};
    for (let depth = 0; depth < 200_000; depth++) identifier = { assigner: { identifier } };
    expect(validateResource(observation({ identifier: [identifier] }))).toEqual({
      ok: false,
      where: 'Observation',
      problem: 'This is nested too deeply to be read.',
    });
  });
});

/** Right resources with as many elements as are read. */
const RICH: readonly object[] = [
  ...Object.values(VALID),
  observation({
    meta: {
      versionId: '1',
      lastUpdated: '2024-05-02T09:12:44.000Z',
      profile: ['http://x.test/p'],
      tag: [{ code: 't' }],
    },
    identifier: [{ use: 'official', system: 'https://lab.example', value: '1', period: { start: '2024' } }],
    extension: [{ url: 'http://x.test/a', valueString: 'a' }],
    issued: '2024-05-02T09:12:44.000Z',
    performer: [{ reference: 'Organization/a', identifier: { value: '1', assigner: { display: 'b' } } }],
    note: [{ text: 'a', time: '2024-05-02' }],
    contained: [{ resourceType: 'Specimen', id: 's' }],
    valueRange: { low: { value: 1, comparator: '<' } },
    valueInteger: 5,
    valueBoolean: true,
    valueTime: '08:30:00',
    _status: { id: 's' },
  }),
  {
    ...VALID.Patient,
    telecom: [{ system: 'phone', rank: 1 }],
    deceasedBoolean: false,
    multipleBirthInteger: 2,
  },
];
const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  'a b',
  'a  b',
  '2024-02-30',
  '2024-05-02T24:00:00Z',
  1.5,
  1e999,
  -1,
  [null],
  [[]],
  {},
];

/** The same with the element at a place of it replaced; places are counted through the whole tree. */
function changedAt(value: object, place: number, junk: unknown): object {
  const copy = structuredClone(value) as Record<string, unknown>;
  const places: (readonly [parent: Record<string, unknown>, key: string])[] = [];
  const walk = (parent: Record<string, unknown>): void => {
    for (const [key, inner] of Object.entries(parent)) {
      places.push([parent, key]);
      if (typeof inner === 'object' && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  walk(copy);
  const [parent, key] = places[place % places.length]!;
  if (parent !== copy || key !== 'resourceType') parent[key] = junk;
  return copy;
}

/** Of ajv's error, as `where` has it. */
function placeOf({ instancePath, params }: ErrorObject): string {
  const missing: unknown = params['missingProperty'];
  const names = [...instancePath.split('/').slice(1), ...(typeof missing === 'string' ? [missing] : [])];
  return names.map((name) => (/^\d+$/.test(name) ? `[${name}]` : `.${name}`)).join('');
}

describe('whatever comes', () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc
      .tuple(
        fc.constantFrom(...Object.values(VALID)),
        fc.dictionary(fc.constantFrom(...ELEMENTS), fc.jsonValue()),
      )
      .map(([resource, junk]) => ({ ...resource, ...junk })),
  );

  it('the check never throws', () => {
    fc.assert(
      fc.property(anything, (json) => typeof validateResource(json).ok === 'boolean'),
      runs(100),
    );
  });

  it('ajv says the same of it by the same schema: whether, where and what', () => {
    const definitions = checkedDefinitions();
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'r4', definitions });
    const byAjv = new Map(RESOURCES.map((name) => [name, ajv.compile({ $ref: `r4#/definitions/${name}` })]));
    // One change anywhere in a right resource: most junk is refused at its first element.
    const changed = fc
      .tuple(
        fc.constantFrom(...RICH),
        fc.nat(),
        fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom<unknown>(...ODD)),
      )
      .map(([resource, place, junk]) => changedAt(resource, place, junk));
    const seen = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(fc.oneof(anything, changed), (json) => {
        const type = (json as { resourceType?: never } | null)?.resourceType;
        const check = type === undefined ? undefined : byAjv.get(type);
        if (!check) return;
        const ours = validateResource(json);
        seen[ours.ok ? 'right' : 'wrong'] += 1;
        expect(ours.ok).toBe(check(json));
        const error = check.errors?.[0];
        if (!ours.ok && error) expect(ours.where).toBe(`${String(type)}${placeOf(error)}`);
      }),
      { numRuns: 6000 },
    );
    expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(500);
  });

  it('what was put right can be checked too', () => {
    fc.assert(
      fc.property(anything, (json) => typeof validateResource(repair(json)).ok === 'boolean'),
      runs(100),
    );
  });

  it('the sentence about a problem never holds a value from the record', () => {
    const secret = fc.string({ minLength: 8, maxLength: 20 }).map((text) => `SECRET${text}`);
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(VALID)),
        fc.constantFrom(...ELEMENTS),
        secret,
        (resource, name, text) => {
          for (const value of [
            text,
            [text],
            { [text]: text, value: text, coding: text },
            [{ [text]: [text], given: text }],
          ]) {
            expect(JSON.stringify(validateResource({ ...resource, [name]: value }))).not.toContain('SECRET');
          }
        },
      ),
      runs(100),
    );
    expect(JSON.stringify(validateResource({ resourceType: { SECRET: 1 } }))).not.toContain('SECRET');
  });
});

it('the generated files are what generate.ts writes', () => {
  const written = (name: string) =>
    readFileSync(new URL(`../../../src/hooks/r4/${name}`, import.meta.url), 'utf8');
  const { js, dts } = generate();
  expect(written('validators.generated.js') === js).toBe(true);
  expect(written('validators.generated.d.ts')).toBe(dts);
});
