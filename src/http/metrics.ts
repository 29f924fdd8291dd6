import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Shown } from '../core/model/memory.js';
import type { Indicator, Knowledge } from '../core/model/knowledge.js';
import type { Log } from '../log.js';

/** What an answer to a hook came to, as far as it is counted. */
export interface CountedAnswer {
  readonly cards: readonly {
    readonly rule: string;
    readonly indicator: Indicator;
    readonly shown: Shown;
    readonly quietBy?: string;
  }[];
  /** Conditions of rules that could not be told, in the words of the rule's file. */
  readonly unknown: readonly { readonly rule: string; readonly condition: string }[];
  /** Codes of why resources were set aside. */
  readonly setAside: readonly string[];
  /** Why no card may be shown. */
  readonly noCardsBecause?: string | undefined;
}

/** How the store goes, since the start. */
export interface CountedStore {
  /** Why it cannot be used; undefined while it can. */
  readonly failing: string | undefined;
  /** Answers that were not kept, and requests answered without the cards of before. */
  readonly unrecorded: number;
  readonly notRecalled: number;
  /** Tokens taken on the word of this instance alone. */
  readonly tokensAlone: number;
}

export interface MetricsParts {
  readonly knowledge: Pick<Knowledge, 'rules' | 'services' | 'release'>;
  readonly version: string;
  /** Asked each time the numbers are. Absent: nothing is kept. */
  readonly store?: (() => CountedStore) | undefined;
  /** Whether the process is told of too: memory, processor, event loop. */
  readonly withProcess?: boolean;
}

/** Counts what the service does. No label holds anything of a request but what is on a list of ours. */
export interface Metrics {
  readonly answered: (answer: CountedAnswer) => void;
  readonly feedback: (
    items: readonly { readonly outcome: string; readonly reason?: { readonly code: string } }[],
  ) => void;
  /** The same log, whose lines are counted: answers, refused tokens, FHIR servers that did not answer. */
  readonly counting: (log: Log) => Log;
  readonly contentType: string;
  readonly text: () => Promise<string>;
}

/** Seconds; answers take some milliseconds, and half a second is what an EHR waits for. */
const SECONDS = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** What is on no list. */
const OTHER = 'other';
const NOT_FAILURES = new Set(['level', 'event', 'client']);

/** A registry of its own, so that two services in one process do not count together. */
export function createMetrics({ knowledge, version, store, withProcess = false }: MetricsParts): Metrics {
  const { rules, services, release } = knowledge;
  const registers = [new Registry()];
  const [register = new Registry()] = registers;
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> =>
    new Counter({ name: `hepacue_${name}`, help, labelNames, registers });
  const reasons = new Set(release.overrideReasons.map(({ code }) => code));
  const conditions = new Map(
    [...rules.values()].map(({ id, when }) => [id, new Set(when.map(({ label }) => label))]),
  );

  new Gauge({
    name: 'hepacue_info',
    help: 'What runs: version of the program and of the knowledge.',
    labelNames: ['version', 'knowledge'],
    registers,
  }).set({ version, knowledge: release.version }, 1);
  const answers = counter('answers_total', 'Answers by route, service and status.', [
    'route',
    'service',
    'status',
  ]);
  const seconds = new Histogram({
    name: 'hepacue_answer_seconds',
    help: 'How long answers took, from the first header to the last byte.',
    labelNames: ['route', 'service'],
    buckets: SECONDS,
    registers,
  });
  const cards = counter('cards_total', 'Cards that were worked out, and whether they were shown.', [
    'rule',
    'indicator',
    'shown',
  ]);
  const quieted = counter('quieted_total', 'Cards kept back by a part of the policy.', ['policy']);
  const unknown = counter(
    'unknown_total',
    'Rules that could not be decided, by the condition that was open.',
    ['rule', 'condition'],
  );
  const setAside = counter('set_aside_total', 'Resources that could not be used.', ['reason']);
  const withoutCards = counter('no_cards_total', 'Requests to which no card may be shown.', ['reason']);
  const told = counter('feedback_total', 'What users did with cards.', ['outcome', 'reason']);
  const fhir = counter('fhir_failures_total', 'Questions that FHIR servers did not answer.', ['reason']);
  const refused = counter('refused_tokens_total', 'Tokens that were not taken.', ['reason']);
  const storeFailures = counter('store_failures_total', 'Times the store stopped working.', []);
  if (store) tellStore(store, registers);
  if (withProcess) collectDefaultMetrics({ register });

  const known = <T>(id: T, list: { has(id: T): boolean }): T | typeof OTHER => (list.has(id) ? id : OTHER);
  return {
    answered: (answer) => {
      for (const { rule, indicator, shown, quietBy } of answer.cards) {
        cards.inc({ rule: known(rule, rules), indicator, shown });
        if (shown === 'quiet') quieted.inc({ policy: quietBy ?? OTHER });
      }
      for (const { rule, condition } of answer.unknown)
        unknown.inc({
          rule: known(rule, rules),
          condition: known(condition, conditions.get(rule) ?? new Set<string>()),
        });
      for (const reason of answer.setAside) setAside.inc({ reason });
      if (answer.noCardsBecause !== undefined) withoutCards.inc({ reason: answer.noCardsBecause });
    },
    feedback: (items) => {
      for (const { outcome, reason } of items)
        told.inc({ outcome, reason: reason ? known(reason.code, reasons) : 'none' });
    },
    counting: (log) => (line) => {
      log(line);
      const { route, service, status, ms, event, code, reason } = line;
      if (typeof route === 'string' && typeof ms === 'number') {
        const labels = { route, service: service === undefined ? 'none' : known(String(service), services) };
        answers.inc({ ...labels, status: String(status) });
        seconds.observe(labels, ms / 1_000);
      } else if (event === 'fhir-not-gathered') {
        for (const [why, count] of Object.entries(line))
          if (typeof count === 'number' && !NOT_FAILURES.has(why)) fhir.inc({ reason: why }, count);
      } else if (event === 'store-failing') storeFailures.inc();
      else if (code === 'not-authenticated') refused.inc({ reason: String(reason) });
    },
    contentType: register.contentType,
    text: () => register.metrics(),
  };
}

/** Read when the numbers are asked for. */
function tellStore(store: () => CountedStore, registers: Registry[]): void {
  new Gauge({
    name: 'hepacue_store_failing',
    help: '1 while the store cannot be used.',
    registers,
    collect() {
      this.set(Number(store().failing !== undefined));
    },
  });
  const told = (name: string, help: string, value: (counted: CountedStore) => number): void => {
    new Counter({
      name: `hepacue_${name}`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value(store()));
      },
    });
  };
  told('unrecorded_total', 'Answers that were not kept.', ({ unrecorded }) => unrecorded);
  told(
    'not_recalled_total',
    'Requests answered without the cards of before.',
    ({ notRecalled }) => notRecalled,
  );
  told(
    'tokens_alone_total',
    'Tokens that no other instance knows to be used.',
    ({ tokensAlone }) => tokensAlone,
  );
}
