import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { MeasuresAsked } from '../../core/model/measures.js';
import { loadKnowledge } from '../../knowledge/load.js';
import { periodOf } from '../../pages/insights/choices.js';
import { check } from '../../store/check.js';
import { copy } from '../../store/copy.js';
import type { Database, Engine } from '../../store/database.js';
import { exportLines } from '../../store/export.js';
import { fileIn, openEngine, type Place } from '../../store/open.js';
import { purge } from '../../store/purge.js';
import { statsOf } from '../../store/stats.js';
import { StoreUnavailable, TooNew } from '../../store/store-error.js';
import { compare } from './compare.js';
import { NotEmpty, simulate } from './simulate.js';
import { simulatedYear } from './simulated-year.js';

/** What the command may use of the world. */
export interface Terminal {
  /** Resolves when there is room for more. */
  readonly print: (text: string) => Promise<void>;
  readonly complain: (line: string) => void;
  /** DATABASE_URL and DATA_FOLDER, as the service reads them. */
  readonly usual: { readonly url?: string | undefined; readonly folder?: string | undefined };
  readonly now: Date;
}

const USAGE = `npm run store -- stats                   what is kept, and since when (--json: for machines)
npm run store -- check                   reads everything and says what is wrong
npm run store -- export                  openings, cards and feedback on standard output, a line of JSON each
npm run store -- purge --days 400        deletes what is older
npm run store -- compare                 what would have been shown in silence (--from, --to: days; --client)
npm run store -- copy <from> <to>        copies everything; stop the service before, start it on <to> after
npm run store -- simulate                fills an empty store with an invented year, to look at /insights (--seed)
  --at <place>                           another store than that of DATABASE_URL, DATA_FOLDER or data

A place is a data folder, or PostgreSQL as postgresql://user@host:5432/database; a password is better left out of it and
given by PGPASSWORD, as others see the words of a command.`;

const COMMANDS = ['stats', 'check', 'export', 'purge', 'compare', 'copy', 'simulate'] as const;
type Command = (typeof COMMANDS)[number];

class UsageError extends Error {}

const SHIPPED = fileURLToPath(new URL('../../../cds-hooks', import.meta.url));

/** Minutes, as tables may be large. */
const PATIENCE = { connect: 10_000, answer: 1_800_000 };

/** Runs the command and returns the exit code: 0 well, 1 `check` found something, 2 it could not be run. */
export async function store(args: readonly string[], terminal: Terminal): Promise<number> {
  const opened: Engine[] = [];
  const open = async (place: Place): Promise<Database> => {
    if (place.kind === 'sqlite' && !existsSync(fileIn(place.folder)))
      throw new UsageError(`There is no store in ${place.folder}.`);
    return openNew(place);
  };
  const openNew = async (place: Place): Promise<Database> => {
    const engine = openEngine(place, PATIENCE);
    opened.push(engine);
    await engine.prepare();
    return engine;
  };
  try {
    const { command, places, at, days, json, seed, asked } = wishes(args, terminal);
    const [from, to] = places;
    if (from && to) return await copied(await open(from), await openNew(to), terminal);
    if (command === 'simulate') return await simulated(await openNew(at), seed, terminal);
    const database = await open(at);
    if (command === 'compare') return await compared(database, asked, terminal);
    if (command === 'stats') return await counted(database, json, terminal);
    if (command === 'check') return await checked(database, terminal);
    if (command === 'purge') return await purged(database, days, terminal);
    for await (const line of exportLines(database)) await terminal.print(line);
    return 0;
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    terminal.complain(sentence);
    return 2;
  } finally {
    for (const engine of opened) await engine.close();
  }
}

