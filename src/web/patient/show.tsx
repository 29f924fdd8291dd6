import { render } from 'preact';
import type { HookRequest } from '../parts/request.js';
import { ServiceError, errors } from '../../errors.js';
import { type Answering, answering } from './answering.js';
import { PatientPage } from './patient-page.js';

/** By client; that of the service's settings is the one without a name. */
const loaded = new Map<string | undefined, Promise<Answering>>();

/**
 * Shows the answer of a service to a request, worked out here: nothing of the request is sent anywhere.
 * @param request a CDS Hooks request: `{hook, hookInstance, context, prefetch}`
 * @param client id of the client file whose agreements decide; without it that of the service's settings
 * @returns once it is drawn, be it that it says why it cannot be answered
 */
export async function show(request: HookRequest, serviceId: string, client?: string): Promise<void> {
  try {
    const loading = loaded.get(client) ?? load(client);
    loaded.set(client, loading);
    const { answer, known } = await loading;
    const shown = await answer(serviceId, request);
    draw(<PatientPage request={request} shown={shown} known={known} />);
  } catch (error) {
    if (!(error instanceof ServiceError)) loaded.delete(client);
    say('This cannot be shown', reasonOf(error));
  }
}

/** Says something instead of a patient. */
export function say(title: string, text: string): void {
  draw(
    <main class="alone panel">
      <h1>{title}</h1>
      <p role="alert">{text}</p>
      <p>
        <a href=".">Open the playground</a>
      </p>
    </main>,
  );
}

/** Puts a page in the place of the one before it. */
export function draw(page: Parameters<typeof render>[0]): void {
  const root = document.getElementById('page');
  if (root) render(page, root);
}

async function load(client: string | undefined): Promise<Answering> {
  const of = client === undefined ? '' : `?client=${encodeURIComponent(client)}`;
  const response = await fetch(new URL(`knowledge.json${of}`, document.baseURI)).catch(() => undefined);
  if (!response?.ok) throw new Error('The knowledge could not be loaded from the service.');
  return answering(await response.text(), {
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    loadEngine: async () => (await import('../../core/language/fhirpath.js')).fhirpathEngine,
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof ServiceError) {
    const where = error.where.filter((part) => part !== '').join(', ');
    return [error.message, where === '' ? '' : `Where: ${where}.`, errors[error.code].todo].join(' ');
  }
  return error instanceof Error ? error.message : 'Something went wrong.';
}
