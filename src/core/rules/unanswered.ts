import type { AdviceRequest, Remark, RemarkKind } from '../model/advice.js';
import type { OrderTest, OrderWindow, PrefetchTemplate, Service } from '../model/knowledge.js';
import type { Person } from '../readings/person.js';
import type { Readings } from '../readings/reading.js';

/** What is said of results that were asked for in vain, or held against a limit that was asked for in vain. */
export function unansweredRemarks(
  { unanswered = [], given, service }: AdviceRequest,
  triggers: readonly string[],
  readings: Readings,
  person: Person,
): Remark[] {
  if (unanswered.length === 0) return [];
  const remark = (lab: string, kind: RemarkKind): Remark => ({
    id: `${lab}-${kind}`,
    kind,
    lab,
    places: { day: readings(lab).day ?? '' },
  });
  const personUnknown = person.sex === undefined || person.age === undefined;
  return unanswered.flatMap((key) => {
    const lab = onlyLab(service, key);
    if (lab !== undefined && triggers.includes(lab))
      return [remark(lab, given.has(lab) ? 'answered-in-part' : 'not-answered')];
    if (typeAsked(service.prefetch[key]) !== 'Patient' || !personUnknown) return [];
    return triggers
      .filter((id) => readings(id).limit?.basis === 'default')
      .map((id) => remark(id, 'person-not-answered'));
  });
}

/** The lab a key asks for, when it asks for one alone. */
export function onlyLab(service: Service, key: string): string | undefined {
  const template = service.prefetch[key];
  return template && 'labs' in template && template.labs.length === 1 ? template.labs[0] : undefined;
}

function typeAsked(template: PrefetchTemplate | undefined): string | undefined {
  if (!template) return undefined;
  return 'labs' in template ? 'Observation' : /^[A-Za-z]+/u.exec(template.query)?.[0];
}

/** Prefetch keys whose data would have shown a test as done or asked for, and did not come or not in full. */
export function uncheckedKeys(
  { doneBy }: OrderTest,
  window: OrderWindow,
  { service, unavailable, unanswered = [] }: AdviceRequest,
): string[] {
  if (unavailable.length === 0 && unanswered.length === 0) return [];
  // Laboratory tests are not reported as procedures, nor imaging as results.
  const wanted =
    'since' in window
      ? ['ServiceRequest']
      : ['ServiceRequest', 'DiagnosticReport', doneBy.labs.length > 0 ? 'Observation' : 'Procedure'];
  const labs = new Set(doneBy.labs.flat());
  return Object.entries(service.prefetch).flatMap(([key, template]) => {
    const missing = unavailable.includes(key) || unanswered.includes(key);
    const shows = !('labs' in template) || template.labs.some((lab) => labs.has(lab));
    return missing && shows && wanted.includes(typeAsked(template) ?? '') ? [key] : [];
  });
}

/** Prefetch keys as they are spoken of: all that took the place of one former key by that one. */
export function spokenKeys(keys: readonly string[], { formerKeys }: Service): string[] {
  let spoken = [...keys];
  for (const [former, ones] of Object.entries(formerKeys)) {
    if (ones.length === 0 || !ones.every((key) => spoken.includes(key))) continue;
    const [first] = ones;
    spoken = spoken.flatMap((key) => (key === first ? [former] : ones.includes(key) ? [] : [key]));
  }
  return spoken;
}
