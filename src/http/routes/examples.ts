import type { RequestHandler } from 'express';
import type { Example } from '../../core/model/knowledge.js';
import { ServiceError } from '../../errors.js';

/** `GET /examples`: what there is to try, made once. */
export function answerExamples(offered: readonly Example[]): RequestHandler {
  const examples = offered.map(({ id, title, kind, service, hook }) => ({ id, title, kind, service, hook }));
  const body = Buffer.from(JSON.stringify({ examples }));
  return (_request, response) => {
    response.type('json').send(body);
  };
}

/** `GET /examples/:id`: one body as it can be posted, laid out to be read. */
export function answerExample(offered: readonly Example[], now: () => Date): RequestHandler<{ id: string }> {
  const byId = new Map(offered.map((example) => [example.id, example]));
  return ({ params }, response) => {
    const example = byId.get(params.id);
    if (!example) throw new ServiceError('example-unknown');
    response.type('json').send(`${JSON.stringify(example.requestAt(now()), null, 2)}\n`);
  };
}
