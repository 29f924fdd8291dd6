import { afterAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine, type Place } from '../../src/store/open.js';
import { type FeedbackServer, type Item, startFeedbackServer } from '../support/feedback-server.js';
import { smallDisk } from '../support/small-disk.js';
import { ENGINES, places } from './engines.js';

// Whatever becomes of the store, cards go out; feedback is acknowledged when it is on disk and refused when it is not; all is as before
// once the store can be used, without a start.

const ITEMS = 20;

interface Outage {
  readonly place: Place;
  readonly begin: (server: FeedbackServer) => void;
  readonly end: (server: FeedbackServer) => void;
}

function items(): Item[] {
  const outcomeTimestamp = '2026-11-01T08:00:00Z';
  return Array.from({ length: ITEMS }, () => ({ card: randomUUID(), outcome: 'accepted', outcomeTimestamp }));
}

/** Tries until it is so. What never is hangs, and is found by the limit of the test. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

async function status(answer: Promise<Response>): Promise<number> {
  const response = await answer;
  await response.arrayBuffer();
  return response.status;
}

async function live({ place, begin, end }: Outage): Promise<void> {
  const server = await startFeedbackServer(place);
  const kept: Item[] = [];
  const refused: Item[] = [];
  const send = async (): Promise<number | undefined> => {
    const some = items();
    const code = await server.send(some);
    (code === 200 ? kept : refused).push(...some);
    return code;
  };
  try {
    expect(await send()).toBe(200);
    expect(await status(server.post('/token/before'))).toBe(200);

    begin(server);
    // What was set aside on the disk before may still take some.
    await until(async () => (await send()) !== 200);
    expect(await send()).toBe(503);
    expect((await server.state()).failing).toEqual(expect.any(String));
    const card = randomUUID();
    expect(await status(server.post(`/card/p-1/${card}`))).toBe(200);
    expect(await status(server.post('/token/meanwhile'))).toBe(200);
    for (const used of ['before', 'meanwhile']) expect(await status(server.post(`/token/${used}`))).toBe(409);

    end(server);
    await until(async () => (await send()) === 200);
    await until(async () => (await server.state()).failing === undefined);
    expect(await status(server.post('/token/meanwhile'))).toBe(409);
    // A card that was made meanwhile waited, and is recalled.
    await until(async () => {
      const before = (await (await server.post(`/card/p-1/${randomUUID()}`)).json()) as { card: string }[];
      return before.some((one) => one.card === card);
    });
    expect((await server.state()).unrecorded).toBe(0);
  } finally {
    await server.kill();
  }
  const engine = openEngine(place);
  await engine.prepare();
  const there = new Set((await engine.query({ sql: 'select card from feedback' })).map(({ card }) => card));
  await engine.close();
  expect(kept.filter(({ card }) => !there.has(card))).toEqual([]);
  expect(refused.filter(({ card }) => there.has(card))).toEqual([]);
}

describe('sqlite', () => {
  const disk = smallDisk();
  afterAll(() => disk.remove());

  test('on a full disk', async () => {
    await live({
      place: { kind: 'sqlite', folder: disk.folder },
      begin: ({ child }) => disk.fill(child.pid!),
      end: ({ child }) => disk.free(child.pid!),
    });
  });
});

describe('postgresql', () => {
  const { place, server } = places('postgresql');

  test('that is stopped', async () => {
    await live({ place: place(), begin: () => server()!.stop(), end: () => server()!.start() });
  });

  test('that is not there at the start', async () => {
    const where = place();
    server()!.stop();
    const early = await startFeedbackServer(where);
    expect(await early.send(items())).toBe(503);
    expect(await status(early.post(`/card/p-1/${randomUUID()}`))).toBe(200);
    server()!.start();
    await until(async () => (await early.send(items())) === 200);
    await early.kill();
  });
});

describe.each(ENGINES)('two instances on one store: %s', (kind) => {
  const { place, open } = places(kind);
  const TOKENS = 1_000;

  test('a token that is shown to both at once is let in by one', async () => {
    const where = place();
    const servers = await Promise.all([startFeedbackServer(where), startFeedbackServer(where)]);
    let letIn = 0;
    const wrong: number[][] = [];
    for (let from = 0; from < TOKENS; from += 20)
      await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          const codes = await Promise.all(servers.map((one) => status(one.post(`/token/t-${from + at}`))));
          letIn++;
          if (codes.sort().join() !== '200,409') wrong.push(codes);
        }),
      );
    const states = await Promise.all(servers.map((one) => one.state()));
    await Promise.all(servers.map((one) => one.kill()));
    expect(wrong).toEqual([]);
    expect(letIn).toBe(TOKENS);
    expect(states.map(({ tokensAlone }) => tokensAlone)).toEqual([0, 0]);
  });

  test('a card of one is recalled by the other, with its answer', async () => {
    const where = place();
    const [one, other] = await Promise.all([startFeedbackServer(where), startFeedbackServer(where)]);
    const card = randomUUID();
    await status(one.post(`/card/p-1/${card}`));
    expect(
      await other.send([{ card, outcome: 'overridden', outcomeTimestamp: '2026-11-01T08:00:00Z' }]),
    ).toBe(200);
    const told: unknown[] = [];
    const seen = (one: unknown): boolean => (one as { card: string }).card === card;
    await until(async () => {
      told.push(...((await (await other.post(`/card/p-1/${randomUUID()}`)).json()) as unknown[]));
      return told.some(seen);
    });
    expect(told.find(seen)).toEqual({ card, answers: 1 });
    await Promise.all([one.kill(), other.kill()]);
  });

  test('one that is killed under load takes nothing with it that was acknowledged', async () => {
    const where = place();
    const [one, other] = await Promise.all([startFeedbackServer(where), startFeedbackServer(where)]);
    const kept: Item[] = [];
    let isOver = false;
    const sendTo = async (server: FeedbackServer): Promise<void> => {
      while (!isOver) {
        const some = items();
        const code = await server.send(some);
        if (code === 200) kept.push(...some);
        else if (code === undefined) return;
      }
    };
    const senders = [one, one, other, other].map(sendTo);
    await sleep(1_000);
    await one.kill();
    await sleep(300);
    isOver = true;
    await Promise.all(senders);
    await other.kill();
    const rows = await (await open(where)).query({ sql: 'select card from feedback' });
    const there = new Set(rows.map(({ card }) => card));
    expect(kept.length).toBeGreaterThan(ITEMS);
    expect(kept.filter(({ card }) => !there.has(card))).toEqual([]);
    expect(rows).toHaveLength(there.size);
  });
});
