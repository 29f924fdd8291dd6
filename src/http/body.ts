import express, { type RequestHandler } from 'express';
import { ServiceError } from '../errors.js';

const types = ['application/json', 'application/*+json'];

/** Real records of one patient reach 1.4 MB; more than this is a mistake or an attack. */
const limit = '5mb';

/** Refuses what is not declared as JSON, then reads the body. */
export const jsonBody: RequestHandler[] = [
  (request, _response, next) => {
    const { headers } = request;
    const empty = headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0);
    if (empty) throw new ServiceError('request-not-json');
    if (request.is(types) === false) throw new ServiceError('content-type-unsupported');
    next();
  },
  express.json({ limit, type: types, inflate: true }),
];
