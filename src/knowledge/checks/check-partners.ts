import type { Files } from '../files.js';
import type { Report } from '../knowledge-error.js';

/** Reports what no other file asks for: it would lie there unused, which is never what its author wanted. */
export function checkPartners(
  { rules, causes, orders, services, labs, stages }: Files,
  report: Report,
): void {
  const all = [...rules.values()];
  const named = (idsOf: (rule: (typeof all)[number]) => readonly string[] | undefined): Set<string> =>
    new Set(all.flatMap((rule) => idsOf(rule) ?? []));
  const considered = named(({ consider }) => consider);
  for (const id of causes.keys())
    if (!considered.has(id)) report(`causes/${id}.yaml`, 'id', 'no rule names it under consider');
  const suggested = named(({ suggest }) => suggest);
  for (const id of orders.keys())
    if (!suggested.has(id)) report(`orders/${id}.yaml`, 'id', 'no rule names it under suggest');
  const staged = new Set([...orders.values()].map(({ stage }) => stage));
  for (const { id, urgent } of stages.stages)
    if (!staged.has(id) && urgent !== true) report('stages.yaml', id, 'no order names it under stage');
  const asked = new Set([...services.values()].flatMap((service) => service.rules));
  for (const { id, status } of all)
    if (status === 'active' && !asked.has(id))
      report(`rules/${id}.yaml`, 'id', 'no service names it under rules');
  const triggers = named((rule) => rule.triggers);
  for (const { id, role } of labs.values())
    if (role === 'trigger' && !triggers.has(id))
      report(`labs/${id}.yaml`, 'role', 'is trigger, but no rule names it under triggers');
}
