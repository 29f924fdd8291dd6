import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.js';

/** `GET /evidence/:rule`: the rule's file, as its authors wrote it. */
export function showEvidence(ruleText: (id: string) => string | undefined): RequestHandler<{ rule: string }> {
  return ({ params }, response) => {
    const text = ruleText(params.rule);
    if (text === undefined) throw new ServiceError('rule-unknown');
    response.type('text/plain').send(text);
  };
}
