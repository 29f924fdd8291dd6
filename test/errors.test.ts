import { expect, test } from '@jest/globals';
import { type ErrorCode, errors, ServiceError, toOperationOutcome } from '../src/errors.js';

test('an error becomes an OperationOutcome that says where and what to do', () => {
  const outcome = toOperationOutcome(
    new ServiceError('request-invalid', 'context.userId'),
    'https://example.org/fhir',
  );
  expect(outcome).toEqual({
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: 'invalid',
        details: {
          coding: [{ system: 'https://example.org/fhir/CodeSystem/error', code: 'request-invalid' }],
          text: errors['request-invalid'].sentence,
        },
        diagnostics: errors['request-invalid'].todo,
        expression: ['context.userId'],
      },
    ],
  });
});

test.each(Object.keys(errors) as ErrorCode[])(
  '%s: status, sentence and advice; no empty element; the cause stays inside',
  (code) => {
    const error = new ServiceError(code, [], { cause: new Error('Zz9Canary') });
    expect(error.status).toBeGreaterThanOrEqual(400);
    const text = JSON.stringify(toOperationOutcome(error, 'https://example.org/fhir'));
    expect(text).not.toMatch(/:null|""|\[\]|\{\}|Zz9Canary/);
  },
);
