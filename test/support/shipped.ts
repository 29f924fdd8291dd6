import { fileURLToPath } from 'node:url';
import type { Example, Profile } from '../../src/core/model/knowledge.js';
import type { Case } from '../../src/cases/case.js';
import { examplesWith } from '../../src/cases/examples-with.js';
import { vignettesOf } from '../../src/cases/vignettes.js';
import { hookOf } from '../../src/hooks/discovery.js';
import { knowledgeOf } from '../../src/knowledge/built.js';
import { builtOf } from './built.js';
import { NOW } from './clock.js';
import { serve, type Running } from './serve.js';

/** The knowledge as shipped. */
export const KNOWLEDGE_FOLDER = fileURLToPath(new URL('../../cds-hooks', import.meta.url));
const built = await builtOf(KNOWLEDGE_FOLDER);
export const knowledge = knowledgeOf(built);

const RESULT_HOOK = 'org.hepacue.result-review';
let read: readonly Example[] | undefined;
/** Its examples, for any day. */
export function shippedExamples(): readonly Example[] {
  read ??= examplesWith(
    vignettesOf(built.vignettes as readonly Case[], knowledge),
    KNOWLEDGE_FOLDER,
    knowledge,
    (service) => hookOf(service, RESULT_HOOK),
  );
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
