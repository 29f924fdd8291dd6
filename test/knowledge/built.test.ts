import { afterAll, describe, expect, test } from '@jest/globals';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../src/cases/build.js';
import { examplesWith } from '../../src/cases/examples-with.js';
import { readExamples } from '../../src/cases/examples.js';
import { type Known, known } from '../../src/cases/known.js';
import type { Example, Knowledge } from '../../src/core/model/knowledge.js';
import { builtText, readBuilt } from '../../src/knowledge/built.js';
import { KnowledgeError, loadKnowledge } from '../../src/knowledge/load.js';
import { NOW } from '../support/clock.js';
import { serve } from '../support/serve.js';
import { KNOWLEDGE_FOLDER } from '../support/shipped.js';

/** What the build keeps of the knowledge: the same knowledge, for that folder alone. */

const place = mkdtempSync(join(tmpdir(), 'built-'));
afterAll(() => rmSync(place, { recursive: true }));

const folder = join(place, 'cds-hooks');
cpSync(KNOWLEDGE_FOLDER, folder, { recursive: true });
const kept = join(place, 'kept.json');
writeFileSync(kept, builtText(build(folder), folder));

const plain = loadKnowledge(folder);
const quick = await known(kept, folder);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  statSync(join(folder, name)).isFile(),
);

/** What a change of one file does to the folder, which is as it was afterwards. */
async function after<T>(file: string, change: (bytes: Buffer) => Buffer, look: () => T): Promise<Awaited<T>> {
  const path = join(folder, file);
  const before = readFileSync(path);
  writeFileSync(path, change(before));
  try {
    return await look();
  } finally {
    writeFileSync(path, before);
  }
}

const replaced =
  (from: string, to: string) =>
  (bytes: Buffer): Buffer => {
    const text = bytes.toString();
    expect(text).toContain(from);
    return Buffer.from(text.replace(from, to));
  };
const isKept = (): boolean => readBuilt(kept, folder) !== undefined;

/** Functions are what they do, and the cards tell that. */
function data(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) =>
      inner instanceof Map ? [...(inner as Map<unknown, unknown>)] : inner,
    ),
  );
}

describe('the same either way', () => {
  test('knowledge, in the same order, and frozen', () => {
    expect(quick.isBuilt).toBe(true);
    expect(JSON.stringify(data(quick.knowledge))).toBe(JSON.stringify(data(plain)));
    expect(() => (quick.knowledge.labs as Map<string, unknown>).clear()).toThrow(TypeError);
    expect(Object.isFrozen(quick.knowledge.rules.get('urgent')?.flags[0])).toBe(true);
  });

  const hookOf = ({ hook }: { hook: string }): string => hook;
  const offered = (of: Known): readonly Example[] => examplesWith(of.vignettes, folder, of.knowledge, hookOf);
  const served = (knowledge: Knowledge) => serve({ knowledge, advise: 'core' });
  const [one, other] = [served(plain), served(quick.knowledge)];

  test('cards, and the reasons for them, on every example', async () => {
    const examples = readExamples(folder, plain, hookOf);
    const shown = ({ requestAt, ...rest }: Example): unknown => ({ ...rest, request: requestAt(NOW) });
    expect(offered(quick).map(shown)).toEqual(examples.map(shown));
    expect(examples.length).toBeGreaterThan(20);
    for (const { service, requestAt } of examples)
      for (const path of [`/cds-services/${service}`, `/explain/${service}`]) {
        const answers = [await one.post(path, requestAt(NOW)), await other.post(path, requestAt(NOW))];
        const [first, second] = await Promise.all(answers.map((answer) => answer.text()));
        expect(second).toBe(first);
      }
  });
});

