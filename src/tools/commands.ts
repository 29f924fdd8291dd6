import { parseArgs } from 'node:util';
import { KnowledgeError, loadKnowledge } from '../knowledge/load.js';
import { type Progress, ratesOf, ratesTable } from './alert-rates.js';
import { RevisionError, withFolderAt } from './at-ref.js';
import { cardsDiff, patientsOf } from './cards-diff.js';
import { checkFolder, claimsBetween, placeLines, unverified } from './check.js';
import { readCohorts } from './cohort-file.js';

/** What a command may use of the world. */
export interface Terminal {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** The folder of knowledge when none is named. */
  readonly folder: string;
  /** How a file of a folder is called for the reader. */
  readonly path: (folder: string, file: string) => string;
  readonly progress: Progress;
}

const USAGE = `npm run knowledge -- check [folder]                 everything that is wrong, with file and line; and every number
                                                     or code that changed since the last commit though its checked did
                                                     not (--since=v0.1.0: since then)
npm run knowledge -- check --unverified[=labs]       what no source that was read says
npm run cards:diff -- <git-ref> [folder]             which cards change from that revision to the files as they are
npm run cohort -- [folder]                           how often cards are shown to made-up populations
  --adults=2000, --seed=7                            other than those of examples/cohorts.yaml`;

/** Runs one command and returns the exit code: 0 well, 1 problems in the files, 2 the command could not be run. */
export function run(args: readonly string[], terminal: Terminal): number {
  const { complain } = terminal;
  try {
    const [name = '', ...rest] = args;
    if (name === 'check') return check(rest, terminal);
    if (name === 'cards:diff') return diff(rest, terminal);
    if (name === 'cohort') return cohort(rest, terminal);
    complain(USAGE);
    return 2;
  } catch (error) {
    if (error instanceof KnowledgeError) {
      complain(`${error.message}\nnpm run knowledge -- check names the lines.`);
      return 1;
    }
    if (!isWrongArgument(error)) throw error;
    complain(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

function isWrongArgument(error: unknown): error is Error {
  return (
    error instanceof RangeError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
  );
}

function check(args: readonly string[], { print, complain, folder: usual, path }: Terminal): number {
  const wish = args.find((arg) => /^--unverified(?:=|$)/u.test(arg));
  const { positionals, values } = parseArgs({
    args: args.filter((arg) => arg !== wish),
    allowPositionals: true,
    options: { since: { type: 'string' } },
  });
  const [folder = usual] = positionals;
  const named = (file: string): string => path(folder, file);
  try {
    const { ok, lines } =
      wish === undefined
        ? checkFolder(folder, named, values.since)
        : unverified(folder, wish.split('=')[1], named);
    for (const line of lines) print(line);
    return ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof RevisionError)) throw error;
    complain(`The knowledge of ${values.since ?? 'HEAD'} cannot be had: ${error.message}`);
    return 2;
  }
}

const SIZE = { adults: { type: 'string' }, seed: { type: 'string' } } as const;

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,6}$/u.test(text)) throw new RangeError(`--${name} takes a whole number, not '${text}'`);
  return Number(text);
}

function diff(args: readonly string[], { print, complain, folder: usual, path, progress }: Terminal): number {
  const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: SIZE });
  const [revision, folder = usual] = positionals;
  if (revision === undefined) throw new RangeError('cards:diff takes a git revision, such as HEAD or v0.1.0');
  const adults = wholeNumber('adults', values.adults);
  const after = loadKnowledge(folder);
  const patients = patientsOf(folder, after);
  try {
    return withFolderAt(folder, revision, (old, commit) => {
      const before = loadOld(old);
      print(`Before: ${revision} (${commit}). After: the files as they are.\n`);
      for (const line of cardsDiff(before, after, patients, { adults, progress })) print(line);
      const claims = claimsBetween(old, folder);
      if (claims.length > 0) print('\nChanged and not compared with its source again:');
      for (const line of placeLines(folder, claims, (file) => path(folder, file))) print(`  ${line}`);
      return 0;
    });
  } catch (error) {
    if (!(error instanceof RevisionError)) throw error;
    complain(`The knowledge of ${revision} cannot be had: ${error.message}`);
    return 2;
  }
}

/** Files of another time may have a form that this program does not know. */
function loadOld(folder: string): ReturnType<typeof loadKnowledge> {
  try {
    return loadKnowledge(folder);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new RevisionError(`this program cannot read the files of that time.\n${what}`, { cause: error });
  }
}

function cohort(args: readonly string[], { print, complain, folder: usual, progress }: Terminal): number {
  const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: SIZE });
  const [folder = usual] = positionals;
  const knowledge = loadKnowledge(folder);
  const cohorts = readCohorts(folder, knowledge);
  if (!cohorts) {
    complain(`There is no examples/cohorts.yaml in ${folder}.`);
    return 2;
  }
  for (const [one, drawing] of [
    [cohorts.healthy, 'many'],
    [cohorts.survey, 'survey'],
  ] as const) {
    const adults = wholeNumber('adults', values.adults) ?? one.adults;
    const seed = wholeNumber('seed', values.seed) ?? one.seed;
    for (const line of ratesTable(ratesOf(one, drawing, knowledge, { adults, seed, progress }), one, seed))
      print(line);
    print('');
  }
  return 0;
}
