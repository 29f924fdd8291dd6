import { describe, expect, test } from '@jest/globals';
import { createLine } from '../../../src/http/guards/line.js';
import { seeded } from '../../support/shapes.js';
import { record } from '../../support/tokens.js';

const MAX_WAIT = 250;
/** Milliseconds of simulated time: to read a request, to answer it, and to refuse one. */
const READING = 0.2;
const ANSWER = 1.8;
const REFUSAL = 0.05;
const EACH = READING + ANSWER;

interface Request {
  /** When it comes, in milliseconds. */
  readonly came: number;
  /** How long it takes to answer, when not as long as others. */
  readonly takes?: number;
}

interface Handled {
  readonly came: number;
  readonly refused: boolean;
  /** From when it came until it was answered or refused. */
  readonly took: number;
}

interface Machine {
  /** It does nothing from then on, for so long. */
  readonly pauses?: readonly { readonly from: number; readonly ms: number }[];
  /** So much slower is everything, as others have the processor too. */
  readonly slower?: number;
}

/** An event loop that has nothing to do but these requests, in time of its own: reads what has come, then lets the line have its turn. */
function simulated(
  requests: readonly Request[],
  { pauses = [], slower = 1 }: Machine = {},
  maxWait = MAX_WAIT,
): Handled[] {
  const arrivals = requests.toSorted((one, other) => one.came - other.came);
  const breaks = [...pauses];
  let now = 0;
  const pass = (ms: number): void => {
    now += ms * slower;
    if (breaks[0] && now >= breaks[0].from) now += breaks.shift()!.ms;
  };
  let turns: (() => void)[] = [];
  const handled: Handled[] = [];
  const line = createLine<Request>({
    maxWait,
    now: () => now,
    later: (call) => turns.push(call),
    serve: ({ came, takes = ANSWER }) => {
      pass(takes);
      handled.push({ came, refused: false, took: now - came });
    },
  });
  for (let next = 0; next < arrivals.length || turns.length > 0;) {
    if (turns.length === 0) now = Math.max(now, arrivals[next]!.came);
    const began = now;
    for (; next < arrivals.length && arrivals[next]!.came <= began; next++) {
      const one = arrivals[next]!;
      if (line.isFull()) {
        pass(REFUSAL);
        handled.push({ came: one.came, refused: true, took: now - one.came });
      } else {
        pass(READING);
        line.enter(one);
      }
    }
    const due = turns;
    turns = [];
    for (const call of due) call();
  }
  return handled;
}

/** When requests come that would keep it busy for this share of the time. */
function steady(share: number, from: number, to: number): Request[] {
  const apart = EACH / share;
  return Array.from({ length: Math.round((to - from) / apart) }, (_, index) => ({
    came: from + index * apart,
  }));
}

function atOnce(count: number, came = 0): Request[] {
  return Array.from({ length: count }, () => ({ came }));
}

function refused(all: readonly Handled[]): Handled[] {
  return all.filter((one) => one.refused);
}

function longest(all: readonly Handled[]): number {
  return Math.max(...all.map(({ took }) => took));
}

/** After this the pace is known. */
const warm = steady(0.5, 0, 1_000);

