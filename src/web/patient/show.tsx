import { type ComponentChildren, render } from 'preact';
import { ServiceError, errors } from '../../errors.js';
import { type Answering, answering } from './answering.js';
import type { Opened } from './opened.js';
import { PatientPage } from './patient-page.js';

/** By client: what was loaded to answer with. */
const loaded = new Map<string, Promise<Answering>>();

/**
 * Shows the answer of a service to a request, worked out here: nothing of the request is sent anywhere.
 * @returns once it is drawn, be it that it says why it cannot be answered
 */
export async function show({ request, serviceId, client = '' }: Opened): Promise<void> {
  try {
    const loading = loaded.get(client) ?? load(client);
    loaded.set(client, loading);
    const { answer, known } = await loading;
    const shown = await answer(serviceId, request);
    draw(<PatientPage request={request} shown={shown} known={known} />);
  } catch (error) {
    // What could not be loaded is tried anew.
    if (!(error instanceof ServiceError)) loaded.delete(client);
    say('This cannot be shown', reasonOf(error));
  }
}

/**
 * Says something instead of a patient.
 * @param more what can be done about it
 */
export function say(title: string, text: string, more?: ComponentChildren): void {
  draw(
    <main class="alone panel">
      <h1>{title}</h1>
      <p role="alert">{text}</p>
      {more}
      <p>
        <a href=".">Open the playground</a>
      </p>
    </main>,
  );
}

/** Puts this on the page in the place of what is there. */
export function draw(page: ComponentChildren): void {
  const root = document.getElementById('page');
  if (root) render(page, root);
}

async function load(client: string): Promise<Answering> {
  const url = new URL('knowledge.json', document.baseURI);
  if (client !== '') url.searchParams.set('client', client);
  const response = await fetch(url).catch(() => undefined);
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
