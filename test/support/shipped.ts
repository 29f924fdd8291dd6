import { fileURLToPath } from 'node:url';
import type { Example, Profile } from '../../src/core/model/knowledge.js';
import { readExamples } from '../../src/cases/examples.js';
import { hookOf } from '../../src/hooks/discovery.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { NOW } from './clock.js';
import { serve, type Running } from './serve.js';

/** The knowledge as shipped. */
export const KNOWLEDGE_FOLDER = fileURLToPath(new URL('../../cds-hooks', import.meta.url));
export const knowledge = loadKnowledge(KNOWLEDGE_FOLDER);

const RESULT_HOOK = 'org.hepacue.result-review';
let read: readonly Example[] | undefined;
/** Its examples, for any day. Read when they are asked for: it takes a second, and most tests have requests of their own. */
export function shippedExamples(): readonly Example[] {
  read ??= readExamples(KNOWLEDGE_FOLDER, knowledge, (service) => hookOf(service, RESULT_HOOK));
  return read;
}

/** Serves the shipped knowledge with the real core. */
export function serveShipped(
  client = 'public-sandbox',
  profile: Profile = 'us-nondevice',
  examples: readonly Example[] = [],
): Running {
  let ids = 0;
  return serve({
    knowledge,
    advise: 'core',
    examples,
    now: () => NOW,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    config: {
      client,
      profile,
      resultHook: RESULT_HOOK,
      publicUrl: 'https://cds.example.org',
      canonicalBase: 'https://hepacue.org/fhir',
    },
  });
}
