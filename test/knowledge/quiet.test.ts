import { describe, expect, test } from '@jest/globals';
import { checkQuiet } from '../../src/knowledge/checks/check-quiet.js';
import type { Files } from '../../src/knowledge/files.js';
import { knowledge } from '../support/shipped.js';

const { quiet, release, labs } = knowledge;
const [first, ...rest] = quiet.overrides;

/** What is said of a policy, or of rules, as `key message`. */
function problems({
  policy = {},
  rules = new Map(),
}: {
  policy?: object;
  rules?: ReadonlyMap<string, object>;
}): string[] {
  const found: string[] = [];
  const files = {
    quiet: { ...quiet, ...policy },
    release,
    labs,
    rules: new Map([...knowledge.rules].map(([id, rule]) => [id, { ...rule, ...rules.get(id) }])),
  } as unknown as Files;
  checkQuiet(files, (file, key, message) => found.push(`${file}: ${key}: ${message}`));
  return found;
}

const overridesWith = (patch: object): object => ({
  policy: { overrides: [{ ...first, ...patch }, ...rest] },
});
const days = (value: number): object => ({ ...first?.info, value });

describe('what answers make quiet', () => {
  test('every reason of the shipped knowledge stands in the policy once', () => {
    expect(problems({})).toEqual([]);
    const said = [...quiet.overrides.map(({ reason }) => reason), ...quiet.never];
    expect(said.sort()).toEqual(release.overrideReasons.map(({ code }) => code).sort());
  });

  test('a complaint about the rule keeps nothing quiet', () => {
    expect(quiet.never).toEqual(['does-not-align-latest-evidence']);
  });

  test.each([
    [
      'a reason that is not there',
      overridesWith({ reason: 'action-complete' }),
      "no reason 'action-complete' in release.yaml; did you mean 'action-completed'?",
    ],
    [
      'a reason of which nothing is said',
      { policy: { overrides: rest } },
      "says nothing of 'action-completed'",
    ],
    [
      'a reason that is said to be both',
      { policy: { never: ['action-completed', ...quiet.never] } },
      'stands under never too',
    ],
    [
      'a reason of which two things are said',
      { policy: { overrides: [{ ...first, id: 'other' }, ...quiet.overrides] } },
      'something is said already',
    ],
    ['an id that is there twice', overridesWith({ id: quiet.unchanged.id }), 'is there already'],
    [
      'a rule that is not there',
      overridesWith({ rules: ['main-feritin'] }),
      "no rule 'main-feritin'; did you mean 'main-ferritin'?",
    ],
    ['a rule with red flags', overridesWith({ rules: ['urgent'] }), 'makes red flags, which are never quiet'],
    ['a warning that is quiet for longer', overridesWith({ warning: days(1000) }), 'is longer than info'],
    [
      'a change that is more than makes a result rising',
      { policy: { change: { ...quiet.change, value: 41 } } },
      'is more than makes ferritin rising',
    ],
    [
      'days that leave nothing quiet',
      { policy: { unchanged: { ...quiet.unchanged, after: days(7), within: days(7) } } },
      'nothing would be quiet',
    ],
    [
      'a silent rule with red flags',
      { rules: new Map([['urgent', { mode: 'silent' }]]) },
      'makes red flags: these are never kept back',
    ],
  ])('refused: %s', (_, changed, message) => {
    expect(problems(changed).join('\n')).toContain(message);
  });

  test('a rule without red flags may run in silence', () => {
    expect(problems({ rules: new Map([['main-ferritin', { mode: 'silent' }]]) })).toEqual([]);
  });
});
