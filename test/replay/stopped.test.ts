import { afterAll, expect, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import { type HandsFor, ownHands } from '../../src/replay/hands.js';
import { newFolder, replay, replayIn } from './replaying.js';
import { wildLines } from './wild.js';

const files = { 'all.ndjson': wildLines().join('\n') };
const folders: string[] = [];
const folder = (): string => {
  folders.push(newFolder());
  return folders.at(-1)!;
};
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

const whole = await replay(files);

/** Counts what hands are asked. */
function counting(done: Record<string, number>): HandsFor {
  return (data) => {
    const hands = ownHands(data);
    return {
      ...hands,
      perform: (hand, task) => {
        done[task.kind] = (done[task.kind] ?? 0) + 1;
        return hands.perform(hand, task);
      },
    };
  };
}

test('a replay that is stopped gives what is done by then, and says so; going on gives the whole, without doing it again', async () => {
  const place = folder();
  const stop = new AbortController();
  const part = await replayIn(place, files, {
    signal: stop.signal,
    progress: (what) => {
      if (what === 'partitions') stop.abort();
    },
  });
  expect([part.complete, part.partitions]).toEqual([false, { done: 1, all: 3 }]);
  expect(part.cards.length).toBeLessThan(whole.cards.length);
  const done: Record<string, number> = {};
  const rest = await replayIn(place, files, { resume: true, handsFor: counting(done) });
  expect(done).toEqual({ replay: 2 });
  expect([rest.complete, rest.text, rest.counts]).toEqual([true, whole.text, whole.counts]);
});

test('one that is stopped while it reads has nothing to show, and begins to read anew', async () => {
  const place = folder();
  const stop = new AbortController();
  const part = await replayIn(place, files, {
    signal: stop.signal,
    part: 5_000,
    progress: () => stop.abort(),
  });
  expect([part.complete, part.text]).toEqual([false, '']);
  const rest = await replayIn(place, files, { resume: true, part: 5_000 });
  expect(rest.text).toBe(whole.text);
});

test('a made-up key goes on as it began', async () => {
  const place = folder();
  await replayIn(place, files, { settings: { key: 'made up first' } });
  const again = await replayIn(place, files, { resume: true, settings: { key: 'made up then' } });
  const first = await replay(files, { settings: { key: 'made up first' } });
  expect(again.text).toBe(first.text);
});

test('what another replay left is not gone on with', async () => {
  const place = folder();
  await replayIn(place, files);
  await expect(replayIn(place, files, { resume: true, settings: { profile: 'full' } })).rejects.toThrow(
    'another',
  );
  await expect(replayIn(place, files, { resume: true, knowledges: ['{}'] })).rejects.toThrow('another');
});

test('a worker that fails ends the replay, and what was done is kept', async () => {
  const place = folder();
  let asked = 0;
  const failing: HandsFor = (data) => {
    const hands = ownHands(data);
    return {
      ...hands,
      perform: (hand, task) => {
        if (task.kind === 'replay' && ++asked === 2) return Promise.reject(new Error('gone'));
        return hands.perform(hand, task);
      },
    };
  };
  await expect(replayIn(place, files, { handsFor: failing })).rejects.toThrow('gone');
  expect((await replayIn(place, files, { resume: true })).text).toBe(whole.text);
});
