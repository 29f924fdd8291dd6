import { type RequestHandler, type Response, Router } from 'express';
import type { Release } from '../../core/model/knowledge.js';
import { ServiceError } from '../../errors.js';
import { notAllowed } from '../guards/errors.js';

type Resource = fhir4.FhirResource;

/** `/fhir`: the knowledge as FHIR resources, read-only. */
export function fhirRoutes(
  resources: () => Promise<readonly Resource[]>,
  release: Pick<Release, 'version' | 'date'>,
  publicUrl: string,
): Router {
  const router = Router();
  router
    .route('/fhir/metadata')
    .get(answerMetadata(resources, release, publicUrl))
    .all(notAllowed('GET', 'HEAD'));
  router.route('/fhir/:type').get(answerSearch(resources, publicUrl)).all(notAllowed('GET', 'HEAD'));
  router.route('/fhir/:type/:id').get(answerRead(resources)).all(notAllowed('GET', 'HEAD'));
  return router;
}

/** `GET /fhir/:type/:id` */
function answerRead(
  resources: () => Promise<readonly Resource[]>,
): RequestHandler<{ type: string; id: string }> {
  return async ({ params }, response) => {
    const place = `${params.type}/${params.id}`;
    const found = (await resources()).find((resource) => placeOf(resource) === place);
    if (!found) throw new ServiceError('resource-unknown');
    send(response, found);
  };
}

/** The search parameters we know. FHIR R4: a parameter a server does not know is passed over, and the self link tells. */
const PARAMETERS: Readonly<Record<string, (resource: Resource) => string | undefined>> = {
  _id: ({ id }) => id,
  url: (resource) => ('url' in resource ? resource.url : undefined),
};

/** `GET /fhir/:type`: all of a type, or those with the `url` or `_id` asked for. */
function answerSearch(
  resources: () => Promise<readonly Resource[]>,
  publicUrl: string,
): RequestHandler<{ type: string }> {
  return async ({ params: { type }, originalUrl }, response) => {
    const ofType = (await resources()).filter(({ resourceType }) => resourceType === type);
    if (ofType.length === 0) throw new ServiceError('resource-unknown');
    const query = new URLSearchParams(/\?(.*)$/su.exec(originalUrl)?.[1]);
    const asked = [...query].flatMap(([name, value]) => {
      const valueOf = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
      return valueOf && value !== '' ? [{ name, value, valueOf }] : [];
    });
    const found = ofType.filter((resource) =>
      // FHIR R4: a comma is "or", a repeated parameter is "and".
      asked.every(({ value, valueOf }) => value.split(',').includes(valueOf(resource) ?? '')),
    );
    const elements = query.get('_elements') ?? '';
    const used = new URLSearchParams(asked.map(({ name, value }): [string, string] => [name, value]));
    if (elements !== '') used.set('_elements', elements);
    const shown = elements === '' ? found : found.map((resource) => onlyElements(resource, elements));
    send(response, {
      resourceType: 'Bundle',
      type: 'searchset',
      total: shown.length,
      link: [
        { relation: 'self', url: `${publicUrl}/fhir/${type}${used.size > 0 ? `?${used.toString()}` : ''}` },
      ],
      ...(shown.length > 0 && {
        entry: shown.map((resource) => ({
          fullUrl: `${publicUrl}/fhir/${placeOf(resource)}`,
          resource,
          search: { mode: 'match' as const },
        })),
      }),
    });
  };
}

/** FHIR R4: with `_elements` a resource keeps those, what it must have, and a tag that says so. */
function onlyElements(resource: Resource, elements: string): Resource {
  const kept = new Set(['resourceType', 'id', 'status', ...elements.split(',')]);
  const part = Object.fromEntries(Object.entries(resource).filter(([name]) => kept.has(name)));
  return { ...part, meta: { ...resource.meta, tag: [...(resource.meta?.tag ?? []), SUBSETTED] } } as Resource;
}

const SUBSETTED: fhir4.Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
};

/** `GET /fhir/metadata`: what of FHIR is offered here. */
function answerMetadata(
  resources: () => Promise<readonly Resource[]>,
  release: Pick<Release, 'version' | 'date'>,
  publicUrl: string,
): RequestHandler {
  return async (_request, response) => send(response, statementOf(await resources(), release, publicUrl));
}

function statementOf(
  resources: readonly Resource[],
  { version, date }: Pick<Release, 'version' | 'date'>,
  publicUrl: string,
): fhir4.CapabilityStatement {
  const types = [...new Set(resources.map(({ resourceType }) => resourceType))];
  return {
    resourceType: 'CapabilityStatement',
    status: 'draft',
    experimental: true,
    date,
    kind: 'instance',
    software: { name: 'HepaCue', version },
    implementation: {
      description: 'The knowledge of this CDS Hooks service as FHIR artefacts, read-only.',
      url: `${publicUrl}/fhir`,
    },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        ...(types.length > 0 && {
          resource: types.map((type) => ({
            type,
            interaction: [{ code: 'read' as const }, { code: 'search-type' as const }],
            searchParam: [
              { name: '_id', type: 'token' as const },
              { name: 'url', type: 'uri' as const },
            ],
          })),
        }),
      },
    ],
  };
}

function placeOf({ resourceType, id = '' }: Resource): string {
  return `${resourceType}/${id}`;
}

function send(response: Response, resource: Resource): void {
  response.type('application/fhir+json').send(JSON.stringify(resource));
}
