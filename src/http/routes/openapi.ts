import { readFileSync } from 'node:fs';
import type { RequestHandler } from 'express';

/** `GET /openapi.yaml`: the description beside this file, with the addresses and names of this deployment. */
export function answerOpenApi(publicUrl: string, resultHook: string): RequestHandler {
  const text = readFileSync(new URL('./openapi.yaml', import.meta.url), 'utf8')
    .replace('http://127.0.0.1:3000', () => publicUrl)
    .replaceAll('org.hepacue.result-review', () => resultHook);
  return (_request, response) => {
    response.type('text/yaml').send(text);
  };
}
