import { expect, test } from '@jest/globals';
import { revising } from '../../src/knowledge/revise.js';

const lab = { id: 'ferritin', limits: [{ high: 200 }, { high: 300 }] };
const rule = { when: { 'ferritin is 1.5 times': 'old', 'an adult': 'x' } };

function revised(path: string, value: string, file = 'labs/ferritin.yaml', data: object = lab) {
  const problems: string[] = [];
  const { revise, unused } = revising([{ path, value }]);
  const is = revise(file, data, (...said) => problems.push(said.join(': ')));
  return { is, problems, unused: unused() };
}

test('a value in a list takes the place of another, in a copy', () => {
  const { is, problems } = revised('labs.ferritin.limits[1].high', '400');
  expect(is).toEqual({ id: 'ferritin', limits: [{ high: 200 }, { high: 400 }] });
  expect([problems, lab.limits[1]!.high]).toEqual([[], 300]);
});

test('a name with dots and blanks is one name, and a value is read as in a file', () => {
  const { is } = revised('rules.main.when.ferritin is 1.5 times', '"new"', 'rules/main.yaml', rule);
  expect(is).toEqual({ when: { 'ferritin is 1.5 times': 'new', 'an adult': 'x' } });
});

test('another file is the very same as before', () => {
  const { is, unused } = revised('labs.b12.limits[1].high', '400');
  expect(is).toBe(lab);
  expect(unused).toEqual(['labs.b12.limits[1].high']);
});

test.each([
  'labs.ferritin.limits[2].high',
  'labs.ferritin.limit',
  'labs.ferritin.limits.high',
  'labs.ferritin.id.x',
])('what names no value that is there is told: %s', (path) => {
  const { is, problems, unused } = revised(path, '1');
  expect(is).toBe(lab);
  expect([problems, unused]).toEqual([
    [`labs/ferritin.yaml: ${path.slice('labs.ferritin.'.length)}: there is no such value to change`],
    [],
  ]);
});
