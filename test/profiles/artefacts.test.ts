import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Artefact, artefacts } from '../../src/profiles/write.js';
import { knowledge } from '../support/shipped.js';
import { indexBase, problemsOf, unboundIn } from './r4.js';

const FOLDER = fileURLToPath(new URL('../../profiles', import.meta.url));
const BASE = 'https://hepacue.org/fhir';
const written = artefacts(knowledge);
const all = [...written.values()];
const byUrl = new Map(all.map((artefact) => [artefact.url!, artefact]));
const ofType = <T extends Artefact['resourceType']>(type: T): Extract<Artefact, { resourceType: T }>[] =>
  all.filter((one): one is Extract<Artefact, { resourceType: T }> => one.resourceType === type);
const valueSets = new Map(ofType('ValueSet').map((set) => [set.url!, set]));
const profiles = new Map(ofType('StructureDefinition').map((profile) => [profile.url, profile]));

beforeAll(indexBase, 60_000);

/** What is looked at in objects of any kind. */
interface Node {
  readonly url?: string | undefined;
  readonly system?: string | undefined;
  readonly code?: string | undefined;
  readonly valueBoolean?: boolean | undefined;
  readonly extension?: readonly Node[] | undefined;
}

/** Every object in a value, with the key it stands under. */
function* objectsIn(value: unknown, key = ''): Generator<readonly [key: string, object: Node]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [key, value];
  for (const [name, inner] of Object.entries(value))
    yield* objectsIn(inner, Array.isArray(value) ? key : name);
}

test('profiles/ is what the knowledge says: run npm run profiles', () => {
  const found = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[A-Z]/.test(entry.name))
    .flatMap(({ name }) => readdirSync(join(FOLDER, name)).map((file) => `${name}/${file}`));
  expect(found.sort()).toEqual([...written.keys()].sort());
  const stale = [...written].filter(
    ([name, artefact]) =>
      readFileSync(join(FOLDER, name), 'utf8') !== `${JSON.stringify(artefact, null, 2)}\n`,
  );
  expect(stale.map(([name]) => name)).toEqual([]);
});

