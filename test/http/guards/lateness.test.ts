import { describe, expect, test } from '@jest/globals';
import { type Delays, lateness } from '../../../src/http/guards/lateness.js';
import { seeded } from '../../support/shapes.js';
import { record } from '../../support/tokens.js';

const LIMITS = { maxDelay: 200, lastingDelay: 6 };
/** Milliseconds of simulated time: to answer a request, and to refuse one. */
const ANSWER = 2;
const REFUSAL = 0.05;

interface Handled {
  /** When it came, in milliseconds. */
  readonly came: number;
  readonly refused: boolean;
  /** From when it came until it was answered or refused. */
  readonly took: number;
}

interface Odd {
  /** The machine does nothing from then on, for so long. */
  readonly pause?: { readonly from: number; readonly ms: number };
  /** Until then whoever was answered or refused comes again at once. */
  readonly againUntil?: number;
}

/** An event loop that has nothing to do but these requests, in time of its own; each turn handles what came before it began. */
function simulated(
  first: readonly number[],
  delays: Delays,
  { pause, againUntil = -Infinity }: Odd = {},
): Handled[] {
  const arrivals = [...first];
  let [now, idle, next] = [0, 0, 0];
  let paused = false;
  const after: (() => void)[] = [];
  const isLate = lateness(delays, {
    now: () => now,
    idle: () => idle,
    afterTurn: (call) => after.push(call),
  });
  const handled: Handled[] = [];
  while (next < arrivals.length) {
    if (arrivals[next]! > now) {
      idle += arrivals[next]! - now;
      now = arrivals[next]!;
    }
    if (pause && !paused && now >= pause.from) {
      now += pause.ms;
      paused = true;
    }
    const began = now;
    for (; next < arrivals.length && arrivals[next]! <= began; next++) {
      const came = arrivals[next]!;
      // As the service asks: when the headers are there, and when the body is.
      const refused = isLate() || isLate();
      now += refused ? REFUSAL : ANSWER;
      handled.push({ came, refused, took: now - came });
      if (now < againUntil) arrivals.push(now);
    }
    for (const call of after.splice(0)) call();
  }
  return handled;
}

/** When requests come that would keep it busy for this share of the time. */
function steady(share: number, from: number, to: number): number[] {
  const apart = ANSWER / share;
  return Array.from({ length: Math.round((to - from) / apart) }, (_, index) => from + index * apart);
}

function atOnce(count: number, at = 0): number[] {
  return Array.from({ length: count }, () => at);
}

function refused(all: readonly Handled[]): Handled[] {
  return all.filter((one) => one.refused);
}

