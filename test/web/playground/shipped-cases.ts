import type { Catalogue, ExampleLine, Lab, Service } from '../../../src/web/playground/api.js';
import type { HookRequest } from '../../../src/web/parts/request.js';
import type { Running } from '../../support/serve.js';
import { serveShipped, shippedExamples } from '../../support/shipped.js';

/** The service as the page meets it, with its examples. */
export function servePage(): Running {
  return serveShipped('public-sandbox', 'us-nondevice', shippedExamples());
}

/** What the page knows of a running service. */
export async function catalogueOf(service: Running): Promise<Catalogue> {
  const [discovery, labs, examples] = await Promise.all(
    ['/cds-services', '/labs', '/examples'].map(async (path) => (await service.get(path)).json()),
  );
  const { services } = discovery as { services: Service[] };
  const { knowledge, labs: list } = labs as { knowledge: Catalogue['knowledge']; labs: Lab[] };
  return {
    knowledge,
    services,
    labs: list,
    examples: (examples as { examples: ExampleLine[] }).examples,
    demo: false,
  };
}

/** Every shipped request, with the service it is for. */
export async function shippedCases(
  service: Running,
  { examples, services }: Catalogue,
): Promise<{ id: string; service: Service; request: HookRequest }[]> {
  return Promise.all(
    examples.map(async ({ id, service: name }) => ({
      id,
      service: services.find((one) => one.id === name)!,
      request: (await (await service.get(`/examples/${id}`)).json()) as HookRequest,
    })),
  );
}
