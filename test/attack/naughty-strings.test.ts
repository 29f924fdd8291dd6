import { expect, test } from '@jest/globals';
import { createRequire } from 'node:module';
import type { Card } from '../../src/core/model/advice.js';
import { VIEW } from '../support/ask.js';
import { usually } from '../support/seed.js';
import { serveShipped } from '../support/shipped.js';
import { at, cardProblems, count, LEAK, pathsOf, withAt, wordyRequest } from './hostile.js';
import { NAUGHTY } from './naughty-strings.js';

/** F2: naughty strings in every place where a request holds text. */

const service = serveShipped();
const good = wordyRequest();
const leaves = pathsOf(good).filter((path) => typeof at(good, path) === 'string');

/** Public, and no longer added to. */
const BIG_LIST = createRequire(import.meta.url)('big-list-of-naughty-strings') as readonly string[];
/**
 * Places for each string, others for the next, so that each place has some of each kind. A search tries ours in every place and those of
 * the big list in 30: more than the 20,600 that F2 asks for.
 */
const OWN_PLACES = usually(8, leaves.length);
const PLACES = usually(3, 30);

/** So many places of each string, the next ones for the next string. */
const inSome = (places: number) => (place: number, which: number) =>
  (place + which * places) % leaves.length < places;

async function send(strings: readonly string[], isTried: (place: number, which: number) => boolean) {
  const wrong: unknown[] = [];
  let [tried, withCards] = [0, 0];
  for (const [place, path] of leaves.entries())
    for (const [which, text] of strings.entries()) {
      if (!isTried(place, which)) continue;
      tried += 1;
      const explain = (place + which) % 10 === 0;
      const answer = await service.post(
        `/${explain ? 'explain' : 'cds-services'}/${VIEW}`,
        withAt(good, path, text),
      );
      const body = await answer.text();
      const { cards } = JSON.parse(body) as { cards?: Card[] };
      if (cards && cards.length > 0) withCards += 1;
      const problems = [
        ...(answer.status === 200 || (answer.status >= 400 && answer.status < 500) ? [] : [answer.status]),
        ...(LEAK.exec(body) ?? []),
        ...(explain ? [] : (cards ?? []).flatMap(cardProblems)),
      ];
      if (problems.length > 0) wrong.push([path.join('.'), text.slice(0, 40), ...problems]);
    }
  expect(wrong).toEqual([]);
  expect(service.logged).toEqual([]);
  // Most places decide nothing, so that most answers hold cards to look at.
  expect(withCards).toBeGreaterThan(tried / 2);
  return tried;
}

test(`F2: each string of ours in ${OWN_PLACES} of ${leaves.length} places where there is text: each answer is right`, async () => {
  expect(NAUGHTY.length).toBeGreaterThanOrEqual(100);
  expect(leaves.length).toBeGreaterThanOrEqual(40);
  const tried = await send(NAUGHTY, inSome(OWN_PLACES));
  expect(tried).toBe(NAUGHTY.length * OWN_PLACES);
  count('F2', tried, 'answered 5xx, with a leak or with a card that is not right');
});

test('F2: each string of the big list in some of the places: each answer is right', async () => {
  const tried = await send(BIG_LIST, inSome(PLACES));
  expect(tried).toBe(BIG_LIST.length * PLACES);
  count('F2, big list', tried, 'answered 5xx, with a leak or with a card that is not right');
});
