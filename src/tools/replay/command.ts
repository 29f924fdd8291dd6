import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Knowledge } from '../../core/model/knowledge.js';
import { knowledgeOf, textOf } from '../../knowledge/built.js';
import { KnowledgeError } from '../../knowledge/knowledge-error.js';
import { suggestion } from '../../knowledge/nearest.js';
import { threads } from '../../replay/hands.js';
import { inputFiles, type InputFile, plainBytes } from '../../replay/lines/inputs.js';
import type { ReplayResult } from '../../replay/merge.js';
import { openQueue } from '../../replay/queue.js';
import { reportOf } from '../../replay/report/report.js';
import { OtherReplayError, type Replay, runReplay } from '../../replay/run.js';
import type { Settings } from '../../replay/settings.js';
import { WorkFolder } from '../../replay/work-folder.js';
import { RevisionError } from '../at-ref.js';
import { helpOut, type HelperTerminal } from './help-out.js';
import { type Options, optionsOf, USAGE, UsageError } from './options.js';
import { writeCounts } from './output.js';
import { readOutcomes } from './read-outcomes.js';
import { readResultColumns, rowsAsExport } from './result-rows.js';
import { summaryOf } from './summary.js';
import { type BuiltBefore, variantsOf } from './variants.js';

/** What the command may use of the world. */
export interface ReplayTerminal extends HelperTerminal {
  readonly complain: (line: string) => void;
  /** The folder of knowledge when none is named. */
  readonly folder: string;
  readonly builtBefore: BuiltBefore;
  readonly input: NodeJS.ReadableStream;
  readonly progress: Replay['progress'];
  /** A key that nobody knows. */
  readonly newKey: () => string;
  /** Writes how each result is read. */
  readonly feed: (paths: readonly string[], file: string, options: Options) => Promise<void>;
}

/** Bytes of plain text in one partition: what is kept of it is held at once, by each thread. */
const PARTITION = 64 * 1024 * 1024;
const MOST_PARTITIONS = 200;

/** Runs the command and returns the exit code: 0 well, 1 stopped before its end, 2 it could not be run. */
export async function replayCommand(args: readonly string[], terminal: ReplayTerminal): Promise<number> {
  const spare = mkdtempSync(join(tmpdir(), 'hepacue-replay-'));
  try {
    const options = optionsOf(args);
    if (options.helpOut) return await helpOut(options, terminal);
    const result = await replayOf(options, terminal, spare);
    for (const line of summaryOf(result)) terminal.print(line);
    terminal.print('');
    terminal.print(
      `Written to ${options.out}: report.html, findings.ndjson, counts.json, counts.csv, samples.ndjson`,
    );
    if (!result.complete && options.work !== undefined)
      terminal.print('--resume goes on where it was stopped.');
    return result.complete ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) terminal.complain(`${error.message}\n\n${USAGE}`);
    else if (isTold(error)) terminal.complain(error.message);
    else throw error;
    return 2;
  } finally {
    rmSync(spare, { recursive: true, force: true });
  }
}

function isTold(error: unknown): error is Error {
  const isKnown =
    error instanceof KnowledgeError || error instanceof RevisionError || error instanceof OtherReplayError;
  return isKnown || (error as { readonly syscall?: unknown }).syscall !== undefined;
}

