import { type RequestHandler, type Response, Router } from 'express';
import type { Release } from '../../core/model/knowledge.js';
import { ServiceError } from '../../errors.js';
import { notAllowed } from '../guards/errors.js';

type Resource = fhir4.FhirResource;

/** `/fhir`: the knowledge as FHIR resources, read-only. */
export function fhirRoutes(
  resources: readonly Resource[],
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
function answerRead(resources: readonly Resource[]): RequestHandler<{ type: string; id: string }> {
  const byPlace = new Map(resources.map((resource) => [placeOf(resource), resource]));
  return ({ params }, response) => {
    const found = byPlace.get(`${params.type}/${params.id}`);
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
function answerSearch(resources: readonly Resource[], publicUrl: string): RequestHandler<{ type: string }> {
  const types = new Set<string>(resources.map(({ resourceType }) => resourceType));
  return ({ params: { type }, originalUrl }, response) => {
    if (!types.has(type)) throw new ServiceError('resource-unknown');
    const query = new URLSearchParams(/\?(.*)$/su.exec(originalUrl)?.[1]);
    const asked = [...query].flatMap(([name, value]) => {
      const valueOf = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
      return valueOf && value !== '' ? [{ name, value, valueOf }] : [];
    });
    const found = resources.filter(
      (resource) =>
        resource.resourceType === type &&
        // FHIR R4: a comma is "or", a repeated parameter is "and".
        asked.every(({ value, valueOf }) => value.split(',').includes(valueOf(resource) ?? '')),
    );
    const used = new URLSearchParams(asked.map(({ name, value }): [string, string] => [name, value]));
    send(response, {
      resourceType: 'Bundle',
      type: 'searchset',
      total: found.length,
      link: [
        { relation: 'self', url: `${publicUrl}/fhir/${type}${used.size > 0 ? `?${used.toString()}` : ''}` },
      ],
      ...(found.length > 0 && {
        entry: found.map((resource) => ({
          fullUrl: `${publicUrl}/fhir/${placeOf(resource)}`,
          resource,
          search: { mode: 'match' as const },
        })),
      }),
    });
  };
}

/** `GET /fhir/metadata`: what of FHIR is offered here. */
function answerMetadata(
  resources: readonly Resource[],
  { version, date }: Pick<Release, 'version' | 'date'>,
  publicUrl: string,
): RequestHandler {
  const types = [...new Set(resources.map(({ resourceType }) => resourceType))];
  const statement: fhir4.CapabilityStatement = {
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
  return (_request, response) => send(response, statement);
}

function placeOf({ resourceType, id = '' }: Resource): string {
  return `${resourceType}/${id}`;
}

function send(response: Response, resource: Resource): void {
  response.type('application/fhir+json').send(JSON.stringify(resource));
}