describe('it stands for that folder alone', () => {
  test('a byte that is another one is noticed, in each kind of file of each folder', async () => {
    const kinds = new Map(files.map((file) => [file.replace(/(^|\/)[^/.]*(?=\.)/u, '$1'), file]));
    expect(kinds.size).toBeGreaterThan(15);
    const missed: string[] = [];
    for (const file of kinds.values()) {
      const flip = (bytes: Buffer): Buffer => {
        const changed = Buffer.from(bytes);
        const at = Math.floor(bytes.length / 2);
        changed[at] = (changed[at] ?? 0) ^ 1;
        return changed;
      };
      if (await after(file, flip, isKept)) missed.push(file);
    }
    expect(missed).toEqual([]);
    expect(isKept()).toBe(true);
  });

  test('a file more, a file less, another name, and what passed from one file to the next', async () => {
    writeFileSync(join(folder, 'orders/more.yaml'), '');
    expect(isKept()).toBe(false);
    rmSync(join(folder, 'orders/more.yaml'));
    renameSync(join(folder, 'orders/ggt.yaml'), join(folder, 'orders/ggs.yaml'));
    expect(isKept()).toBe(false);
    renameSync(join(folder, 'orders/ggs.yaml'), join(place, 'ggt.yaml'));
    expect(isKept()).toBe(false);
    renameSync(join(place, 'ggt.yaml'), join(folder, 'orders/ggt.yaml'));
    expect(isKept()).toBe(true);
    const [first = '', second = ''] = files.filter((name) => name.startsWith('sources/')).sort();
    const tail = readFileSync(join(folder, first)).subarray(-1);
    const moved = await after(
      first,
      (bytes) => bytes.subarray(0, -1),
      () => after(second, (bytes) => Buffer.concat([tail, bytes]), isKept),
    );
    expect(moved).toBe(false);
  });

  test('a file behind a link is read as any other, and a folder behind one makes everything be read', () => {
    renameSync(join(folder, 'orders/ggt.yaml'), join(place, 'ggt.yaml'));
    symlinkSync(join(place, 'ggt.yaml'), join(folder, 'orders/ggt.yaml'));
    expect(isKept()).toBe(true);
    writeFileSync(join(place, 'ggt.yaml'), `${readFileSync(join(place, 'ggt.yaml'), 'utf8')}\n`);
    expect(isKept()).toBe(false);
    rmSync(join(folder, 'orders/ggt.yaml'));
    cpSync(join(KNOWLEDGE_FOLDER, 'orders/ggt.yaml'), join(folder, 'orders/ggt.yaml'));
    renameSync(join(folder, 'orders'), join(place, 'orders'));
    symlinkSync(join(place, 'orders'), join(folder, 'orders'));
    expect(isKept()).toBe(false);
    rmSync(join(folder, 'orders'));
    renameSync(join(place, 'orders'), join(folder, 'orders'));
    expect(isKept()).toBe(true);
  });

  test('a wrong file stops the start as ever, and a right one is read anew', async () => {
    const wrong = replaced(', ceruloplasmin,', ', ceruloplasmine,');
    await expect(after('rules/main-b12.yaml', wrong, () => known(kept, folder))).rejects.toThrow(
      "rules/main-b12.yaml: suggest: no order 'ceruloplasmine'; did you mean 'ceruloplasmin'?",
    );
    const vignette = replaced('given:', 'givven:');
    await expect(after('examples/vignettes.yaml', vignette, () => known(kept, folder))).rejects.toThrow(
      KnowledgeError,
    );
    const changed = await after('labs/b12.yaml', replaced('{ high: 950,', '{ high: 900,'), () =>
      known(kept, folder),
    );
    expect(changed.isBuilt).toBe(false);
    expect(changed.knowledge.labs.get('b12')?.limits[0]?.high).toBe(900);
    expect(quick.knowledge.labs.get('b12')?.limits[0]?.high).toBe(950);
  });
});

describe('what was kept itself', () => {
  const text = readFileSync(kept, 'utf8');
  const changes: Readonly<Record<string, string>> = {
    'a number in it': text.replace('"high":950', '"high":900'),
    'a letter of its first line': text.replace(/^./u, (letter) => (letter === '0' ? '1' : '0')),
    'cut short': text.slice(0, -100),
    'without its first line': text.slice(text.indexOf('\n') + 1),
    'with an empty first line': text.slice(text.indexOf('\n')),
    'other things behind it': `${text} `,
    empty: '',
    'something else': 'id: ggt\n',
  };
  test.each(Object.entries(changes))('%s: is not used', (_what, damaged) => {
    expect(damaged).not.toBe(text);
    const file = join(place, 'damaged.json');
    writeFileSync(file, damaged);
    expect(readBuilt(file, folder)).toBeUndefined();
  });

  test('was made by another program: is not used', () => {
    const file = join(place, 'other.json');
    writeFileSync(file, builtText(build(folder), folder, 'another'));
    expect(readBuilt(file, folder)).toBeUndefined();
    expect(readBuilt(file, folder, 'another')).toBeDefined();
  });

  test('is not there: everything is read', async () => {
    const { knowledge, isBuilt, vignettes } = await known(join(place, 'nowhere.json'), folder);
    expect(isBuilt).toBe(false);
    expect(JSON.stringify(data(knowledge))).toBe(JSON.stringify(data(plain)));
    expect(vignettes.map(({ id }) => id)).toEqual(quick.vignettes.map(({ id }) => id));
  });

  test('of a folder with a mistake nothing is kept', async () => {
    const wrong = replaced('stage:', 'stag:');
    await expect(after('orders/ggt.yaml', wrong, () => build(folder))).rejects.toThrow(KnowledgeError);
    const example = (): Buffer => Buffer.from('[]');
    await expect(after('examples/01-both-raised.request.json', example, () => build(folder))).rejects.toThrow(
      'is no JSON object',
    );
  });
});

describe('files of clients from another folder', () => {
  const clients = join(place, 'clients');
  cpSync(join(folder, 'clients'), clients, { recursive: true });
  const file = join(clients, 'example-ehr.yaml');
  const before = readFileSync(file, 'utf8');

  test('are read and held against the rest, and the rest is what the build kept', async () => {
    writeFileSync(file, before.replace('id: example-ehr', 'id: own-ehr'));
    renameSync(file, join(clients, 'own-ehr.yaml'));
    const { knowledge, isBuilt } = await known(kept, folder, clients);
    renameSync(join(clients, 'own-ehr.yaml'), file);
    expect(isBuilt).toBe(true);
    expect([...knowledge.clients.keys()]).toContain('own-ehr');
    expect(JSON.stringify(data({ ...knowledge, clients: plain.clients }))).toBe(JSON.stringify(data(plain)));
    expect(Object.isFrozen(knowledge.clients.get('own-ehr'))).toBe(true);
  });

  test.each([
    ['lab: ferritin', 'lab: feritin', "no lab 'feritin'"],
    ['language: en', 'language: xx', "no words 'xx'"],
    ['language:', 'langauge:', "unknown key 'langauge'"],
  ])('with %s as %s they stop the start', async (from, to, problem) => {
    expect(before).toContain(from);
    writeFileSync(file, before.replace(from, to));
    await expect(known(kept, folder, clients)).rejects.toThrow(problem);
  });

  test('that is not there stops it too', async () => {
    await expect(known(kept, folder, join(place, 'nowhere'))).rejects.toThrow('is no folder');
  });
});
