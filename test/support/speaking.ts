import type { Knowledge } from '../../src/core/model/knowledge.js';
import { knowledge } from './shipped.js';

const CLIENT = 'public-sandbox';

/** The shipped knowledge, with a client that speaks a language. */
export function speaking(language: string): { readonly client: string; readonly known: Knowledge } {
  const client = { ...knowledge.clients.get(CLIENT)!, language };
  return {
    client: CLIENT,
    known: { ...knowledge, clients: new Map([...knowledge.clients, [CLIENT, client]]) },
  };
}