function wishes(args: readonly string[], { usual, now }: Terminal) {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...{ at: { type: 'string' }, days: { type: 'string' }, json: { type: 'boolean', default: false } },
      ...{ from: { type: 'string' }, to: { type: 'string' }, client: { type: 'string' } },
      seed: { type: 'string', default: '1' },
    },
  });
  const [name, ...rest] = positionals;
  const command = COMMANDS.find((one): one is Command => one === name);
  if (!command) throw new UsageError(USAGE);
  const places = rest.map(placeOf);
  if (places.length !== (command === 'copy' ? 2 : 0)) throw new UsageError(USAGE);
  const days = values.days ?? '';
  if (command === 'purge' && !/^[1-9]\d{0,5}$/u.test(days))
    throw new UsageError('purge takes --days, a whole number from 1: what is older is deleted for good.');
  const named = [values.at, usual.url, usual.folder].find((one) => one !== undefined && one.trim() !== '');
  const at = placeOf(named ?? 'data');
  const period = periodOf({ get: (name) => values[name as 'from' | 'to'] ?? null }, now);
  if (!period)
    throw new UsageError(
      '--from and --to are days such as 2026-11-28, the first before the last, at most two years apart.',
    );
  if (!/^\d{1,9}$/u.test(values.seed)) throw new UsageError('--seed is a whole number.');
  const asked = { period, client: values.client };
  return { command, places, at, days: Number(days), json: values.json, seed: Number(values.seed), asked };
}

function placeOf(text: string): Place {
  return /^postgres(ql)?:\/\//u.test(text)
    ? { kind: 'postgresql', url: text }
    : { kind: 'sqlite', folder: text };
}

async function counted(database: Database, json: boolean, { print }: Terminal): Promise<number> {
  const stats = await statsOf(database);
  const listed = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'none';
  const { days, openings, cards, feedback, unknown, tokens } = stats;
  const lines = [
    `Days      ${days ? days.join(' to ') : 'none'}`,
    `Openings  ${openings}`,
    `Cards     ${listed(cards)}`,
    `Feedback  ${listed(feedback)}; ${unknown} to cards that are not known`,
    `Tokens    ${tokens} remembered as used`,
  ];
  await print(json ? `${JSON.stringify(stats, null, 2)}\n` : `${lines.join('\n')}\n`);
  return 0;
}

async function checked(database: Database, { print }: Terminal): Promise<number> {
  const { rows, problems, remarks } = await check(database);
  const said = problems.length === 0 ? 'nothing is wrong' : `${problems.length} wrong`;
  await print([`${rows} rows: ${said}`, ...problems, ...remarks, ''].join('\n'));
  return problems.length === 0 ? 0 : 1;
}

async function purged(database: Database, days: number, { print, now }: Terminal): Promise<number> {
  const counts = Object.entries(await purge(database, days, now)).map(([name, count]) => `${count} ${name}`);
  await print(`Older than ${days} days, and deleted: ${counts.join(', ')}\n`);
  return 0;
}

async function compared(database: Database, asked: MeasuresAsked, { print, now }: Terminal): Promise<number> {
  await print(`${(await compare(database, asked, now)).join('\n')}\n`);
  return 0;
}

async function simulated(database: Database, seed: number, { print, now }: Terminal): Promise<number> {
  const year = simulatedYear(loadKnowledge(SHIPPED), seed, now.toISOString().slice(0, 10));
  try {
    await simulate(database, year);
  } catch (error) {
    if (error instanceof NotEmpty) throw new UsageError(error.message);
    throw error;
  }
  await print(`An invented year: ${year.cards.length} cards, ${year.feedback.length} answers\n`);
  return 0;
}

async function copied(from: Database, to: Database, { print }: Terminal): Promise<number> {
  for await (const { table, rows, added } of copy(from, to))
    await print(`${table}: ${rows} rows, ${added} of them new\n`);
  return 0;
}

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  if (error instanceof TooNew) return `${error.message}.`;
  if (error instanceof StoreUnavailable)
    return `The store cannot be used (${error.code}): is the place right, and is it running?`;
  if (String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS'))
    return `${(error as Error).message}\n\n${USAGE}`;
  return undefined;
}
