import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Patient } from '../cases/case-patients.js';
import type { Knowledge } from '../core/model/knowledge.js';
import { KnowledgeError, loadKnowledge } from '../knowledge/load.js';
import type { ReadBefore } from '../knowledge/read-files.js';
import type { Progress } from './alert-rates.js';
import { repositoryOf, RevisionError, withFolderAt } from './at-ref.js';
import { cardsDiff, everybody, patientsOf } from './cards-diff.js';
import { checkFolder, claimsBetween, placeLines, unverified } from './check.js';
import { cohortCommand, wholeNumber } from './cohort/command.js';
import { answersOf, type Before } from './compare.js';
import { answersOfProgram, holdsProgram } from './old-program.js';

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
npm run cohort -- [folder]                           how often cards are shown to made-up populations, beside the goals
  --adults=2000, --seed=7                            other than those of examples/cohorts.yaml
  --rows FILE.csv --columns MAP.yaml                 the same for the rows of a file (docs/cohort.md)
  --json, --picture FILE.svg                         the same for a program; the alert burden as a picture`;

/** Runs one command and returns the exit code: 0 well, 1 problems in the files, 2 the command could not be run. */
export function run(args: readonly string[], terminal: Terminal): number {
  const { complain } = terminal;
  try {
    const [name = '', ...rest] = args;
    if (name === 'check') return check(rest, terminal);
    if (name === 'cards:diff') return diff(rest, terminal);
    if (name === 'cohort') return cohortCommand(rest, terminal);
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

function diff(args: readonly string[], { print, complain, folder: usual, path, progress }: Terminal): number {
  const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: SIZE });
  const [revision, folder = usual] = positionals;
  if (revision === undefined) throw new RangeError('cards:diff takes a git revision, such as HEAD or v0.1.0');
  const adults = wholeNumber('adults', values.adults);
  const read: ReadBefore = new Map();
  const after = loadKnowledge(folder, undefined, undefined, read);
  const patients = patientsOf(folder, after);
  try {
    return withFolderAt(folder, revision, (old, commit) => {
      print(`Before: ${revision} (${commit}). After: the files as they are.`);
      const everyone = (): Iterable<Patient> => everybody(after, patients, adults);
      const before = answersBefore(old, folder, revision, after, read, everyone, print);
      print('');
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

/** How many problems are shown of files that this program cannot read. */
const SHOWN = 5;

/** What was said at a revision: read by this program, or where the files have another form, said by the program of that time. */
function answersBefore(
  old: string,
  folder: string,
  revision: string,
  after: Knowledge,
  read: ReadBefore,
  everyone: () => Iterable<Patient>,
  print: Terminal['print'],
): Before {
  try {
    return answersOf(loadKnowledge(old, undefined, undefined, read), after);
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    const [root, place] = [repositoryOf(folder), realpathSync(folder)];
    return withFolderAt(root, revision, (then) => {
      if (!holdsProgram(then)) throw unreadable(error);
      print('The files of that time have another form: the program of that time answers for them.');
      try {
        return answersOfProgram(then, relative(root, place), everyone(), after.release);
      } catch (failure) {
        throw unreadable(error, `; and the program of that time cannot be run: ${String(failure)}`);
      }
    });
  }
}

function unreadable({ problems }: KnowledgeError, more = ''): RevisionError {
  const left = problems.length - SHOWN;
  return new RevisionError(
    [
      `this program cannot read the files of that time, so their cards cannot be compared${more}.`,
      ...problems.slice(0, SHOWN),
      ...(left > 0 ? [`and ${left} more`] : []),
    ].join('\n'),
  );
}
