import type { IncomingMessage } from 'node:http';
import express, { type RequestHandler } from 'express';
import { ServiceError } from '../../errors.js';
import { withoutPrototypeKeys } from '../../hooks/prototype-keys.js';

const types = ['application/json', 'application/*+json'];
const USUAL_TYPE = 'application/json';
/** UTF-8 as it is written where it is not written as registered, and what is a part of it. */
const UTF_8 = /^(?:utf[-_ ]?8|unicode-1-1-utf-8|(?:us-)?ascii|)$/iu;

/** Real records of one patient reach 1.4 MB; more than this is a mistake or an attack. */
const limit = '5mb';

/** FHIR resources of real records nest about 15 deep. */
const MOST_DEPTH = 100;

/** Refuses what is not declared as JSON, then reads the body. */
export const jsonBody: RequestHandler[] = [
  (request, _response, next) => {
    const { headers } = request;
    const empty = headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0);
    if (empty) throw new ServiceError('request-not-json');
    // What nearly everyone sends needs no look at the grammar of media types.
    if (headers['content-type'] !== USUAL_TYPE) {
      const [type = '', ...parameters] = (headers['content-type'] ?? '').split(';');
      headers['content-type'] = type.trim();
      if (request.is(types) === false || !parameters.every(isUtf8))
        throw new ServiceError('content-type-unsupported');
    }
    next();
  },
  express.json({ limit, type: () => true, inflate: true, verify: checkBytes }),
  (request, _response, next) => {
    if (suspects.has(request)) withoutPrototypeKeys(request.body);
    // Reading it took its time: others first.
    if (large.has(request)) setTimeout(next, 0);
    else next();
  },
];

/** Whether a parameter of a media type says nothing else than that the text is in UTF-8. */
function isUtf8(parameter: string): boolean {
  const [name = '', value = ''] = parameter
    .split('=', 2)
    .map((part) => part.trim().replace(/^"(.*)"$/u, '$1'));
  return name.toLowerCase() !== 'charset' || UTF_8.test(value.trim());
}

/** Requests whose body may hold a key that could change a prototype: only these are searched. */
const suspects = new WeakSet<IncomingMessage>();

/** Bytes of a body from which on reading it takes as long as answering to most. */
const LARGE = 200_000;
const large = new WeakSet<IncomingMessage>();

/** Keys that could change a prototype, and the way to write them in disguise. */
const SUSPECT = ['__proto__', 'constructor', '\\u00'].map((text) => Buffer.from(text));

/** body-parser sets properties on what is thrown here; `answerErrors` knows it by its type. */
class Refused extends Error {
  readonly type: string;

  constructor(type: string) {
    super(type);
    this.type = type;
  }
}

function checkBytes(request: IncomingMessage, _response: unknown, bytes: Buffer, encoding: string): void {
  // The bytes of UTF-16 and UTF-32 cannot be read as those of UTF-8.
  if (encoding !== 'utf-8') throw new Refused('charset.unsupported');
  if (isDeeperThan(MOST_DEPTH, bytes)) throw new Refused('request.too.deep');
  if (bytes.length >= LARGE) large.add(request);
  if (SUSPECT.some((text) => bytes.includes(text))) suspects.add(request);
}

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

/** Bytes of a text after which it is worth asking for its end instead of looking at each. */
const SHORT = 100;

/** Where the text ends that begins here. */
function endOfText(bytes: Buffer, begin: number): number {
  let at = begin;
  while (at < bytes.length && bytes[at] !== QUOTE) {
    if (at - begin < SHORT || bytes[at] === BACKSLASH) at += bytes[at] === BACKSLASH ? 2 : 1;
    else {
      const quote = bytes.indexOf(QUOTE ?? 0, at);
      const backslash = bytes.subarray(at, quote < 0 ? bytes.length : quote).indexOf(BACKSLASH ?? 0);
      if (backslash < 0) return quote < 0 ? bytes.length : quote;
      at += backslash;
    }
  }
  return at;
}

/** Looked for in the bytes, as a parsed value of any depth takes a stack to look through. */
function isDeeperThan(most: number, bytes: Buffer): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfText(bytes, at + 1);
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++depth > most) return true;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}