describe('L6: who is refused when there is more to do than can be done', () => {
  test.each([0.1, 0.6, 0.9, 0.99])('nobody, when there is work for %p of the time', (share) => {
    expect(refused(simulated(steady(share, 0, 10_000), LIMITS))).toEqual([]);
  });

  test('nobody, when they come by chance, with work for nine tenths of the time', () => {
    const chance = seeded(20_261_122);
    let at = 0;
    const arrivals = Array.from({ length: 20_000 }, () => (at -= (Math.log(1 - chance()) * ANSWER) / 0.9));
    expect(refused(simulated(arrivals, { ...LIMITS, maxDelay: 400 }))).toEqual([]);
  });

  test('nobody in a burst that is over in time', () => {
    const most = LIMITS.maxDelay / ANSWER;
    for (let count = 1; count <= most; count++) expect(refused(simulated(atOnce(count), LIMITS))).toEqual([]);
    expect(refused(simulated(atOnce(most + 10), LIMITS))).not.toEqual([]);
  });

  test('nobody in bursts that come again and again, each over before the next', () => {
    const bursts = Array.from({ length: 20 }, (_, index) => atOnce(90, index * 250)).flat();
    expect(refused(simulated(bursts, LIMITS))).toEqual([]);
  });

  test('nobody after a pause of the machine that can be made up for in time', () => {
    const arrivals = steady(0.6, 0, 10_000);
    expect(refused(simulated(arrivals, LIMITS, { pause: { from: 5_000, ms: LIMITS.maxDelay / 2 } }))).toEqual(
      [],
    );
    expect(
      refused(simulated(arrivals, LIMITS, { pause: { from: 5_000, ms: LIMITS.maxDelay * 3 } })),
    ).not.toEqual([]);
  });

  test.each([1.5, 3, 10])(
    'under %p times too much: many, early, and those answered do not wait for long',
    (times) => {
      const all = simulated(steady(times, 0, 5_000), LIMITS);
      const lasting = all.filter(({ came }) => came > 1_000);
      const answered = lasting.filter((one) => !one.refused);
      const took = (some: readonly Handled[]) => Math.max(...some.map((one) => one.took));
      record(
        `L6, simulated, ${times} x for 4 s: ${answered.length} answered in at most ${took(answered).toFixed(0)} ms, ${refused(lasting).length} refused`,
      );
      // Most of what can be done is done.
      expect(answered.length).toBeGreaterThan(0.7 * (4_000 / ANSWER));
      // One turn's wait for the turn to begin, and one inside it.
      expect(took(lasting)).toBeLessThan(5 * LIMITS.lastingDelay);
    },
  );

  test('nobody, when a few callers never pause; some of many, though none alone waits for as long as in a burst', () => {
    const of = (callers: number) => simulated(atOnce(callers), LIMITS, { againUntil: 5_000 });
    expect(refused(of(8))).toEqual([]);
    const many = of(LIMITS.maxDelay / ANSWER / 2);
    expect(refused(many)).not.toEqual([]);
    const lasting = many.filter(({ came }) => came > 1_000);
    expect(Math.max(...lasting.map(({ took }) => took))).toBeLessThan(5 * LIMITS.lastingDelay);
  });

  test('a load that lasts is not over when it stops for a moment', () => {
    const moment = 30;
    const seconds = Array.from({ length: 5 }, (_, second) => {
      const start = second * 1_000;
      return steady(3, start, start + 1_000 - moment);
    });
    const lasting = simulated(seconds.flat(), LIMITS).filter(({ came }) => came > 1_000);
    expect(Math.max(...lasting.map(({ took }) => took))).toBeLessThan(5 * LIMITS.lastingDelay);
  });

  test('it is over when for a second nobody was refused, though there is hardly a pause', () => {
    const busy = steady(0.97, 3_000, 7_000);
    const all = simulated(
      [...steady(3, 0, 3_000), ...busy, ...atOnce(50, 6_999)].sort((one, other) => one - other),
      LIMITS,
    );
    expect(refused(all).filter(({ came }) => came > 6_000)).toEqual([]);
  });

  test('at the latest a second after it is over, a burst is answered whole again', () => {
    const over = steady(3, 0, 3_000);
    const last = refused(simulated(over, LIMITS)).at(-1)!.came;
    for (let after = 1_000; after < 2_000; after += 50) {
      const all = simulated([...over, ...atOnce(50, last + after)], LIMITS);
      expect(refused(all).filter(({ came }) => came > last)).toEqual([]);
    }
  });

  test.each([0.5, 0.6, 0.7, 0.8, 0.85])(
    'at the latest two seconds after it is over, nobody, when there is work for %p of the time, in bursts',
    (share) => {
      const apart = 25;
      const burst = Math.floor((share * apart) / ANSWER);
      const bursts = Array.from({ length: 400 }, (_, index) => atOnce(burst, 3_000 + index * apart)).flat();
      const all = simulated([...steady(3, 0, 3_000), ...bursts], LIMITS);
      expect(refused(all).filter(({ came }) => came > 5_000)).toEqual([]);
    },
  );

  test('nobody, when pauses of the machine come again and again and there is time to make up for them', () => {
    const paused = Array.from({ length: 100 }, (_, index) => atOnce(30, index * 100)).flat();
    expect(refused(simulated(paused, LIMITS))).toEqual([]);
  });

  test('without a delay for a load that lasts, whoever waited for more than the one delay', () => {
    const all = simulated(atOnce(60), { maxDelay: 50 });
    expect(all.map((one) => one.refused)).toEqual(all.map((_, index) => index * ANSWER > 50));
  });

  test('never one that comes alone, however long it takes', () => {
    const slow = Array.from({ length: 5 }, (_, index) => index * 10_000);
    expect(refused(simulated(slow, { maxDelay: 1 }, { pause: { from: 10_000, ms: 5_000 } }))).toEqual([]);
  });
});
