import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/tools/random.js';
import { type FeedbackServer, type Item, startFeedbackServer } from '../support/feedback-server.js';
import { SEED } from '../support/seed.js';
import { ENGINES, places } from './engines.js';

// B1 and B2 of the security tests: feedback that was acknowledged is there whenever the process ends, whole and once.

const KILLS = 50;
/** Milliseconds. */
const LONGEST_LIFE = 200;
const SENDERS = 4;
const MOST_ITEMS = 5;

type Batch = readonly Item[];

describe.each(ENGINES)('%s', (kind) => {
  const { place, open } = places(kind);

  test(`killed ${KILLS} times while feedback is written: none that was acknowledged is lost, torn or there twice`, async () => {
    const chance = createRandom(SEED);
    const where = place();
    const acknowledged: Batch[] = [];
    const lost: Batch[] = [];
    const sent = new Map<string, Batch>();

    /** Sends until nobody answers: what was not acknowledged once more, or else something new. */
    const sendOn = async ({ send }: FeedbackServer): Promise<void> => {
      for (;;) {
        const batch = lost.pop() ?? batchOf(1 + Math.floor(chance() * MOST_ITEMS));
        for (const { card } of batch) sent.set(card, batch);
        const status = await send(batch);
        (status === 200 ? acknowledged : lost).push(batch);
        if (status === undefined) return;
      }
    };
    for (let kill = 0; kill < KILLS; kill++) {
      const server = await startFeedbackServer(where);
      const senders = Array.from({ length: SENDERS }, () => sendOn(server));
      await sleep(chance() * LONGEST_LIFE);
      await server.kill();
      await Promise.all(senders);
    }

    const database = await open(where);
    const rows = await database.query({ sql: 'select card, accepted, outcome from feedback' });
    const found = rows.map(({ card }) => String(card));
    const isThere = new Set(found);
    expect(acknowledged.length).toBeGreaterThan(KILLS);
    expect(lost.length).toBeGreaterThan(0);
    expect(acknowledged.flat().filter(({ card }) => !isThere.has(card))).toEqual([]);
    expect(found).toHaveLength(isThere.size);
    expect(found.filter((card) => !sent.has(card))).toEqual([]);
    expect(rows.filter(({ accepted, outcome }) => accepted !== '[]' || outcome !== 'accepted')).toEqual([]);
    const torn = [...new Set(sent.values())].filter(
      (batch) => new Set(batch.map(({ card }) => isThere.has(card))).size > 1,
    );
    expect(torn).toEqual([]);
    if (kind === 'sqlite')
      expect(await database.query({ sql: 'pragma integrity_check' })).toEqual([{ integrity_check: 'ok' }]);
    process.stdout.write(
      `${kind}: ${acknowledged.flat().length} items acknowledged, ${found.length} there\n`,
    );
  });
});

function batchOf(items: number): Batch {
  const outcomeTimestamp = '2026-11-01T08:00:00Z';
  return Array.from({ length: items }, () => ({ card: randomUUID(), outcome: 'accepted', outcomeTimestamp }));
}
