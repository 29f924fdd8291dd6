import { type Answer, type Connections, openConnections } from './exchange.js';

/** One request as its sender saw it. */
export interface Seen {
  /** Milliseconds since the first was due. */
  readonly at: number;
  /** From when it was sent until the whole answer was there. */
  readonly ms: number;
  /** How much later it was sent than was due. */
  readonly lag: number;
  readonly status: number;
  readonly retryAfter: boolean;
  readonly whole: boolean;
}

export type Make = (index: number) => Buffer;

/** As a proxy in front has them. The queue of connections not yet taken is 511 long in Node; above it the system makes callers wait for seconds. */
const MOST_CONNECTIONS = 256;
/** What a card says when something could not be had. */
const LACKING = /not available to this service|were not available|came only in part/iu;

function seen(at: number, sent: number, lag: number, { status, retryAfter, text }: Answer): Seen {
  const whole = status === 200 && !LACKING.test(text);
  return { at, ms: performance.now() - sent, lag, status, retryAfter, whole };
}

/** Opens all at once, so that opening them is not part of what is measured. */
export async function steady(
  port: number,
  rate: number,
  seconds: number,
  make: Make,
  most = MOST_CONNECTIONS,
): Promise<Seen[]> {
  const connections = openConnections(port, most);
  await connections.open();
  const all = await steadyOver(connections, rate, seconds, make);
  connections.close();
  return all;
}

export function connectionsTo(port: number, inTurn = false): Connections {
  return openConnections(port, MOST_CONNECTIONS, inTurn);
}

/** An open loop: sends at a steady rate, whatever the answers take. */
export async function steadyOver(
  connections: Connections,
  rate: number,
  seconds: number,
  make: Make,
): Promise<Seen[]> {
  const sent: Promise<Seen>[] = [];
  const start = performance.now();
  const one = async (at: number): Promise<Seen> => {
    const request = make(sent.length);
    const from = performance.now();
    return seen(at, from, from - start - at, await connections.exchange(request));
  };
  const total = Math.round(rate * seconds);
  while (sent.length < total) {
    for (let at = 0; (at = (sent.length * 1000) / rate) <= performance.now() - start && sent.length < total;)
      sent.push(one(at));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Promise.all(sent);
}

/** A closed loop: asks on so many connections, the next request after the last answer. */
export async function press(port: number, count: number, seconds: number, make: Make): Promise<Seen[]> {
  const connections = openConnections(port, count);
  const all = await pressOver(connections, count, seconds, make);
  connections.close();
  return all;
}

export async function pressOver(
  connections: Connections,
  count: number,
  seconds: number,
  make: Make,
): Promise<Seen[]> {
  const all: Seen[] = [];
  const start = performance.now();
  let index = 0;
  const work = async (): Promise<void> => {
    while (performance.now() < start + seconds * 1000) {
      const from = performance.now();
      all.push(seen(from - start, from, 0, await connections.exchange(make(index++))));
    }
  };
  await Promise.all(Array.from({ length: count }, work));
  return all;
}

export function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function timesOf(answers: readonly Seen[], status = 200): number[] {
  return answers.filter((one) => one.status === status).map(({ ms }) => ms);
}
