import type { Received } from '../core/model/advice.js';
import type { Client, PrefetchTemplate } from '../core/model/knowledge.js';
import { isObject } from './element.js';
import { isOfPatient } from './whose.js';

/**
 * The key under which the encounter is asked for, where a site shows no cards for some. `context.encounterId` is optional and some
 * clients do not fill it in, so nobody else is asked.
 */
export const ENCOUNTER_KEY = 'encounter';
export const ENCOUNTER: PrefetchTemplate = { query: 'Encounter/{{context.encounterId}}' };

/** Whether an encounter is asked for: some client shows no cards for some of them. */
export function asksForEncounter(clients: Iterable<Pick<Client, 'noCardsFor'>>): boolean {
  return [...clients].some(({ noCardsFor }) => noCardsFor !== undefined);
}

/** Statuses of an encounter that never was. */
const NEVER_WAS: ReadonlySet<unknown> = new Set(['entered-in-error', 'cancelled']);

/**
 * The encounter in context, when it came and can be used: of that id, of that patient or of nobody that it names, not withdrawn, and
 * without a modifier extension, which might say the opposite. Takes anything; never throws.
 */
export function encounterIn(
  resources: readonly Received[],
  encounterId: string | undefined,
  patientId: string,
): Readonly<Record<string, unknown>> | undefined {
  if (encounterId === undefined) return undefined;
  for (const { resource } of resources) {
    const encounter = resource as Readonly<Record<string, unknown>>;
    if (
      encounter['resourceType'] === 'Encounter' &&
      encounter['id'] === encounterId &&
      isOfPatient(encounter, patientId) &&
      !NEVER_WAS.has(encounter['status']) &&
      (encounter['modifierExtension'] ?? undefined) === undefined
    )
      return encounter;
  }
  return undefined;
}

/** Whether the type, service type or class of an encounter is one for which this client shows no cards. */
export function isSwitchedOff(
  encounter: Readonly<Record<string, unknown>>,
  { noCardsFor }: Pick<Client, 'noCardsFor'>,
): boolean {
  const codings = ['type', 'serviceType', 'class'].flatMap((name) => codingsIn(encounter[name]));
  return codings.some(
    (coding) =>
      noCardsFor?.encounters.some(
        ({ system, code }) => coding['system'] === system && coding['code'] === code,
      ) ?? false,
  );
}

/** Of a Coding, a CodeableConcept, or a list of either: R4 has a Coding as class, R5 a list of concepts. */
function codingsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(codingsIn);
  if (!isObject(value)) return [];
  return 'coding' in value ? codingsIn(value['coding']) : [value];
}
