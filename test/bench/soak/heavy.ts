import { type HeavyShape, heavyShapes, pairedShapes } from '../../support/heavy.js';
import { type Connections, openConnections, requestOf } from './exchange.js';
import type { Result, Say } from './result.js';
import { type Held, type Service, startService } from './service.js';

/** The most a body may have, and a little less, as counting is by characters. */
const MOST_BYTES = 5_000_000;
const REPEATS = 3;
/** Milliseconds. */
const ALLOWED = 50;
/** Times the body; and what a collector leaves lying about in a process that holds nothing. */
const TIMES_BODY = 10;
const UNCOLLECTED = 48_000_000;
const MEGABYTE = 1_000_000;

/** One shape at its largest. */
interface Row {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly parse: number;
  readonly held: number;
  readonly grown: number;
  readonly status: number;
  readonly met: boolean;
}

/** L8: requests of heavy shapes, and pages of a FHIR server; `names` narrows them down to those whose name holds one of them. */
export async function heavy(say: Say, _minutes: number, names: readonly string[]): Promise<Result[]> {
  const today = new Date().toISOString().slice(0, 10);
  const isAsked = ({ name }: HeavyShape): boolean =>
    names.length === 0 || names.some((part) => name.toLowerCase().includes(part.toLowerCase()));
  const single = await measured('single', heavyShapes(today).filter(isAsked), say);
  const paired = await measured('paired', pairedShapes(today).filter(isAsked), say);
  return [
    judged('requests, one thing repeated', single),
    judged('requests, two things repeated', paired),
  ].filter(({ n }) => n > 0);
}

async function measured(kind: string, shapes: readonly HeavyShape[], say: Say): Promise<Row[]> {
  if (shapes.length === 0) return [];
  const service = await startService({ RATE_LIMIT_PER_MINUTE: '0' }, ['--max-old-space-size=512']);
  const connections = openConnections(service.port, 1);
  const rows: Row[] = [];
  try {
    for (const [index, shape] of shapes.entries()) {
      const body = largest(shape);
      for (const path of [`/cds-services/${shape.service}`, `/explain/${shape.service}`]) {
        const row = await bestOf(shape.name, path, body, service, connections);
        rows.push(row);
        if (!row.met) say(inWords(row));
      }
      if (index % 50 === 49)
        say(`${kind}: ${index + 1} of ${shapes.length}, ${rows.filter(({ met }) => !met).length} not met`);
    }
  } finally {
    connections.close();
    await service.stop();
  }
  for (const row of rows.toSorted((one, other) => overOf(other) - overOf(one)).slice(0, 10))
    say(`slowest: ${inWords(row)}`);
  for (const row of rows.toSorted((one, other) => other.grown - one.grown).slice(0, 3))
    say(`largest: ${inWords(row)}`);
  return rows;
}

/** As many of what is repeated as a body may hold. */
function largest({ of, most = Infinity }: HeavyShape): string {
  const [few, more] = [20, 40];
  const [small, larger] = [few, more].map((count) => JSON.stringify(of(count)).length) as [number, number];
  let count = Math.min(most, few + Math.floor(((MOST_BYTES - small) * (more - few)) / (larger - small)));
  let text = JSON.stringify(of(count));
  while (Buffer.byteLength(text) > MOST_BYTES) text = JSON.stringify(of((count = Math.floor(count * 0.95))));
  return text;
}

async function bestOf(
  name: string,
  path: string,
  body: string,
  service: Service,
  connections: Connections,
): Promise<Row> {
  const request = requestOf(path, body);
  let best: Row | undefined;
  for (let repeat = 0; repeat < REPEATS && best?.met !== true; repeat++) {
    await service.watch();
    const { status } = await connections.exchange(request);
    const row = rowOf(name, path, request.length, status, await service.held());
    if (!best || overOf(row) < overOf(best)) best = row;
  }
  return best!;
}

function rowOf(name: string, path: string, bytes: number, status: number, { parse, held, grown }: Held): Row {
  const answered = status === 200 || (status >= 400 && status < 500);
  const met = answered && held <= 2 * parse + ALLOWED && grown <= TIMES_BODY * bytes + UNCOLLECTED;
  return { name, path, bytes, parse, held, grown, status, met };
}

/** Milliseconds beyond twice what parsing took. */
function overOf({ held, parse }: Row): number {
  return held - 2 * parse;
}

function inWords({ name, path, bytes, parse, held, grown, status, met }: Row): string {
  const numbers = [
    `${(bytes / MEGABYTE).toFixed(2)} MB`,
    `JSON.parse ${parse.toFixed(0)} ms`,
    `held ${held.toFixed(0)} ms`,
    `${(held / Math.max(parse, 1)).toFixed(1)} x`,
    `memory +${(grown / MEGABYTE).toFixed(0)} MB`,
    String(status),
    met ? 'met' : 'not met',
  ];
  return `${path.split('/')[1] ?? ''} ${name}: ${numbers.join(', ')}`;
}

function judged(what: string, rows: readonly Row[]): Result {
  const missed = rows.filter(({ met }) => !met);
  const worst = Math.max(...rows.map(overOf));
  const most = Math.max(...rows.map(({ grown, bytes }) => grown / bytes));
  const statuses = [...new Set(rows.map(({ status }) => status))].sort();
  return {
    id: 'L8',
    what,
    n: rows.length,
    result: `${missed.length} missed; at worst ${worst.toFixed(0)} ms above twice JSON.parse; memory at most ${most.toFixed(1)} x the body; status ${statuses.join(', ')}`,
    bar: `held <= 2 x JSON.parse + ${ALLOWED} ms, memory <= ${TIMES_BODY} x body + ${UNCOLLECTED / MEGABYTE} MB, 200 or 4xx`,
    met: missed.length === 0,
  };
}
