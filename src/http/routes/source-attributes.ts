import type { RequestHandler } from 'express';
import type { Knowledge, Words } from '../../core/model/knowledge.js';
import { sourceAttributes } from '../../pages/evidence/source-attributes.js';

/** `GET /source-attributes`: what is told of the intervention, in the 13 attributes that US certification asks for. */
export function answerSourceAttributes(knowledge: Knowledge, words: Words): RequestHandler {
  const { version, date } = knowledge.release;
  const attributes = sourceAttributes(knowledge, words);
  const body = Buffer.from(JSON.stringify({ knowledge: { version, date }, attributes }));
  return (_request, response) => {
    response.type('json').send(body);
  };
}
