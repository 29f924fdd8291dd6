import { render } from 'preact';
import type { HookRequest } from '../parts/request.js';
import { ServiceError, errors } from '../../errors.js';
import { type Answering, answering } from './answering.js';
import { PatientPage } from './patient-page.js';

let loaded: Promise<Answering> | undefined;

/**
 * Shows the answer of a service to a request, worked out here: nothing of the request is sent anywhere.
 * @param request a CDS Hooks request: `{hook, hookInstance, context, prefetch}`
 * @returns once it is drawn, be it that it says why it cannot be answered
 */
export async function show(request: HookRequest, serviceId: string): Promise<void> {
  try {
    loaded ??= load();
    const { answer, known } = await loaded;
    const shown = await answer(serviceId, request);
    draw(<PatientPage request={request} shown={shown} known={known} />);
  } catch (error) {
    if (!(error instanceof ServiceError)) loaded = undefined;
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

function draw(page: Parameters<typeof render>[0]): void {
  const root = document.getElementById('page');
  if (root) render(page, root);
}

async function load(): Promise<Answering> {
  const response = await fetch(new URL('knowledge.json', document.baseURI)).catch(() => undefined);
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
