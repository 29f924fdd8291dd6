import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnowledgeError } from '../../src/knowledge/load.js';
import { readCohorts } from '../../src/tools/cohort-file.js';
import { knowledge, KNOWLEDGE_FOLDER } from '../support/shipped.js';

const folder = mkdtempSync(join(tmpdir(), 'cohorts-'));
const shipped = readFileSync(join(KNOWLEDGE_FOLDER, 'examples/cohorts.yaml'), 'utf8');
beforeAll(() => mkdirSync(join(folder, 'examples')));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is wrong with the shipped file once its first such text is another. */
function problems(text: string, other: string): readonly string[] {
  expect(shipped).toContain(text);
  writeFileSync(join(folder, 'examples/cohorts.yaml'), shipped.replace(text, other));
  try {
    readCohorts(folder, knowledge);
    return [];
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    return error.problems;
  }
}

test.each([
  [
    'a lab that nobody knows',
    'awaited: [tsat',
    'awaited: [tsta',
    /survey\.awaited\[0\]: there is no 'tsta'/u,
  ],
  [
    'an ill minority moved in a lab that is not drawn',
    'lab: ferritin, by:',
    'lab: inr, by:',
    /survey\.ill\.shifts\[0\]\.lab: there is no 'inr'/u,
  ],
  ['a danger of no fact', 'fact: fib4', 'fact: fib5', /dangers\[1\]\.fact: there is no 'fib5'/u],
  [
    'a danger in another unit',
    'from: 1000, unit: ng/mL',
    'from: 1000, unit: U/L',
    /dangers\[0\]\.unit: there is no 'U\/L'/u,
  ],
  [
    'a variation of no lab',
    '- { lab: ferritin, within',
    '- { lab: feritin, within',
    /follow\.variation\[0\]\.lab: there is no 'feritin'/u,
  ],
  [
    'a goal for what is not counted',
    'measure: missed',
    'measure: mist',
    /goals\[\d+\]\.measure: must be one of full-first, /u,
  ],
  [
    'a source that is no file',
    '[pilon-1981, hepacue-decision]',
    '[pilon, hepacue-decision]',
    /follow\.variation\[0\]\.source: there is no 'pilon'/u,
  ],
  [
    'a number that may be ordered and has no value',
    '- { lab: hba1c, value',
    '- { lab: elf, value',
    /follow\.answers: 'hba1c' has no value, and the test 'hba1c' may be ordered/u,
  ],
])('%s is reported', (_what, text, other, message) => {
  expect(problems(text, other).join('\n')).toMatch(message);
});

test('the shipped file has no problem, and a folder without one none either', () => {
  expect(problems('title: Adults', 'title: People')).toEqual([]);
  expect(readCohorts(join(folder, 'examples'), knowledge)).toBeUndefined();
});
