import type { Conditions, Reason } from '../model/knowledge.js';
import type { Facts } from './facts.js';

/** A reason on record about a trigger, and the exceptions for which its result counts all the same. */
export interface FoundReason {
  readonly reason: Reason;
  readonly exceptions: Conditions;
}

/**
 * The reasons on record for which a raised result of a trigger would be set aside.
 * @param asked facts of which exceptions are asked: one that holds by any of them holds
 */
export function reasonsAbout(
  labId: string,
  reasons: Iterable<Reason>,
  facts: Facts,
  asked: readonly Facts[],
): FoundReason[] {
  const found: FoundReason[] = [];
  for (const reason of reasons) {
    if (!reason.about.includes(labId)) continue;
    if (!reason.when.every(({ expression }) => facts.ask(expression) === 'yes')) continue;
    const exceptions = reason.exceptions.filter(({ expression }) =>
      asked.some((one) => one.mayHold(expression)),
    );
    found.push({ reason, exceptions });
  }
  return found;
}

/** Set aside: for some reason, and of none of them an exception holds. */
export function isSetAside(found: readonly FoundReason[]): boolean {
  return found.length > 0 && found.every(({ exceptions }) => exceptions.length === 0);
}
