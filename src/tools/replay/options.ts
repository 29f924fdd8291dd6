import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Profile } from '../../core/model/knowledge.js';
import type { Mode } from '../../replay/lines/scan.js';

export const USAGE = `npm run replay -- <folders, files or ->    what would the service have said, on each day a ferritin or B12 result arrived?
  --out <folder>                where findings and counts are written (replay-out)
  --service <id>                the service that is asked (the first that is called when a chart is opened)
  --knowledge, --clients <folder>, --client <id>, --profile us-nondevice|full      as the service
  --csv <map.yaml>              the files are tables of results, and this says which column holds what
  --set labs.ferritin.limits[1].high=400         what if a value of the files were another (several: all of them)
  --sweep labs.ferritin.limits[1].high=300,400   the same for each of these values
  --against <folder or git ref>                  what if the knowledge were another (may be given more than once)
  --samples 20                  differences shown with their reasoning, of each what-if
  --exact                       parse every line, and not only those whose bytes leave it open; the findings are the same
  --feed                        also write how each result is read (npm run feed)
  --workers, --partitions <n>   threads; parts the patients are divided into
  --work <folder>, --resume     keep what is done, and go on with it; holds records of patients
  --key <words>                 the same digests for the same patients from run to run
  --queue <database URL>        share the partitions with other machines that have the work folder, through PostgreSQL
  --help-out                    be one of these: take partitions of the replay in --work from the --queue

Reads FHIR Bulk Data: .ndjson and .jsonl, also with .gz, in any order, several exports. Nothing is sent anywhere.`;

/** What the command was asked. */
export interface Options {
  readonly paths: readonly string[];
  readonly out: string;
  readonly service?: string;
  readonly knowledge?: string;
  readonly clients?: string;
  readonly client?: string;
  readonly profile: Profile;
  readonly csv?: string;
  readonly set: readonly string[];
  readonly sweep: readonly string[];
  readonly against: readonly string[];
  readonly samples: number;
  readonly mode: Mode;
  readonly feed: boolean;
  readonly workers: number;
  readonly partitions?: number;
  readonly work?: string;
  readonly resume: boolean;
  readonly key?: string;
  readonly queue?: string;
  readonly helpOut: boolean;
}

/** The command was asked for what makes no sense; the message says what. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const TEXTS = ['out', 'service', 'knowledge', 'clients', 'client', 'profile', 'csv', 'samples'] as const;
const MORE_TEXTS = ['workers', 'partitions', 'work', 'key', 'queue'] as const;
const LISTS = ['set', 'sweep', 'against'] as const;
const SWITCHES = ['exact', 'feed', 'resume', 'help-out'] as const;

/** @throws UsageError */
export function optionsOf(args: readonly string[]): Options {
  const { positionals, values } = parsed(args);
  const text = (name: (typeof TEXTS)[number] | (typeof MORE_TEXTS)[number]) =>
    values[name] as string | undefined;
  const list = (name: (typeof LISTS)[number]) => (values[name] ?? []) as readonly string[];
  const profile = text('profile') ?? 'us-nondevice';
  if (profile !== 'us-nondevice' && profile !== 'full')
    throw new UsageError('--profile is us-nondevice or full');
  const [helpOut, resume] = [values['help-out'] === true, values['resume'] === true];
  if (helpOut ? positionals.length > 0 : positionals.length === 0)
    throw new UsageError(
      helpOut ? '--help-out takes its files from the work folder' : 'Name folders or files.',
    );
  if (text('work') === undefined && (helpOut || resume || text('queue') !== undefined))
    throw new UsageError('--resume, --queue and --help-out need --work <folder>');
  if (helpOut && text('queue') === undefined) throw new UsageError('--help-out needs --queue <database URL>');
  const named = Object.fromEntries(
    (['service', 'knowledge', 'clients', 'client', 'csv', 'work', 'key', 'queue'] as const).flatMap((name) =>
      text(name) === undefined ? [] : [[name, text(name)]],
    ),
  );
  const partitions = count('partitions', text('partitions'), 1_000);
  return {
    ...named,
    ...{ paths: positionals, profile, helpOut, resume },
    out: text('out') ?? 'replay-out',
    ...{ set: list('set'), sweep: list('sweep'), against: list('against') },
    samples: count('samples', text('samples'), 1_000) ?? 20,
    mode: values['exact'] === true ? 'exact' : 'fast',
    feed: values['feed'] === true,
    workers: count('workers', text('workers'), 256) ?? availableParallelism(),
    ...(partitions !== undefined && { partitions }),
  };
}

function parsed(args: readonly string[]) {
  const options = Object.fromEntries([
    ...[...TEXTS, ...MORE_TEXTS].map((name) => [name, { type: 'string' as const }]),
    ...LISTS.map((name) => [name, { type: 'string' as const, multiple: true }]),
    ...SWITCHES.map((name) => [name, { type: 'boolean' as const }]),
  ]) as Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS'))
      throw new UsageError((error as Error).message);
    throw error;
  }
}

function count(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/u.test(text) || Number(text) > most)
    throw new UsageError(`--${name} takes a whole number from 1 to ${most}, not '${text}'`);
  return Number(text);
}
