import { type Advisor, createAdvisor } from './compile.js';
import { type Arms, withArms } from './experiments.js';
import type { AdvisorSettings } from './model/advice.js';
import type { Client, Knowledge } from './model/knowledge.js';

/** The advisor for a client and who is in these arms. */
export type AdvisorFor = (client: Client, arms?: Arms) => Advisor;

/** One advisor for each client, worked out at once; one for each combination of arms, worked out when somebody in it is first asked about. */
export function createAdvisors(knowledge: Knowledge, settings: AdvisorSettings): AdvisorFor {
  const all = new Map(
    [...knowledge.clients].map(([id, client]) => [keyOf(id, {}), createAdvisor(knowledge, client, settings)]),
  );
  return (client, arms = {}) => {
    const key = keyOf(client.id, arms);
    const known = all.get(key);
    if (known) return known;
    const made = createAdvisor(withArms(knowledge, arms), client, settings);
    // Anyone else, such as the client of the demo server, has no file: it is not kept.
    if (knowledge.clients.has(client.id)) all.set(key, made);
    return made;
  };
}

function keyOf(client: string, arms: Arms): string {
  return JSON.stringify([client, Object.entries(arms).sort()]);
}
