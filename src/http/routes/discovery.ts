import type { RequestHandler } from 'express';
import type { Knowledge } from '../../core/model/knowledge.js';
import { discovery } from '../../hooks/discovery.js';

/** `GET /cds-services`: the same bytes for everyone, made once. */
export function answerDiscovery(knowledge: Knowledge, resultHook: string): RequestHandler {
  const body = Buffer.from(JSON.stringify(discovery(knowledge, resultHook)));
  return (_request, response) => {
    response.type('json').send(body);
  };
}
