import { expect, jest, test } from '@jest/globals';
import type { Card } from '../../src/core/advice.js';
import { VIEW } from '../support/ask.js';
import { serveShipped } from '../support/shipped.js';
import { at, cardProblems, count, LEAK, pathsOf, withAt, wordyRequest } from './hostile.js';
import { NAUGHTY } from './naughty-strings.js';

/** F2: naughty strings in every place where a request holds text. */

jest.setTimeout(120_000);

const service = serveShipped();
const good = wordyRequest();
const leaves = pathsOf(good).filter((path) => typeof at(good, path) === 'string');

test(`F2: ${NAUGHTY.length} strings in ${leaves.length} places: each answer is right`, async () => {
  expect(NAUGHTY.length).toBeGreaterThanOrEqual(100);
  expect(leaves.length).toBeGreaterThanOrEqual(40);
  const wrong: unknown[] = [];
  let withCards = 0;
  for (const [place, path] of leaves.entries())
    for (const [which, text] of NAUGHTY.entries()) {
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
  expect(withCards).toBeGreaterThan((leaves.length * NAUGHTY.length) / 2);
  count('F2', leaves.length * NAUGHTY.length, 'answered 5xx, with a leak or with a card that is not right');
});
