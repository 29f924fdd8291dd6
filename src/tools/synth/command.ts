import { parseArgs } from 'node:util';
import type { CohortsFile, SyntheticFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { KnowledgeError } from '../../knowledge/knowledge-error.js';
import type { Progress } from '../alert-rates.js';
import type { Shapes } from './line.js';
import { lines } from './lines.js';
import { openFiles } from './write-files.js';

/** What the command may use of the world. */
export interface SynthTerminal {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** What an export is drawn with. */
  readonly load: () => {
    readonly data: SyntheticFile;
    readonly cohorts: CohortsFile;
    readonly knowledge: Knowledge;
  };
  readonly now: Date;
  readonly progress: Progress;
}

const USAGE = `npm run synth -- --patients 1000 --years 3 <empty folder>    a made-up Bulk Data export, the same for the same wishes
  --until 2026-06-30            the last day of it; without it, yesterday
  --seed 7                      other people than those of examples/synthetic.yaml
  --shapes mixed                as laboratories write, with odd shapes at a stated rate; without it, plain
  --dense                       one result in ten is ferritin, and not one in two hundred
  --gzip                        packed files
  --split 200                   megabytes of a file before the next is begun`;

const OPTIONS = {
  patients: { type: 'string' },
  years: { type: 'string', default: '3' },
  until: { type: 'string' },
  seed: { type: 'string' },
  shapes: { type: 'string', default: 'plain' },
  dense: { type: 'boolean', default: false },
  gzip: { type: 'boolean', default: false },
  split: { type: 'string', default: '200' },
} as const;

const DAY = 86_400_000;

/**
 * Writes a made-up export into an empty folder and says what it holds. Returns the exit code: 0 well, 1 problems in the
 * knowledge, 2 it could not be run.
 */
export function synth(
  args: readonly string[],
  { print, complain, load, now, progress }: SynthTerminal,
): number {
  const wishes = wishesOf(args, now);
  if (typeof wishes === 'string') {
    complain(`${wishes}\n\n${USAGE}`);
    return 2;
  }
  const { folder, patients, shapes, isPacked, most } = wishes;
  let drawn;
  let files;
  try {
    drawn = load();
    files = openFiles(folder, isPacked, most);
  } catch (error) {
    complain((error as Error).message);
    return error instanceof KnowledgeError ? 1 : 2;
  }
  const { data, cohorts, knowledge } = drawn;
  const seed = wishes.seed ?? data.seed;
  const counts = new Map<string, number>();
  const odd = new Map<string, number>();
  let people = 0;
  for (const { type, json, shape } of lines(data, cohorts, knowledge, { ...wishes, seed })) {
    files.add(type, json);
    counts.set(type, (counts.get(type) ?? 0) + 1);
    if (shape !== undefined) odd.set(shape, (odd.get(shape) ?? 0) + 1);
    if (type === 'Patient') progress((people += 1) - 1, patients);
  }
  progress(patients, patients);
  const { names, bytes } = files.close();
  print(`${names.length} files in ${folder}, ${Math.round(bytes / 1e6)} MB before packing`);
  for (const [type, count] of counts) print(`  ${type.padEnd(26)} ${count}`);
  if (odd.size > 0) {
    print(`Lines in an odd shape, by its id in meta.tag (examples/synthetic.yaml):`);
    for (const [shape, count] of [...odd].sort()) print(`  ${shape.padEnd(26)} ${count}`);
  }
  const until = new Date(wishes.until - DAY).toISOString().slice(0, 10);
  print(
    `The same again: --patients ${patients} --years ${wishes.years} --until ${until} --seed ${seed} --shapes ${shapes}${wishes.dense ? ' --dense' : ''}`,
  );
  return 0;
}

interface Asked {
  readonly folder: string;
  readonly patients: number;
  readonly years: number;
  readonly until: number;
  readonly seed: number | undefined;
  readonly shapes: Shapes;
  readonly dense: boolean;
  readonly isPacked: boolean;
  readonly most: number;
}

/** What is asked for, or why it makes no sense. */
function wishesOf(args: readonly string[], now: Date): Asked | string {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return (error as Error).message;
  }
  const { positionals, values } = parsed;
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) return 'Name one folder.';
  const patients = whole(values.patients);
  const years = Number(values.years);
  const most = whole(values.split);
  const seed = whole(values.seed);
  if (patients === undefined) return '--patients takes a whole number.';
  if (!(years > 0 && years <= 50)) return '--years takes a number up to 50.';
  if (most === undefined) return '--split takes a whole number of megabytes.';
  if (values.seed !== undefined && seed === undefined) return '--seed takes a whole number.';
  const shapes = (['plain', 'mixed'] as const).find((one) => one === values.shapes);
  if (!shapes) return '--shapes is plain or mixed.';
  const last = values.until ?? new Date(now.getTime() - DAY).toISOString().slice(0, 10);
  const until = /^\d{4}-\d{2}-\d{2}$/u.test(last) ? Date.parse(last) + DAY : Number.NaN;
  if (Number.isNaN(until)) return '--until takes a day such as 2026-06-30.';
  return {
    ...{ folder, patients, years, until, seed, shapes },
    ...{ dense: values.dense, isPacked: values.gzip, most: most * 1_000_000 },
  };
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/u.test(text) ? Number(text) : undefined;
}
