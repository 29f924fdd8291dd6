import { fileURLToPath } from 'node:url';
import type * as compileModule from '../../src/core/compile.js';
import type * as prefetchModule from '../../src/hooks/prefetch.js';
import type * as requestModule from '../../src/hooks/request.js';
import type * as loadModule from '../../src/knowledge/load.js';
import { median } from './numbers.js';
import { SERVICE } from './workloads.js';

/** The steps of an answer in their order. */
export const STEPS = ['parse', 'request', 'prefetch', 'advise', 'stringify'] as const;
/** Microseconds of CPU of each step of one answer. */
export type Split = Readonly<Record<(typeof STEPS)[number], number>>;

/** Takes an answer apart into its steps: what is built in `dist`, in this process, without HTTP. */
export async function splitter(dist: URL, knowledgeFolder: string) {
  const built = async <T>(path: string): Promise<T> => (await import(new URL(path, dist).href)) as T;
  const { loadKnowledge } = await built<typeof loadModule>('knowledge/load.js');
  const { parseRequest } = await built<typeof requestModule>('hooks/request.js');
  const { prefetchReader } = await built<typeof prefetchModule>('hooks/prefetch.js');
  const { createAdvisor } = await built<typeof compileModule>('core/compile.js');
  const knowledge = loadKnowledge(knowledgeFolder);
  const service = knowledge.services.get(SERVICE);
  const client = knowledge.clients.get('public-sandbox');
  if (!service || !client) throw new Error(`${fileURLToPath(dist)}: no ${SERVICE} or no public-sandbox`);
  const advisor = createAdvisor(knowledge, client, {
    publicUrl: 'http://127.0.0.1:3000',
    profile: 'us-nondevice',
    canonicalBase: 'https://hepacue.org/fhir',
  });
  const occasion = { now: new Date(), newId: () => '00000000-0000-4000-8000-000000000000' };
  const readPrefetch = prefetchReader(service, knowledge);

  /** The median of the rounds; the first third of them warms up. In each, a step is done for all answers before the next. */
  return (body: string, answers: number, rounds: number, done: () => void): Split => {
    const times = Object.fromEntries(STEPS.map((step) => [step, []])) as unknown as Record<
      keyof Split,
      number[]
    >;
    for (let round = 0; round < rounds; round++) {
      const each = <From, To>(step: keyof Split, from: readonly From[], work: (one: From) => To): To[] => {
        const start = process.cpuUsage();
        const made = from.map(work);
        const { user, system } = process.cpuUsage(start);
        times[step].push((user + system) / answers);
        return made;
      };
      const texts = Array.from({ length: answers }, () => body);
      const bodies = each('parse', texts, (text) => JSON.parse(text) as unknown);
      const requests = each('request', bodies, (one) =>
        parseRequest(one, service, 'org.hepacue.result-review'),
      );
      const came = each('prefetch', requests, (one) => readPrefetch(one, advisor));
      const asked = requests.map(({ patientId, userId }, index) => ({
        service,
        patientId,
        userId,
        ...came[index]!,
      }));
      const cards = each('advise', asked, (one) => advisor.advise(one, occasion).cards);
      each('stringify', cards, (one) => JSON.stringify({ cards: one }));
      done();
    }
    const all = STEPS.map((step) => [step, median(times[step].slice(Math.floor(rounds / 3)))]);
    return Object.fromEntries(all);
  };
}