describe('every artefact', () => {
  test('is looked at by a validator that finds what is wrong', () => {
    const [set] = valueSets.values();
    expect(problemsOf({ ...set, status: undefined })).toEqual(['ValueSet.status: Missing required property']);
    expect(problemsOf({ ...set, colour: 'red' })).toHaveLength(1);
  });

  test('is valid FHIR R4', () => {
    const wrong = [...written].flatMap(([name, one]) => problemsOf(one).map((what) => `${name}: ${what}`));
    expect(wrong).toEqual([]);
  });

  test('keeps to our own extensions as we define them', () => {
    const extensions = all.flatMap((one) => [...objectsIn(one)].filter(([key]) => key === 'extension'));
    const wrong = extensions.flatMap(([, { url, extension = [] }]) => {
      if (!url?.startsWith(BASE)) return [];
      const definition = profiles.get(url);
      if (!definition) return [`${url} is not defined`];
      const parts = extension.map((part) => part.url);
      return (definition.snapshot?.element ?? []).flatMap(({ sliceName, min = 0, max }) => {
        const count = parts.filter((part) => part === sliceName).length;
        return sliceName && (count < min || (max !== '*' && count > Number(max)))
          ? [`${url}: ${sliceName}`]
          : [];
      });
    });
    expect(extensions.length).toBeGreaterThan(1000);
    expect(wrong).toEqual([]);
  });

  test('is a draft of the release, experimental, and says that it is not validated', () => {
    for (const one of all) {
      const { version, date } = knowledge.release;
      expect(one).toMatchObject({ version, date, status: 'draft', experimental: true });
      expect(one.description).toContain('Not clinically validated.');
      expect(one).not.toHaveProperty('publisher');
      expect(one).not.toHaveProperty('contact');
    }
  });

  test('has an id FHIR allows, a name a program can use and a canonical URL of its own', () => {
    for (const one of all) {
      expect(one.id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
      expect(one.name).toMatch(/^[A-Z][A-Za-z0-9_]{0,254}$/);
      expect(one.url).toBe(`${BASE}/${one.resourceType}/${one.id!}`);
    }
    expect(byUrl.size).toBe(all.length);
  });

  test('refers to nothing of ours that is not there', () => {
    const texts = all.flatMap((one) => JSON.stringify(one).match(/https:\/\/hepacue\.org\/[^"]*/g) ?? []);
    expect([...new Set(texts)].filter((url) => !byUrl.has(url))).toEqual([]);
  });

  test('follows another canonical base everywhere', () => {
    const text = JSON.stringify([
      ...artefacts(knowledge, 'https://example.org/r4', 'org.example.new').values(),
    ]);
    expect(text).not.toContain('hepacue.org');
    expect(text).not.toContain('org.hepacue');
  });

  test('names whose terms its codes are under', () => {
    for (const set of valueSets.values()) {
      const text = JSON.stringify(set.compose);
      if (text.includes('http://loinc.org')) expect(set.copyright).toContain('LOINC');
      if (text.includes('http://snomed.info/sct')) expect(set.copyright).toContain('SNOMED');
    }
  });
});

describe('codes', () => {
  const external = new Set(
    [...knowledge.labs.values()].flatMap(({ codes }) => codes.map(({ system }) => system)),
  );
  const proofOf = (object: Node): unknown =>
    object.extension
      ?.find(({ url }) => url === `${BASE}/StructureDefinition/proof`)
      ?.extension?.find(({ url }) => url === 'verified')?.valueBoolean;

  test('each says whether its source was read', () => {
    const marked = all.flatMap((one) =>
      [...objectsIn(one)].filter(
        ([key, { system, code }]) =>
          ((key === 'concept' || key === 'filter') && one.resourceType === 'ValueSet') ||
          (code !== undefined && external.has(system ?? '')),
      ),
    );
    expect(marked.length).toBeGreaterThan(300);
    expect(marked.filter(([, object]) => typeof proofOf(object) !== 'boolean')).toEqual([]);
  });

  test('the mark is the one of the knowledge, verified or not', () => {
    const marks = [...valueSets.values()].flatMap(({ compose }) =>
      [...(compose?.include ?? []), ...(compose?.exclude ?? [])].flatMap(({ concept = [], filter = [] }) =>
        [...concept, ...filter].map(proofOf),
      ),
    );
    expect(new Set(marks)).toEqual(new Set([true, false]));
    const concepts = valueSets
      .get(`${BASE}/ValueSet/condition-cirrhosis`)
      ?.compose?.include.flatMap(({ concept = [], filter = [] }) => [
        ...concept,
        ...filter.map(({ value, ...rest }) => ({ code: value, ...rest })),
      ]);
    const codes = knowledge.valueSets.get('cirrhosis')!.codes;
    expect(concepts?.map((one) => [one.code, proofOf(one)]).sort()).toEqual(
      codes.map(({ code, verified }) => [code, verified]).sort(),
    );
  });

  test('none of the knowledge is missing', () => {
    const text = JSON.stringify([...valueSets.values()]);
    const { labs, orders, valueSets: groups } = knowledge;
    const codes = [
      ...[...labs.values()].flatMap((lab) => [...lab.codes, ...lab.rejects]),
      ...[...groups.values()].flatMap((group) => group.codes),
      ...[...orders.values()].flatMap(({ tests }) => tests.flatMap((one) => one.codes)),
    ];
    const written = ({ code, prefix }: { code: string; prefix?: boolean }): string =>
      prefix === true ? `"property":"concept","op":"is-a","value":"${code}"` : `"code":"${code}"`;
    expect(codes.filter((code) => !text.includes(written(code)))).toEqual([]);
  });

  test('a code that stands for all that begin with it is a filter of its own, and called what it is', () => {
    for (const [id, { of, codes }] of knowledge.valueSets) {
      const { include } = valueSets.get(`${BASE}/ValueSet/${of.toLowerCase()}-${id}`)!.compose!;
      const filters = include.filter(({ filter }) => filter);
      expect(filters.every(({ concept, filter }) => concept === undefined && filter?.length === 1)).toBe(
        true,
      );
      const read = filters.map(({ system, filter }) => {
        const [{ value, extension = [] }] = filter as [fhir4.ValueSetComposeIncludeFilter];
        const named = extension.find(({ url }) => url.endsWith('/filter-display'));
        return { system, code: value, display: named?.valueString };
      });
      const prefixes = codes.filter(({ prefix }) => prefix);
      expect(read).toEqual(prefixes.map(({ system, code, display }) => ({ system, code, display })));
    }
  });

  test('only UCUM counts as a unit', () => {
    const codes = (id: string): string[] =>
      valueSets.get(`${BASE}/ValueSet/${id}`)!.compose!.include[0]!.concept!.map(({ code }) => code);
    expect(codes('lab-ferritin-units')).toEqual(expect.arrayContaining(['ng/mL', 'ug/L', 'pmol/L']));
    expect(codes('lab-ferritin-units')).not.toContain('µg/L');
    expect(codes('lab-ferritin-units')).not.toContain('NG/ML');
    expect(codes('lab-b12-units')).toContain('pmol/L');
  });
});

describe('orders', () => {
  const orders = new Map(ofType('ActivityDefinition').map((one) => [one.id!, one]));
  const proved = ({ extension = [] }: fhir4.ActivityDefinition): unknown[] =>
    extension.map(
      ({ extension: parts = [] }) => parts.find(({ url }) => url === 'value')?.valueQuantity?.value,
    );
  const linked = (one: fhir4.ActivityDefinition, type: string): (string | undefined)[] =>
    (one.relatedArtifact ?? []).filter((related) => related.type === type).map(({ resource }) => resource);
  const tests = [...knowledge.orders.values()].flatMap((order) =>
    order.tests.map((one) => ({ order, ...one })),
  );

  test('tell in which stage, for how long they count as done, and each number with its proof', () => {
    for (const { id, order, window = order.window } of tests) {
      const one = orders.get(`order-${id}`)!;
      expect(one.usage).toContain(`Stage: ${knowledge.words.get('en')!['stages']![order.stage]!}.`);
      const days = [order.settled?.value, order.later?.value, order.urgent?.days.value];
      for (const value of ['days' in window ? window.days.value : undefined, ...days])
        if (value !== undefined) {
          expect([id, one.usage]).toEqual([id, expect.stringContaining(`${value} days`)]);
          expect([id, proved(one)]).toEqual([id, expect.arrayContaining([value])]);
        }
    }
  });

  test('that are meant for later say for when', () => {
    for (const { id, order } of tests) {
      const [value] = orders.get(`order-${id}`)!.dynamicValue ?? [];
      expect([id, value?.path, value?.expression.expression]).toEqual(
        order.later ? [id, 'occurrence', `today() + ${order.later.value} days`] : [id, undefined, undefined],
      );
    }
    expect(tests.some(({ order }) => order.later)).toBe(true);
  });

  test('of a panel name its parts, and the parts their panel', () => {
    const parts = tests.filter(({ partOf }) => partOf !== undefined);
    expect(parts.length).toBeGreaterThan(0);
    for (const { id, partOf } of parts) {
      const [part, panel] = [orders.get(`order-${id}`)!, orders.get(`order-${partOf!}`)!];
      expect(linked(part, 'depends-on')).toEqual([panel.url]);
      expect(linked(panel, 'composed-of')).toContain(part.url);
    }
    const related = tests.flatMap(({ id }) => linked(orders.get(`order-${id}`)!, 'depends-on'));
    expect(related).toHaveLength(parts.length);
  });
});

describe('profiles', () => {
  type Example = fhir4.FhirResource & { readonly meta: { readonly profile: readonly [string] } };
  const read = (folder: string): [string, Example][] =>
    readdirSync(join(FOLDER, 'examples', folder)).map((name) => [
      name.replace('.json', ''),
      JSON.parse(readFileSync(join(FOLDER, 'examples', folder, name), 'utf8')),
    ]);
  const against = (resource: Example): string[] => {
    const profile = profiles.get(resource.meta.profile[0])!;
    return [...problemsOf(resource, profile), ...unboundIn(resource, profile, valueSets)];
  };

  test.each(read('conforming'))('%s conforms', (_name, resource) => {
    expect(problemsOf(resource)).toEqual([]);
    expect(against(resource)).toEqual([]);
  });

  /** What each is there to break. */
  const REASONS: Readonly<Record<string, RegExp>> = {
    'b12-as-text': /Observation\.value\[x\]\.value: Missing required property/,
    'b12-holotranscobalamin': /Observation\.code: is not in lab-b12$/,
    'b12-without-patient': /Observation\.subject: Missing required property/,
    'ferritin-goal': /Observation\.code: is not in lab-ferritin$/,
    'ferritin-preliminary': /hepacue-status/,
    'ferritin-unit-not-ucum': /Observation\.value\[x\]: is not in lab-ferritin-units$/,
    'ferritin-without-date': /hepacue-date/,
    'ferritin-without-unit': /Observation\.value\[x\]\.code: Missing required property/,
    'order-active': /ServiceRequest\.status: Value did not match/,
    'order-intent-order': /ServiceRequest\.intent: Value did not match/,
    'order-of-another-test': /ServiceRequest\.code: is not in orders$/,
    'order-without-code': /ServiceRequest\.code: Missing required property/,
  };

  test('each example that does not conform has its reason', () => {
    expect(read('non-conforming').map(([name]) => name)).toEqual(Object.keys(REASONS).sort());
  });

  test.each(read('non-conforming'))('%s is FHIR, but not what the profile asks for', (name, resource) => {
    expect(problemsOf(resource)).toEqual([]);
    const problems = against(resource);
    expect(problems.filter((problem) => REASONS[name]?.test(problem))).not.toEqual([]);
  });

  test('have a snapshot with everything of the base and a differential with nothing else', () => {
    for (const { snapshot, differential, type } of profiles.values()) {
      const ids = snapshot!.element.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids[0]).toBe(type);
      for (const { id, path } of differential!.element) {
        expect(ids).toContain(id);
        expect(path).toBe(id!.replaceAll(/:[^.]+/g, ''));
      }
    }
  });
});
