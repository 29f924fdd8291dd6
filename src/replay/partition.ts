import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createAdvisor } from '../core/compile.js';
import type { OutcomesFile } from '../core/model/files.generated.js';
import type { Client, Knowledge } from '../core/model/knowledge.js';
import { builtIn, knowledgeOf } from '../knowledge/built.js';
import type { Assess } from './lines/concepts.js';
import { IRRELEVANT, RELEVANT, TRIGGER } from './lines/concepts.js';
import { partitionOf, readRecords } from './lines/records.js';
import { aboutBy } from './patient/about.js';
import { outcomeReader } from './patient/outcome.js';
import { type Asked, type ReplayParts, replayPatient } from './patient/replay-patient.js';
import { requester } from './patient/request-as-of.js';
import { type Sample, Samples } from './samples.js';
import type { Settings } from './settings.js';
import { type Counts, Tally } from './tally.js';
import type { WorkFolder } from './work-folder.js';

/** What a partition came to, without its findings. */
export interface PartitionResult {
  readonly counts: Counts;
  readonly samples: readonly Sample[];
}

/** What every worker makes once of the knowledge and the settings in a work folder. */
export interface Prepared {
  readonly assess: Assess;
  readonly replay: (partition: number) => Promise<void>;
}

/** Bytes of lines that are held at once: of a larger partition the patients are done in turns. */
const MOST_HELD = 192 * 1024 * 1024;
const DIGEST = 16;

export const NO_CLIENT: Client = {
  id: 'none',
  title: 'A client without local codes',
  language: 'en',
  suggestions: 'grouped',
  acceptStatuses: [],
  localCodes: [],
};

/** Reads the knowledge that was put into the work folder. */
export function prepare(work: WorkFolder, settings: Settings, outcomes?: OutcomesFile): Prepared {
  const knowledges = settings.variants.map((_, place) =>
    knowledgeOf(builtIn(readFileSync(work.knowledge(place), 'utf8'))),
  );
  const [base] = knowledges;
  if (!base) throw new Error('a replay asks at least one knowledge');
  const triggers = triggersOf(base);
  const asked = knowledges.map((knowledge, place) =>
    askedOf(knowledge, settings, settings.variants[place] ?? '', triggers),
  );
  const aboutOf = aboutBy(asked.map(({ advisor }) => advisor));
  const fixed = {
    ...{ asked, aboutOf, triggers },
    client: clientOf(base, settings),
    seenAround: outcomes && outcomeReader(outcomes, base),
    digest: (text: string) => createHmac('sha256', settings.key).update(text).digest('hex').slice(0, DIGEST),
  };
  return {
    assess: (resource) => {
      const { labs, called, concerns } = aboutOf(resource);
      if (called.length > 0 || labs.some((lab) => triggers.has(lab))) return RELEVANT | TRIGGER;
      return concerns ? RELEVANT : IRRELEVANT;
    },
    replay: (partition) => replayPartition(partition, work, settings, fixed),
  };
}

async function replayPartition(
  partition: number,
  work: WorkFolder,
  settings: Settings,
  fixed: Omit<ReplayParts, 'tally' | 'samples' | 'write'>,
): Promise<void> {
  const tally = new Tally();
  const samples = new Samples(settings.samples);
  const found: string[] = [];
  const paths = work.linesOf(partition);
  const turns = Math.max(Math.ceil(work.size(partition) / MOST_HELD), 1);
  for (let turn = 0; turn < turns; turn++) {
    // Of one partition all patients have the same remainder, so that the turns go by another part of their hash.
    const isWanted = (id: string): boolean => turns === 1 || partitionOf(`turn ${id}`, turns) === turn;
    for (const [id, { lines, starts }] of await readRecords(paths, isWanted))
      if (starts)
        replayPatient(id, lines, {
          ...fixed,
          tally,
          samples,
          write: (line) => found.push(JSON.stringify(line)),
        });
  }
  found.sort(byBytes);
  work.finish(partition, found.map((line) => `${line}\n`).join(''), {
    counts: tally.counts(),
    samples: samples.all(),
  } satisfies PartitionResult);
}

export function byBytes(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function triggersOf({ labs }: Knowledge): ReadonlySet<string> {
  return new Set([...labs.values()].flatMap(({ id, role }) => (role === 'trigger' ? [id] : [])));
}

function clientOf({ clients }: Knowledge, { client }: Settings): Client {
  return (client === undefined ? undefined : clients.get(client)) ?? NO_CLIENT;
}

function askedOf(
  knowledge: Knowledge,
  settings: Settings,
  name: string,
  triggers: ReadonlySet<string>,
): Asked {
  const service = knowledge.services.get(settings.service);
  if (!service) throw new Error(`there is no service ${settings.service}`);
  const advisor = createAdvisor(knowledge, clientOf(knowledge, settings), {
    profile: settings.profile,
    publicUrl: '',
    canonicalBase: '',
  });
  return { name, advisor, service, requestAsOf: requester(service, triggers) };
}
