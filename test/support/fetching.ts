import { afterAll } from '@jest/globals';
import type { Card } from '../../src/core/model/advice.js';
import { createGatherer, type Gatherer, type GatherOptions } from '../../src/fhir/gather.js';
import { NOW } from './clock.js';
import { serve, type Running } from './serve.js';
import { knowledge } from './shipped.js';

export const TOKEN = 'canary-bearer-5f1c';

export interface Fetching extends Running {
  /** Forgets connections and breakers, as a new process would. */
  readonly renew: () => Promise<void>;
  /** What was reported of fetching. */
  readonly reported: Record<string, unknown>[];
}

/** The shipped knowledge and the real core, fetching from the servers agreed with its one client. */
export function serveFetching(
  agreed: () => readonly string[],
  options: Partial<GatherOptions> = {},
  now = (): Date => NOW,
): Fetching {
  const reported: Record<string, unknown>[] = [];
  let gatherer: Gatherer | undefined;
  const renew = async (): Promise<void> => {
    await gatherer?.close();
    gatherer = undefined;
  };
  afterAll(renew);
  let ids = 0;
  const running = serve({
    knowledge,
    advise: 'core',
    now,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    config: {
      client: 'public-sandbox',
      profile: 'us-nondevice',
      resultHook: 'org.hepacue.result-review',
      publicUrl: 'https://cds.example.org',
      canonicalBase: 'https://hepacue.org/fhir',
    },
    gather: (asked) => {
      const client = { id: asked.client.id, fhirServers: agreed() };
      gatherer ??= createGatherer({
        deadline: 400,
        clients: [client],
        report: (line) => reported.push(line),
        ...options,
      });
      return gatherer.gather({ ...asked, client });
    },
  });
  return { ...running, renew, reported };
}

/** The part of a request that allows fetching. */
export function access(fhirServer: string, scope = 'patient/*.rs'): object {
  return {
    fhirServer,
    fhirAuthorization: {
      access_token: TOKEN,
      token_type: 'Bearer',
      expires_in: 300,
      scope,
      subject: 'hepacue',
    },
  };
}

export async function cardsOf(answer: Response): Promise<readonly Card[]> {
  const { cards } = (await answer.json()) as { cards: Card[] };
  return cards;
}

/** Everything a clinician reads on the cards, in one text. */
export function textOf(cards: readonly Card[]): string {
  return cards
    .flatMap(({ summary, detail, suggestions = [] }) => [
      summary,
      detail,
      ...suggestions.flatMap(({ actions }) => actions.map(({ description }) => description)),
    ])
    .join('\n');
}
