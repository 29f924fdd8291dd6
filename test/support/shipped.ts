import { fileURLToPath } from 'node:url';
import type { Profile } from '../../src/core/knowledge.js';
import { advise } from '../../src/core/advise.js';
import { labsIn } from '../../src/core/record.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { serve, type Running } from './serve.js';

/** The knowledge as shipped. */
export const KNOWLEDGE_FOLDER = fileURLToPath(new URL('../../cds-hooks', import.meta.url));
export const knowledge = loadKnowledge(KNOWLEDGE_FOLDER);
export const NOW = new Date('2026-11-22T10:00:00Z');

/** Serves the shipped knowledge with the real core. */
export function serveShipped(client = 'public-sandbox', profile: Profile = 'us-nondevice'): Running {
  let ids = 0;
  return serve({
    knowledge,
    advise,
    labOf: labsIn,
    now: () => NOW,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    config: {
      client,
      profile,
      resultHook: 'org.hepacue.result-review',
      publicUrl: 'https://cds.example.org',
      canonicalBase: 'https://hepacue.org/fhir',
    },
  });
}
