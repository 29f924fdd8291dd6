import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Client, Knowledge } from '../../core/model/knowledge.js';
import { KnowledgeError } from '../../knowledge/knowledge-error.js';
import { suggestion } from '../../knowledge/nearest.js';
import { draftClient } from './draft.js';
import { type Sample, sampleOf } from './files.js';
import { inJson, inMarkdown, inText } from './layout.js';
import { reportOf, TABLES } from './report.js';
import { surveyOf } from './survey.js';

/** What the command may use of the world. */
export interface Terminal {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** The knowledge, with the clients of another folder when one is named. */
  readonly knowledge: (clients: string | undefined) => Knowledge;
  /** Columns of the terminal. */
  readonly width: number;
  readonly now: Date;
  readonly progress: (done: number, all: number) => void;
}

const USAGE = `npm run feed -- <files or folders>    what a sample of results holds, and how it is read
  --client <id>                        read as this client, with its local codes
  --clients <folder>                   your own folder of client files
  --write <id>.yaml                    also write a draft client file with the codes to confirm
  --only tests,not-read                these tables alone, of ${TABLES.slice(0, 6).join(', ')},
                                       ${TABLES.slice(6, 14).join(', ')},
                                       ${TABLES.slice(14).join(', ')}
  --json, --markdown                   the report for machines, or to hand on
  --list-files                         also say, on standard error, which file has which number

Reads .json, .ndjson and .jsonl, also with .gz: Bundles, lists, or one resource a line; and .hl7: HL7 v2 results (ORU), one after the
other or in batches, read as the client file says under v2; without it, times are UTC. Nothing of a patient is printed.`;

/** Why the command could not be run: a stable code, and what to do. */
class FeedError extends Error {
  constructor(
    readonly code: 'usage' | 'not-found' | 'no-files' | 'no-results' | 'no-client' | 'not-written',
    message: string,
  ) {
    super(message);
  }
}

const NO_CLIENT: Client = {
  id: 'none',
  title: 'A client without local codes',
  language: 'en',
  suggestions: 'grouped',
  acceptStatuses: [],
  localCodes: [],
};

const WIDEST = 120;
const NARROWEST = 60;

/** Runs the command and returns the exit code: 0 well, 2 it could not be run. */
export async function feed(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await report(args, terminal);
    return 0;
  } catch (error) {
    if (error instanceof KnowledgeError) terminal.complain(error.message);
    else if (error instanceof FeedError)
      terminal.complain(
        error.code === 'usage' ? `${error.message}\n\n${USAGE}` : `${error.code}: ${error.message}`,
      );
    else throw error;
    return 2;
  }
}

async function report(args: readonly string[], terminal: Terminal): Promise<void> {
  const { paths, values } = wishes(args);
  const sample = found(paths);
  const knowledge = terminal.knowledge(values.clients);
  const client = clientOf(values.client, knowledge);
  const draft = values.write === undefined ? undefined : idOf(values.write);
  const only = tablesOf(values.only);
  if (values['list-files'])
    for (const [index, { path }] of sample.files.entries()) terminal.complain(`file ${index + 1}: ${path}`);
  const { now, progress } = terminal;
  const survey = await surveyOf(sample.files, { knowledge, client, now, progress });
  if (survey.results === 0)
    throw new FeedError(
      'no-results',
      `${sample.files.length === 1 ? 'the file holds' : 'the files hold'} no Observation and no DiagnosticReport with one; ${survey.badCount} lines or files could not be read`,
    );
  const whole = reportOf(survey, sample, client, knowledge);
  const told = { ...whole, sections: whole.sections.filter(({ id }) => only.has(id)) };
  const lines = values.json
    ? [inJson(told)]
    : values.markdown
      ? inMarkdown(told)
      : inText(told, Math.min(Math.max(terminal.width, NARROWEST), WIDEST));
  for (const line of lines) terminal.print(line);
  if (draft === undefined || values.write === undefined) return;
  write(values.write, draftClient(draft, survey.tallies));
  terminal.complain(`Wrote ${values.write}: nothing in it is confirmed yet.`);
}

function wishes(args: readonly string[]) {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        client: { type: 'string' },
        clients: { type: 'string' },
        write: { type: 'string' },
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        'list-files': { type: 'boolean', default: false },
      },
    });
    if (positionals.length === 0) throw new FeedError('usage', 'Name files or folders with results.');
    return { paths: positionals, values };
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS'))
      throw new FeedError('usage', (error as Error).message);
    throw error;
  }
}

function tablesOf(only: string | undefined): ReadonlySet<string> {
  const names = only?.split(',') ?? TABLES;
  for (const name of names)
    if (!TABLES.some((one) => one === name))
      throw new FeedError('usage', `There is no table '${name}'${suggestion(name, TABLES)}`);
  return new Set(names);
}

function found(paths: readonly string[]): Sample {
  let sample: Sample;
  try {
    sample = sampleOf(paths);
  } catch (error) {
    const { code, path = '' } = error as { code?: unknown; path?: unknown };
    throw new FeedError('not-found', `${String(path)} cannot be looked at (${String(code)})`);
  }
  if (sample.files.length === 0)
    throw new FeedError(
      'no-files',
      'there are no .json, .ndjson, .jsonl or .hl7 files in there, packed (.gz) or not',
    );
  return sample;
}

function clientOf(id: string | undefined, { clients }: Knowledge): Client {
  const client = id === undefined ? NO_CLIENT : clients.get(id);
  if (!client)
    throw new FeedError(
      'no-client',
      `there is no client '${id ?? ''}'${suggestion(id ?? '', clients.keys())}`,
    );
  return client;
}

/** The id of a client is the name of its file. */
function idOf(file: string): string {
  const id = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.yaml$/u.exec(basename(file))?.[1];
  if (id === undefined)
    throw new FeedError(
      'usage',
      '--write takes a file whose name is an id, such as clients/my-hospital.yaml',
    );
  return id;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as { code?: unknown };
    throw new FeedError(
      'not-written',
      code === 'EEXIST'
        ? `${file} is there already and is left as it is`
        : `${file} cannot be written (${String(code)})`,
    );
  }
}
