import type { Issue, KeptAnswer, MemoryOf, PatientMemory, Told, Whose } from '../core/model/memory.js';
import type { Database, Row } from './database.js';
import { within } from './deadline.js';
import { asShare, type Pseudonym } from './pseudonyms.js';
import { createQueue } from './queue.js';
import { digestsOf, recallCards } from './recall.js';
import { type Recorded, record } from './record.js';

export interface MemoryParts {
  readonly database: Database;
  /** Without it, nothing that tells patients or users apart is kept, and nothing is recalled. */
  readonly pseudonym: Pseudonym | undefined;
  /** Milliseconds within which the cards of before must be there. */
  readonly deadline?: number | undefined;
  /** Told of a batch that can never be written. */
  readonly refused: (error: unknown) => void;
}

/** What is kept of patients, and how that goes. */
export interface Memory {
  readonly memoryOf: MemoryOf;
  /** Writes all that waits. Never rejects. */
  flush(): Promise<void>;
  readonly counts: {
    /** Answers that were not kept, since the start. */
    readonly unrecorded: number;
    /** Requests that were answered without the cards of before. */
    readonly notRecalled: number;
  };
}

/** What a request may wait for what was said before: a fifth of what an answer may take. */
const DEADLINE = 100;
/** Answers written at once, milliseconds they wait for each other, and how many may wait while the store cannot be used. */
const BATCH = 200;
const WAIT = 200;
const MOST_WAITING = 5_000;
const RETRY = 1_000;

/** The memory of all patients over a store. */
export function createMemory({ database, pseudonym, deadline = DEADLINE, refused }: MemoryParts): Memory {
  const counts = { unrecorded: 0, notRecalled: 0 };
  const queue = createQueue<Recorded>({
    write: (some) => record(database, some),
    lost: (some, error) => {
      counts.unrecorded += some;
      if (error !== undefined) refused(error);
    },
    ...{ batch: BATCH, wait: WAIT, most: MOST_WAITING, retry: RETRY },
  });

  const recalled = (pseudonym: Pseudonym, patient: string, whose: Whose): Promise<readonly Told[]> => {
    const { client, patientId, userId } = whose;
    const person = pseudonym('user', client, userId);
    const digest = digestsOf(pseudonym, client, patientId);
    // Before the database is asked: what is written meanwhile is in one of both.
    const unwritten = queue
      .waiting()
      .flatMap(({ cards }) => cards)
      .filter((card) => card['patient'] === patient);
    return recallCards(database, { client, patient, person, digest }, unwritten);
  };

  const memoryOf = (whose: Whose): PatientMemory => {
    const { client, patientId } = whose;
    const patient = pseudonym?.('patient', client, patientId);
    return {
      share: (name) => pseudonym && asShare(pseudonym('share', client, patientId, name)),
      recall: async () => {
        if (!pseudonym || patient === undefined) return [];
        try {
          return await within(deadline, recalled(pseudonym, patient, whose));
        } catch {
          counts.notRecalled++;
          return [];
        }
      },
      keep: (answer) => {
        try {
          queue.add(rowsOf(answer, whose, pseudonym));
        } catch (error) {
          counts.unrecorded++;
          refused(error);
        }
      },
    };
  };
  return { memoryOf, flush: () => queue.flush(), counts };
}

function rowsOf(answer: KeptAnswer, whose: Whose, pseudonym: Pseudonym | undefined): Recorded {
  const { client, patientId, userId } = whose;
  const { at, service, knowledge, language, issues } = answer;
  const day = at.toISOString().slice(0, 10);
  // In one order, as the same arms are the same text.
  const arms = JSON.stringify(Object.fromEntries(Object.entries(answer.arms).sort()));
  const common = { day, client, service, knowledge, arms };
  const [patient, person] = pseudonym
    ? [pseudonym('patient', client, patientId), pseudonym('user', client, userId)]
    : [null, null];
  const digest = pseudonym && digestsOf(pseudonym, client, patientId);
  const cardOf = (issue: Issue): Row => ({
    ...common,
    card: issue.card,
    at: at.getTime(),
    rule: issue.rule,
    topic: issue.topic,
    indicator: issue.indicator,
    language,
    shown: issue.shown,
    quiet_by: issue.quietBy ?? null,
    patient,
    person,
    basis: digest?.('basis', issue.basis) ?? null,
    held: JSON.stringify(digest ? issue.held.map((one) => digest('held', one)) : []),
    samples: JSON.stringify(issue.samples),
    offered: JSON.stringify(issue.offered),
  });
  return { opening: common, cards: issues.map(cardOf) };
}
