import { afterAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KnowledgeError, loadKnowledge } from '../../src/knowledge/load.js';
import type { ReadBefore } from '../../src/knowledge/read-files.js';
import { KNOWLEDGE_FOLDER } from '../support/shipped.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const before: ReadBefore = new Map();

/** Loads the shipped knowledge with files of experiments beside it. */
function loadWith(files: Readonly<Record<string, unknown>>) {
  const folder = mkdtempSync(join(tmpdir(), 'experiments-'));
  folders.push(folder);
  cpSync(KNOWLEDGE_FOLDER, folder, { recursive: true });
  mkdirSync(join(folder, 'experiments'));
  // JSON is YAML.
  for (const [id, file] of Object.entries(files))
    writeFileSync(join(folder, 'experiments', `${id}.yaml`), JSON.stringify(file));
  return loadKnowledge(folder, undefined, undefined, before);
}

function problemsWith(files: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    loadWith(files);
    return [];
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    return error.problems;
  }
}

const shorter = {
  id: 'shorter',
  title: 'Is a shorter summary taken more often?',
  rule: 'main-ferritin',
  approved: { by: 'An invented committee', on: '2026-10-01' },
  start: '2026-11-01',
  end: '2027-01-31',
  outcome: 'order-accepted',
};
const asIs = { id: 'as-is', share: 50 };
const words = { en: { summary: { 'main-ferritin': 'Ferritin {ferritin}: liver?' } } };
const arm = { id: 'shorter', share: 50, words };
const withArm = (patch: object) => ({ shorter: { ...shorter, arms: [asIs, { ...arm, ...patch }] } });

test('an experiment loads with the knowledge, and is there under its id', () => {
  const { experiments } = loadWith(withArm({}));
  expect([...experiments.keys()]).toEqual(['shorter']);
  expect(experiments.get('shorter')?.arms.map(({ id }) => id)).toEqual(['as-is', 'shorter']);
});

describe('the start is refused', () => {
  const { approved: _, ...unapproved } = shorter;
  test.each<[why: string, files: Readonly<Record<string, unknown>>, problem: RegExp]>([
    ['when nobody approved it', { shorter: { ...unapproved, arms: [asIs, arm] } }, /approved/],
    [
      'when it was approved after it began',
      { shorter: { ...shorter, approved: { by: 'X', on: '2026-11-02' }, arms: [asIs, arm] } },
      /approved\.on: is after 2026-11-01/,
    ],
    [
      'when it ends before it begins',
      { shorter: { ...shorter, end: '2026-10-31', arms: [asIs, arm] } },
      /end: is before/,
    ],
    [
      'for a rule that is not there, with the nearest name',
      { shorter: { ...shorter, rule: 'main-feritin', arms: [asIs, arm] } },
      /main-ferritin/,
    ],
    [
      'for a rule that makes red flags',
      { shorter: { ...shorter, rule: 'urgent', arms: [asIs, { id: 'b', share: 50, orders: [] }] } },
      /rule: 'urgent' makes red flags/,
    ],
    [
      'when more than all patients are shared out',
      { shorter: { ...shorter, arms: [asIs, { ...arm, share: 51 }] } },
      /share out 101 %/,
    ],
    ['when two arms have one name', withArm({ id: 'as-is' }), /there are two arms 'as-is'/],
    [
      'when the arms do not differ',
      { shorter: { ...shorter, arms: [asIs, { id: 'same', share: 50 }] } },
      /nothing to tell apart/,
    ],
    [
      'when two try the same rule in the same days',
      {
        ...withArm({}),
        'too-late': { ...shorter, id: 'too-late', start: '2027-01-31', end: '2027-02-20', arms: [asIs, arm] },
      },
      /tries the same rule in these days/,
    ],
    [
      'when an arm quietens what is quiet beside a warning',
      withArm({ attention: { 'above-laboratory-limit-only': 'brief' } }),
      /may make it loud and nothing else/,
    ],
    [
      'for a quiet the rule has not',
      withArm({ attention: { fallling: 'silent' } }),
      /no such quiet.*falling/,
    ],
    [
      'when an arm leaves out what a red flag may ask for',
      withArm({ orders: ['tsat'] }),
      /'inr', which a red flag/,
    ],
    ['for an order that is not there', withArm({ orders: ['tsats'] }), /no order 'tsats'.*tsat/],
    [
      'when an arm rewords a red flag',
      withArm({ words: { en: { flags: { R1: 'Nothing to worry about' } } } }),
      /flags: is no group of sentences of a rule/,
    ],
    [
      'when an arm rewords another rule',
      withArm({ words: { en: { summary: { 'main-b12': 'B12 {b12}' } } } }),
      /does not say it/,
    ],
    [
      'when a sentence leaves out the result',
      withArm({ words: { en: { summary: { 'main-ferritin': 'Liver?' } } } }),
      /has no \{ferritin\}/,
    ],
    [
      'when a sentence has a place that nothing fills',
      withArm({ words: { en: { summary: { 'main-ferritin': '{ferritin} {feritin}' } } } }),
      /nothing fills \{feritin\}/,
    ],
    [
      'when a sentence says a number that nothing proves',
      withArm({ words: { en: { summary: { 'main-ferritin': '{ferritin} is above 777' } } } }),
      /777 is no number/,
    ],
    [
      'when a sentence says a word that no text may hold',
      withArm({ words: { en: { summary: { 'main-ferritin': '{ferritin}: start phlebotomy' } } } }),
      /says 'phlebotomy'/,
    ],
    ['for a language that is not there', withArm({ words: { xx: words.en } }), /words\.xx: no such language/],
  ])('%s', (_why, files, problem) => {
    expect(problemsWith(files).join('\n')).toMatch(problem);
  });
});

test('a second experiment on the same rule may follow the first', () => {
  const later = { ...shorter, id: 'later', start: '2027-02-01', end: '2027-03-01', arms: [asIs, arm] };
  expect(problemsWith({ ...withArm({}), later })).toEqual([]);
});

test('the one of the README loads', () => {
  const readme = readFileSync(join(KNOWLEDGE_FOLDER, 'README.md'), 'utf8');
  const [, written = ''] = /<!-- experiment -->\n+```yaml\n([^]*?)```/u.exec(readme) ?? [];
  const file = parse(written) as { id: string };
  expect(problemsWith({ [file.id]: file })).toEqual([]);
});
