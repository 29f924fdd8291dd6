import { existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CohortsFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { loadKnowledge } from '../../knowledge/load.js';
import { type Caption, type Progress, ratesOf, ratesTable } from '../alert-rates.js';
import { readCohorts } from '../cohort-file.js';
import { adultsOf } from '../cohort.js';
import { createRandom } from '../random.js';
import type { Adult } from './adult.js';
import { follower } from './follow.js';
import { burdenPicture } from './picture.js';
import { asJson, goalsTable, holdGoals, stepsTable } from './report.js';
import { readRows, RowsError } from './rows.js';
import { Tally } from './tally.js';

/** What the command may use of the world. */
export interface CohortTerminal {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** The folder of knowledge when none is named. */
  readonly folder: string;
  readonly progress: Progress;
}

/** A population that is followed. */
interface Population {
  readonly caption: Caption;
  readonly adults: Iterable<Adult>;
  readonly size: number;
  readonly seed: number;
  /** Of made-up people, what they were made from. */
  readonly drawnWith?: number;
}

const OPTIONS = {
  adults: { type: 'string' },
  seed: { type: 'string' },
  rows: { type: 'string' },
  columns: { type: 'string' },
  picture: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/**
 * Prints how often cards are shown to a population, beside the goals: to the made-up ones of the folder, or to the rows of a file.
 * Returns the exit code.
 * @throws RangeError when an argument makes no sense; KnowledgeError when the folder is wrong
 */
export function cohortCommand(args: readonly string[], terminal: CohortTerminal): number {
  const { print, complain, progress, folder: usual } = terminal;
  const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const [folder = usual] = positionals;
  const { rows, columns, picture, json = false } = values;
  if ((rows === undefined) !== (columns === undefined))
    throw new RangeError('--rows FILE.csv and --columns MAP.yaml go together');
  const size = wholeNumber('adults', values.adults);
  const seed = wholeNumber('seed', values.seed);
  if (rows !== undefined && size !== undefined)
    throw new RangeError('--adults is for made-up adults: the rows of a file are all looked at');
  // Said before the work and not after it.
  if (picture !== undefined && !existsSync(dirname(resolve(picture))))
    throw new RangeError(`--picture: there is no folder for ${picture}`);
  const knowledge = loadKnowledge(folder);
  const cohorts = readCohorts(folder, knowledge);
  if (!cohorts) {
    complain(`There is no examples/cohorts.yaml in ${folder}.`);
    return 2;
  }
  let population: Population;
  try {
    population =
      rows !== undefined && columns !== undefined
        ? ofRows(rows, columns, knowledge, seed ?? cohorts.survey.seed)
        : ofSurvey(cohorts, knowledge, size, seed);
  } catch (error) {
    if (!(error instanceof RowsError)) throw error;
    complain(error.message);
    return 1;
  }
  if (rows === undefined && !json) {
    const { healthy } = cohorts;
    const some = { adults: size ?? healthy.adults, seed: seed ?? healthy.seed };
    const found = ratesOf(healthy, 'many', knowledge, { ...some, progress });
    for (const line of ratesTable(found, healthy, some.seed)) print(line);
    print('');
  }
  follow(population, cohorts, knowledge, { print, progress, picture, json });
  return 0;
}

/** A whole number of an option, from 1 to 9,999,999. */
export function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,6}$/u.test(text)) throw new RangeError(`--${name} takes a whole number, not '${text}'`);
  return Number(text);
}

function ofSurvey(
  { survey }: CohortsFile,
  knowledge: Knowledge,
  size = survey.adults,
  seed = survey.seed,
): Population {
  const adults = adultsOf(survey, 'survey', knowledge, { adults: size, seed });
  return { caption: survey, adults, size, seed, drawnWith: seed };
}

function ofRows(rows: string, columns: string, knowledge: Knowledge, seed: number): Population {
  const { title, adults, note } = readRows(resolve(rows), resolve(columns), knowledge);
  return { caption: { title, published: [], note }, adults, size: adults.length, seed };
}

interface Out {
  readonly print: (line: string) => void;
  readonly progress: Progress;
  readonly picture: string | undefined;
  readonly json: boolean;
}

function follow(
  { caption, adults, size, seed, drawnWith }: Population,
  cohorts: CohortsFile,
  knowledge: Knowledge,
  { print, progress, picture, json }: Out,
): void {
  const tally = new Tally(cohorts, knowledge);
  const followed = follower(cohorts, knowledge);
  let done = 0;
  for (const adult of adults) {
    // Each has chances of their own, so that what becomes of one does not depend on those before.
    tally.note(followed(adult, createRandom(seed + done)));
    done += 1;
    progress(done, size);
  }
  const tallied = tally.done();
  const held = holdGoals(cohorts.goals, tallied);
  if (picture !== undefined)
    writeFileSync(resolve(picture), burdenPicture(held, caption.title, knowledge.release.version));
  if (json) {
    print(JSON.stringify(asJson(caption.title, seed, held, tallied), null, 2));
    return;
  }
  for (const line of ratesTable(tallied.rates, caption, drawnWith)) print(line);
  for (const table of [goalsTable(held, tallied), stepsTable(tallied)]) {
    print('');
    for (const line of table) print(line);
  }
  print('');
}
