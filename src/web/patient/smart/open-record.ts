import { filled } from '../../../hooks/fill-tokens.js';
import type { SmartEhr, SmartSettings } from '../../../hooks/smart-settings.js';
import { contextOf, type SmartContext } from './context.js';
import { discover } from './discover.js';
import { type HookBody, hookRequest } from './hook-request.js';
import { keep, take, type TabStorage } from './pending.js';
import { Problem } from './problem.js';
import { readRecord } from './read-record.js';
import { beginSignIn, endSignIn } from './sign-in.js';

/** What opening a record needs of the browser. */
export interface Door {
  /** Where the page was opened, with what was handed over. */
  readonly url: URL;
  /** Over https, or on this machine. */
  readonly isSecure: boolean;
  readonly settings: SmartSettings;
  readonly storage: TabStorage;
  /** Leaves for another page. */
  readonly leave: (url: string) => void;
  /** Takes what was handed over out of the address of the page. */
  readonly tidy: () => void;
  readonly newId: () => string;
  /** Told what is being done, and with which EHR. */
  readonly say: (step: 'signing-in' | 'reading', title: string) => void;
}

/** A record that was read, as a request to answer. */
export interface OpenedRecord {
  readonly request: HookBody;
  readonly serviceId: string;
  /** Id of the client file of the EHR: what is agreed with it decides the answer. */
  readonly client: string;
}

/** Whether the page was opened by an EHR, or on the way back from one. */
export function isHandedOver({ searchParams }: URL): boolean {
  return ['iss', 'code', 'error', 'state'].some((name) => searchParams.has(name));
}

/**
 * Opens the record of a patient: the way out to the sign-in of the EHR (then there is nothing yet), or the way back from it.
 * @throws Problem
 */
export async function openRecord(door: Door): Promise<OpenedRecord | undefined> {
  const asked = door.url.searchParams;
  return asked.has('iss') && !asked.has('state') ? wayOut(door, asked) : wayBack(door, asked);
}

async function wayOut(door: Door, asked: URLSearchParams): Promise<undefined> {
  const { redirectUri } = door.settings;
  // Without it there is nothing to make a code challenge with.
  if (!door.isSecure) throw new Problem('not-secure');
  const iss = asked.get('iss') ?? '';
  const ehr = ehrOf(door.settings, iss);
  // What is remembered is remembered for one origin.
  if (door.url.origin + door.url.pathname !== redirectUri) throw new Problem('other-address', redirectUri);
  door.say('signing-in', ehr.title);
  const launch = asked.get('launch');
  const { pending, url } = await beginSignIn(ehr, await discover(ehr), {
    iss,
    redirectUri,
    ...(launch !== null && launch !== '' && { launch }),
  });
  keep(door.storage, pending);
  door.leave(url);
}

async function wayBack(door: Door, answered: URLSearchParams): Promise<OpenedRecord> {
  const pending = take(door.storage);
  door.tidy();
  if (!pending || pending.state !== answered.get('state')) throw new Problem('state-mismatch');
  const { redirectUri } = door.settings;
  const ehr = ehrOf(door.settings, pending.iss);
  door.say('signing-in', ehr.title);
  const context = contextOf(await endSignIn(ehr, await discover(ehr), pending, { answered, redirectUri }));
  door.say('reading', ehr.title);
  const service = serviceFor(door.settings, context);
  const queries = new Map(
    Object.entries(service.prefetch ?? {}).flatMap(([key, template]) => {
      const query = filled(template, context);
      return query === undefined ? [] : [[key, query] as const];
    }),
  );
  const round = await readRecord(ehr.issuer, context, queries);
  return {
    request: hookRequest(service.hook, context, round, door.newId()),
    serviceId: service.id,
    client: ehr.client,
  };
}

/** Letter by letter, but for slashes at the end. */
function ehrOf({ ehrs }: SmartSettings, iss: string): SmartEhr {
  const ehr = ehrs.find(({ issuer }) => iss.startsWith(issuer) && /^\/*$/u.test(iss.slice(issuer.length)));
  if (!ehr) throw new Problem('issuer-unknown', iss);
  return ehr;
}

/** The service that made the card, where it can be asked from a page; else the first that can. */
function serviceFor(
  { services }: SmartSettings,
  { appContext }: SmartContext,
): SmartSettings['services'][number] {
  const service = services.find(({ id }) => id === appContext) ?? services[0];
  if (!service) throw new Problem('settings-unreachable');
  return service;
}
