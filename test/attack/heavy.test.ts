import { growing, type Work, workOf } from '../support/work.js';
import { expect, test } from '@jest/globals';
import { ServiceError } from '../../src/errors.js';
import { adviceOn } from '../support/ask.js';
import { TODAY } from '../support/clock.js';
import { type HeavyShape, heavyShapes } from '../support/heavy.js';
import { record } from '../support/record.js';

/** Of what is repeated; twice as many stay below the bounds of a resource. */
const COUNT = 60;

/** What is done from the parsed body to the cards and their reasoning; refused clearly, or answered. */
function answered({ service, of }: HeavyShape, count: number): Work {
  const body = JSON.parse(JSON.stringify(of(count))) as unknown;
  return workOf(() => {
    try {
      const advice = adviceOn(body, service);
      JSON.stringify([advice.cards, advice.explain()]);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  });
}

/** Those that grow by small things: the bounds of a resource and long texts are for `npm run soak`. */
const shapes = heavyShapes(TODAY).filter(({ name }) => !/250|characters$/u.test(name));

test(`L8: twice as much of whatever may be repeated is no more than twice the work, in ${shapes.length} shapes`, () => {
  answered(shapes[0]!, 1);
  const grown = shapes.flatMap((shape) => {
    const found = growing(answered(shape, COUNT), answered(shape, 2 * COUNT));
    return found.map((one) => `${shape.name}: ${one}`);
  });
  record(
    `L8: ${shapes.length} shapes with ${COUNT} and ${2 * COUNT} of what is repeated, ${grown.length} pieces of the program grew by more`,
  );
  expect(grown).toEqual([]);
});

test('L8: more prefetch keys than a request may have entries are refused', () => {
  const { of } = shapes.find(({ name }) => name === 'n empty prefetch keys')!;
  expect(() => adviceOn(of(5_001))).toThrow(expect.objectContaining({ code: 'too-many-entries' }));
  expect(adviceOn(of(4_000)).cards).toEqual([]);
});
