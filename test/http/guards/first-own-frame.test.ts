import { describe, expect, test } from '@jest/globals';
import { parseRequest } from '../../../src/hooks/request.js';
import { firstOwnFrame } from '../../../src/http/guards/first-own-frame.js';

const root = new URL('../../../src/', import.meta.url).pathname;
const frames = `    at Object.get (/app/node_modules/fhirpath/a.js:1:2)\n    at read (${root}core/record/record.ts:81:5)\n    at ${root}core/advise.ts:3:1`;

function thrown(message: string, stack: string | undefined): Error {
  return Object.assign(new Error(message), { stack });
}

describe('where in our own code something was thrown', () => {
  test('an error of ours', () => {
    const service = new Proxy(
      {},
      {
        get: () => {
          throw new TypeError('Zz9');
        },
      },
    );
    let error: unknown;
    try {
      parseRequest({ hook: 'patient-view' }, service as never, 'a.b');
    } catch (caught) {
      error = caught;
    }
    expect(firstOwnFrame(error)).toMatch(/^hooks\/[a-z]+\.ts:\d+$/u);
  });

  test.each([
    ['plain', `Error: told\n${frames}`],
    ['as a module has it', `Error: told\n${frames.replaceAll(root, `file://${root}`)}`],
    [
      'behind await',
      `Error: told\n    at async Promise.all (index 0)\n${frames.replace('at read', 'at async read')}`,
    ],
  ])('the first frame that is ours: %s', (_what, stack) => {
    expect(firstOwnFrame(thrown('told', stack))).toBe('core/record/record.ts:81');
  });

  test.each([
    ['a string', `at x (${root}a.ts:1:1)`],
    ['nothing', undefined],
    ['an error without frames', thrown('told', undefined)],
    [
      'frames of others alone',
      thrown('told', 'Error: told\n    at Object.get (/app/node_modules/fhirpath/a.js:1:2)'),
    ],
    ['a text that is not the one it was made with', thrown('told', `Error: other\n${frames}`)],
    [
      'a path that says more than a path',
      thrown('told', `Error: told\n    at x (${root}Mr Smith, 1966.ts:1:1)`),
    ],
  ])('none for %s', (_what, error) => {
    expect(firstOwnFrame(error)).toBeUndefined();
  });

  test('a text that looks like a frame is no frame', () => {
    const message = `a\n    at x (${root}smith-1966.ts:1:1)`;
    expect(firstOwnFrame(thrown(message, `Error: ${message}\n${frames}`))).toBe('core/record/record.ts:81');
  });
});