async function replayOf(options: Options, terminal: ReplayTerminal, spare: string): Promise<ReplayResult> {
  const { out, samples, mode, profile, key, resume, workers } = options;
  const folder = options.knowledge ?? terminal.folder;
  const work = new WorkFolder(resolve(options.work ?? join(spare, 'work')));
  if (work.isForeign()) throw new UsageError(`--work: ${work.path} holds other files, and is left alone`);
  const given = await filesOf(options, work, terminal);
  const variants = variantsOf(options, folder, spare, terminal.builtBefore);
  const [base] = variants;
  if (!base) throw new UsageError('there is nothing to ask');
  const knowledge = knowledgeOf(base.built);
  const files =
    options.csv === undefined ? given : await tabled(options.csv, given, knowledge, work, options.resume);
  const bytes = plainBytes(files);
  const settings: Settings = {
    service: serviceOf(options, knowledge),
    client: clientOf(options, knowledge),
    ...{ profile, mode, samples },
    resultsOnly: options.csv !== undefined,
    variants: variants.map(({ name }) => name),
    key: key ?? terminal.newKey(),
    partitions:
      options.partitions ?? Math.min(Math.max(Math.ceil(bytes / PARTITION), workers), MOST_PARTITIONS),
  };
  mkdirSync(out, { recursive: true });
  const replay: Replay = {
    ...{ files, settings, work, resume },
    knowledges: variants.map(({ built: { files: read, trees } }) => textOf({ files: read, trees })),
    outcomes: readOutcomes(folder, knowledge),
    handsFor: threads(workers, terminal.execArgv),
    findings: join(out, 'findings.ndjson'),
    ...{ progress: terminal.progress, signal: terminal.signal },
  };
  const result = await runReplay(options.queue === undefined ? replay : queued(replay, options.queue));
  const { version, date } = knowledge.release;
  const about = { ...settings, knowledge: { version, date }, files: files.length, bytes };
  const told = writeCounts(out, withoutKey(about), result);
  writeFileSync(join(out, 'report.html'), await reportOf(told, knowledge, replay.outcomes));
  if (options.feed && result.complete) await terminal.feed(options.paths, join(out, 'feed.md'), options);
  return result;
}

/** The partitions go to others, too; this process takes its share. */
function queued(replay: Replay, database: string): Replay {
  return {
    ...replay,
    distribute: async (hands, open, done) => {
      const manifest = replay.work.manifest();
      if (!manifest) return;
      const queue = await openQueue(database, replay.work, manifest);
      try {
        await queue.put(open);
        await queue.work(hands, done, replay.signal);
      } finally {
        await queue.close();
      }
    },
  };
}

/** Tables of results as an export in the work folder. */
async function tabled(
  mapping: string,
  tables: readonly InputFile[],
  knowledge: Knowledge,
  work: WorkFolder,
  resume: boolean,
): Promise<InputFile[]> {
  const columns = readResultColumns(mapping, knowledge);
  const to = work.input('rows.ndjson');
  const paths = tables.map(({ path }) => path);
  if (!resume) await rowsAsExport(paths, columns, knowledge, to);
  return inputFiles([to]);
}

function withoutKey<T extends { readonly key: string }>({ key: _, ...about }: T): Omit<T, 'key'> {
  return about;
}

/** The files named; `-` stands for what is piped in, which is kept in the work folder. */
async function filesOf(
  { paths, resume }: Options,
  work: WorkFolder,
  terminal: ReplayTerminal,
): Promise<InputFile[]> {
  if (!paths.includes('-')) {
    const files = inputFiles(paths);
    if (files.length === 0)
      throw new UsageError('there are no .ndjson or .jsonl files in there, packed (.gz) or not');
    return files;
  }
  const kept = work.input('piped.ndjson');
  if (!resume) await pipeline(terminal.input, createWriteStream(kept, { mode: 0o600 }));
  return inputFiles([...paths.filter((path) => path !== '-'), kept]);
}

function serviceOf({ service }: Options, { services }: Knowledge): string {
  if (service === undefined) return [...services.values()].find(({ results }) => !results)?.id ?? '';
  if (!services.has(service))
    throw new UsageError(`there is no service '${service}'${suggestion(service, services.keys())}`);
  return service;
}

function clientOf({ client }: Options, { clients }: Knowledge): string | undefined {
  if (client !== undefined && !clients.has(client))
    throw new UsageError(`there is no client '${client}'${suggestion(client, clients.keys())}`);
  return client;
}
