import { createAdvisor } from '../../src/core/compile.js';
import type { Explanation } from '../../src/core/model/explanation.js';
import type { Client, Knowledge, QuietPolicy, Rule } from '../../src/core/model/knowledge.js';
import type { ToldAnswer } from '../../src/core/model/memory.js';
import { type Answered, createAnswer } from '../../src/hooks/answer.js';
import { man, reviewOf, topicsOf, VIEW, viewOf } from './ask.js';
import { NOW } from './clock.js';
import { type Remembering, remembering } from './memory.js';
import { knowledge as shipped } from './shipped.js';

const DAY = 86_400_000;

type Json = Readonly<Record<string, unknown>>;

/** Who opens the chart, of whom, when, and through what. */
export interface Visit {
  /** Days from `NOW`, parts of days too. */
  readonly day?: number;
  readonly user?: string;
  readonly patient?: Json;
  /** Other prefetch. */
  readonly more?: Json;
  /** The results are handed over by the result hook. */
  readonly review?: boolean;
  /** Only asked why: nothing is sent, and nothing kept. */
  readonly explainOnly?: boolean;
}

export interface Visited extends Answered {
  readonly explanation: Explanation;
  /** Topic → indicator of what was shown. */
  readonly topics: Readonly<Record<string, string>>;
}

/** A site whose answers are kept. */
export interface Site {
  readonly memory: Remembering;
  /** What is quiet, and for how long: a test may change it between two visits. */
  readonly policy: { -readonly [Key in keyof QuietPolicy]: QuietPolicy[Key] };
  readonly visit: (results: readonly unknown[], visit?: Visit) => Promise<Visited>;
  /** A user's answer to the card of a topic that was kept last, so many days from `NOW`. */
  readonly answer: (topic: string, answer: Partial<ToldAnswer> & { readonly day: number }) => void;
}

/** What a test changes of the shipped knowledge and client. */
export interface Changed {
  readonly quiet?: Partial<QuietPolicy>;
  readonly rules?: Readonly<Record<string, Partial<Rule>>>;
  readonly client?: Partial<Client>;
  /** Absent: nothing is kept. */
  readonly forgets?: true;
}

export function at(day: number): Date {
  return new Date(NOW.getTime() + day * DAY);
}

/** The day of a sample, so many days from `NOW`. */
export function sampledOn(day: number): string {
  return at(day).toISOString();
}

export function siteWith({ quiet = {}, rules = {}, client: own = {}, forgets }: Changed = {}): Site {
  const policy = { ...shipped.quiet, ...quiet };
  const knowledge: Knowledge = {
    ...shipped,
    quiet: policy,
    rules: new Map([...shipped.rules].map(([id, rule]) => [id, { ...rule, ...rules[id] }])),
  };
  const found = shipped.clients.get('public-sandbox');
  if (!found) throw new Error('nobody asks');
  const client: Client = { ...found, ...own };
  const advisor = createAdvisor(knowledge, client, {
    profile: 'full',
    publicUrl: 'https://cds.example.org',
    canonicalBase: 'https://hepacue.org/fhir',
  });
  const memory = remembering();
  let ids = 0;
  let now = NOW;
  const ask = createAnswer({
    knowledge,
    resultHook: 'org.hepacue.result-review',
    advisorFor: () => advisor,
    now: () => now,
    newId: () => `id-${String(++ids)}`,
    ...(!forgets && { memoryOf: memory.memoryOf }),
  });
  return {
    memory,
    policy,
    visit: async (
      results,
      { day = 0, user = 'Practitioner/1', patient = man, more, review, explainOnly } = {},
    ) => {
      now = at(day);
      const body = (review ? reviewOf : viewOf)(results, { patient, ...more });
      const context = { ...(body['context'] as Json), userId: user, patientId: patient['id'] };
      const service = review ? 'raised-ferritin-b12-result-review' : VIEW;
      const answered = await ask(service, { ...body, context }, client);
      let explanation: Explanation | undefined;
      if (!explainOnly) answered.keep();
      return {
        ...answered,
        get explanation() {
          return (explanation ??= answered.explain());
        },
        topics: topicsOf(answered.cards),
      };
    },
    answer: (topic, { day, ...answer }) => {
      const card = memory.issues.findLast((issue) => issue.topic === topic);
      if (!card) throw new Error(`no card of ${topic}`);
      memory.answered(client.id, card.card, { at: at(day), ...answer });
    },
  };
}
