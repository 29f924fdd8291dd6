import { expect, test } from '@jest/globals';
import { grants } from '../../src/fhir/scopes.js';

test('a scope to write grants no reading', () => {
  for (const scope of ['patient/Observation.write', 'user/*.write', 'patient/Observation.cud'])
    for (const interaction of ['r', 's'] as const)
      expect([scope, interaction, grants(scope, 'Observation', interaction)]).toEqual([
        scope,
        interaction,
        false,
      ]);
});

test('a scope to read grants it for its type, by what it says of reading and of searching', () => {
  expect(grants('patient/Observation.read', 'Observation', 's')).toBe(true);
  expect(grants('patient/*.*', 'Condition', 'r')).toBe(true);
  expect(grants('patient/Observation.r', 'Observation', 'r')).toBe(true);
  expect(grants('patient/Observation.r', 'Observation', 's')).toBe(false);
  expect(
    grants('patient/Observation.write patient/Observation.rs?category=laboratory', 'Observation', 's'),
  ).toBe(true);
  expect(grants('patient/Observation.read', 'Condition', 's')).toBe(false);
});

test('names of scopes that are not SMART’s say nothing', () => {
  expect(grants('openid launch', 'Observation', 'r')).toBeUndefined();
  expect(grants(undefined, 'Observation', 'r')).toBeUndefined();
});