describe('L6: nobody is refused who would not wait longer than agreed', () => {
  test.each([0.1, 0.6, 0.9, 0.99])('with work for %p of the time', (share) => {
    expect(refused(simulated(steady(share, 0, 20_000)))).toEqual([]);
  });

  test.each([0.6, 0.8, 0.9])('when they come by chance, with work for %p of the time', (share) => {
    const chance = seeded(20_261_127);
    let came = 0;
    const arrivals = Array.from({ length: 50_000 }, () => ({
      came: (came -= (Math.log(1 - chance()) * EACH) / share),
    }));
    const all = simulated(arrivals);
    record(
      `L6, simulated, by chance at ${share}: ${refused(all).length} refused, the longest took ${longest(all).toFixed(0)} ms`,
    );
    expect(refused(all)).toEqual([]);
  });

  test('in a burst that is over in time; of a longer one only its end is refused', () => {
    const most = MAX_WAIT / EACH;
    for (let count = 10; count <= most; count += 10)
      expect(refused(simulated([...warm, ...atOnce(count, 2_000)]))).toEqual([]);
    const all = simulated([...warm, ...atOnce(3 * most, 2_000)]).filter(({ came }) => came === 2_000);
    expect(all.filter((one) => !one.refused).length).toBeGreaterThanOrEqual(most);
    expect(refused(all)).not.toEqual([]);
  });

  test('for one request that takes two seconds, though others stand behind it', () => {
    const behind = atOnce(50, 2_000);
    const all = simulated([...warm, { came: 2_000, takes: 2_000 }, ...behind, ...atOnce(50, 2_500)]);
    expect(refused(all)).toEqual([]);
  });

  test('for pauses of the machine that can be made up for in time', () => {
    const pauses = Array.from({ length: 10 }, (_, index) => ({ from: 2_000 + index * 1_000, ms: 150 }));
    expect(refused(simulated(steady(0.6, 0, 15_000), { pauses }))).toEqual([]);
  });

  test('when a few callers never pause, however long each of theirs takes', () => {
    const calls = Array.from({ length: 100 }, (_, index) => ({ came: index * 200, takes: 90 }));
    expect(refused(simulated([...calls, ...calls]))).toEqual([]);
  });

  test('at half the load on half a processor', () => {
    expect(refused(simulated(steady(0.45, 0, 20_000), { slower: 2 }))).toEqual([]);
  });

  test('before it is known how long one takes', () => {
    expect(refused(simulated(atOnce(1_000)))).toEqual([]);
  });
});

describe('L6: when there is more to do than can be done', () => {
  test.each([1.5, 3, 10])('%p times too much: what can be done is done, and no answer is late', (times) => {
    const all = simulated([...warm, ...steady(times, 1_000, 11_000)]);
    const lasting = all.filter(({ came }) => came > 2_000);
    const answered = lasting.filter((one) => !one.refused);
    // What refusing leaves of the time.
    const possible = (9_000 - refused(lasting).length * REFUSAL) / EACH;
    record(
      `L6, simulated, ${times} x for 9 s: ${answered.length} of ${possible.toFixed(0)} answered in at most ${longest(answered).toFixed(0)} ms, ${refused(lasting).length} refused in at most ${longest(refused(lasting)).toFixed(0)} ms`,
    );
    expect(answered.length).toBeGreaterThan(0.95 * possible);
    expect(longest(answered)).toBeLessThan(MAX_WAIT * 1.2);
    expect(longest(refused(lasting))).toBeLessThan(MAX_WAIT * 0.2);
  });

  test('a slower machine refuses more, and answers in the same time', () => {
    const all = simulated([...warm, ...steady(1.5, 1_000, 11_000)], { slower: 2 });
    const answered = all.filter((one) => !one.refused && one.came > 3_000);
    expect(longest(answered)).toBeLessThan(MAX_WAIT * 1.2);
  });

  test('also when each takes long', () => {
    const calls = Array.from({ length: 300 }, (_, index) => ({ came: index * 30, takes: 60 }));
    const answered = simulated(calls).filter((one) => !one.refused && one.came > 3_000);
    expect(answered.length).toBeGreaterThan(80);
    expect(longest(answered)).toBeLessThan(MAX_WAIT + 2 * 65);
  });

  test('it is over as soon as the line is short again', () => {
    const all = simulated([...steady(3, 0, 3_000), ...steady(0.9, 3_000, 6_000)]);
    expect(refused(all.filter(({ came }) => came > 3_100))).toEqual([]);
  });

  test('without a bound nobody', () => {
    expect(refused(simulated(steady(3, 0, 3_000), {}, Infinity))).toEqual([]);
  });
});
