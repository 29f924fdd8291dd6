import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { OutcomesFile } from '../core/model/files.generated.js';
import { doAll, type Hands, type HandsFor } from './hands.js';
import { type InputFile, unitsOf } from './lines/inputs.js';
import type { Scanned } from './lines/scan.js';
import { merge, type ReplayResult } from './merge.js';
import type { Settings } from './settings.js';
import { type Counts, Tally } from './tally.js';
import type { BadPlace, Manifest, ScanResult, WorkFolder } from './work-folder.js';

/** A replay. */
export interface Replay {
  readonly files: readonly InputFile[];
  /** The knowledge of each variant as `textOf` gives it, in the order of the settings. */
  readonly knowledges: readonly string[];
  readonly settings: Settings;
  readonly outcomes?: OutcomesFile | undefined;
  readonly work: WorkFolder;
  /** Goes on with what the work folder holds, when it is of the same replay. */
  readonly resume: boolean;
  readonly handsFor: HandsFor;
  /** Where the findings are written. */
  readonly findings: string;
  /** Told how far it is: bytes that were read, partitions that were done. */
  readonly progress: (what: 'bytes' | 'partitions', done: number, all: number) => void;
  readonly signal?: AbortSignal | undefined;
  /** Does the partitions that are not done; absent: the hands do, in this process. */
  readonly distribute?:
    ((hands: Hands, open: readonly number[], done: () => void) => Promise<void>) | undefined;
  /** Bytes of a part of the input. */
  readonly part?: number | undefined;
}

/** The work folder holds another replay. */
export class OtherReplayError extends Error {
  override readonly name = 'OtherReplayError';
}

const MOST_BAD = 50;

/**
 * Reads the input into partitions, replays each, and puts together what they came to. Stopped by its signal, it gives what is done by then.
 * @throws OtherReplayError when it is to go on with a folder that holds another replay; Error when a worker fails
 */
export async function runReplay(replay: Replay): Promise<ReplayResult> {
  const { work, resume, knowledges, outcomes, handsFor, signal, progress } = replay;
  const digest = digestOf(replay);
  const known = resume ? work.manifest() : undefined;
  if (known && known.digest !== digest)
    throw new OtherReplayError('the work folder holds another replay: of other files, settings or knowledge');
  // The digests of patients go on with the key they began with.
  const settings = known?.settings ?? replay.settings;
  let manifest: Manifest = known ?? { format: 1, digest, settings, outcomes };
  if (!known) work.begin(manifest, knowledges);
  else if (!known.scanned) work.clearLines();
  const hands = handsFor({ work: work.path, settings, outcomes });
  const { partitions, samples } = settings;
  try {
    if (!manifest.scanned) {
      const scanned = await scan(replay, hands);
      if (scanned) work.keep((manifest = { ...manifest, scanned }));
    }
    if (manifest.scanned && !signal?.aborted) {
      const open = Array.from({ length: partitions }, (_, place) => place).filter((one) => !work.isDone(one));
      let left = open.length;
      const done = (): void => progress('partitions', partitions - --left, partitions);
      if (replay.distribute) await replay.distribute(hands, open, done);
      else
        await doAll(
          hands,
          open.map((partition) => ({ kind: 'replay' as const, partition })),
          signal,
          done,
        );
    }
    return merge(work, partitions, manifest.scanned, samples, replay.findings);
  } finally {
    await hands.dismiss();
  }
}

/** Nothing when it was stopped: what was kept by then is of no use. */
async function scan(
  { files, signal, progress, part }: Replay,
  hands: Hands,
): Promise<ScanResult | undefined> {
  const units = unitsOf(files, part);
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const found: Scanned[] = [];
  let bytes = 0;
  await doAll(
    hands,
    units.map((unit) => ({ kind: 'scan' as const, unit })),
    signal,
    (result) => {
      found.push(result);
      bytes += result.unit.to - result.unit.from;
      progress('bytes', bytes, all);
    },
  );
  if (signal?.aborted) return undefined;
  for (let hand = 0; hand < hands.count; hand++) await hands.perform(hand, { kind: 'close-scan' });
  return together(found, await hands.perform(0, { kind: 'resolve' }));
}

/** The parts in their order, with lines numbered through each file. */
function together(found: readonly Scanned[], resolved: Counts): ScanResult {
  const tally = new Tally();
  tally.addAll(resolved);
  const bad: BadPlace[] = [];
  let [file, before] = [-1, 0];
  for (const { unit, lines, counts, bad: own } of [...found].sort(
    (one, other) => one.unit.file - other.unit.file || one.unit.part - other.unit.part,
  )) {
    if (unit.file !== file) [file, before] = [unit.file, 0];
    tally.addAll(counts);
    for (const { line, why } of own)
      if (bad.length < MOST_BAD) bad.push({ file: unit.file + 1, line: before + line, why });
    before += lines;
  }
  return { counts: tally.counts(), bad };
}

/** One word for what is replayed and how; the key of the patients' digests aside, as it may be made up anew. */
function digestOf({ files, knowledges, settings: { key: _, ...settings }, outcomes }: Replay): string {
  const inputs = files.map(({ path, bytes }) => [path, bytes, statSync(path).mtimeMs]);
  const hash = createHash('sha256').update(JSON.stringify([inputs, settings, outcomes]));
  for (const text of knowledges) hash.update('\0').update(text);
  return hash.digest('hex');
}
