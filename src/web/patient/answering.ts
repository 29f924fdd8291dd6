import { type Advisor, createAdvisor } from '../../core/compile.js';
import type { Engine } from '../../core/language/expression.js';
import type { Card } from '../../core/model/advice.js';
import type { Explanation } from '../../core/model/explanation.js';
import { type Portable, unpack } from '../../core/portable.js';
import { createAnswer } from '../../hooks/answer.js';
import type { Silence } from '../../hooks/silence.js';

/** What the page shows of a request. */
export interface Shown {
  readonly cards: readonly Card[];
  readonly explanation: Explanation;
  /** Set where no card may be shown. */
  readonly noCardsBecause?: Silence;
  /** When it was answered. */
  readonly now: Date;
}

/** Answers requests in the browser; nothing of them leaves it. */
export interface Answering {
  readonly known: Portable;
  /** @throws ServiceError as the service would answer with */
  readonly answer: (serviceId: string, request: unknown) => Promise<Shown>;
}

/** What the clock and chance are taken from. */
export interface Surroundings {
  readonly now: () => Date;
  readonly newId: () => string;
  /** Loads fhirpath.js; asked for only where an expression needs it. */
  readonly loadEngine: () => Promise<Engine>;
}

/** @param text what the service gives at `/knowledge.json` */
export function answering(text: string, { now, newId, loadEngine }: Surroundings): Answering {
  let engine: Engine | undefined;
  let isWanted = false;
  const known = unpack(text, (source) => {
    if (engine) return engine.compile(source);
    isWanted = true;
    throw new Error('fhirpath.js is not loaded yet');
  });
  const { knowledge, client, settings } = known;
  let advisor: Advisor | undefined;
  const advisorFor = (): Advisor => (advisor ??= createAdvisor(knowledge, client, settings));
  const once = async (serviceId: string, request: unknown): Promise<Shown> => {
    const at = now();
    const { resultHook } = settings;
    const answer = createAnswer({ knowledge, resultHook, advisorFor, now: () => at, newId });
    const { cards, explain, noCardsBecause } = await answer(serviceId, request, client);
    return { cards, explanation: explain(), now: at, ...(noCardsBecause && { noCardsBecause }) };
  };
  return {
    known,
    answer: async (serviceId, request) => {
      const shown = await once(serviceId, request);
      if (!isWanted) return shown;
      // What asked for the engine was answered with "cannot tell".
      engine ??= await loadEngine();
      isWanted = false;
      return once(serviceId, request);
    },
  };
}
