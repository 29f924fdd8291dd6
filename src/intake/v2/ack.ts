import { type Delimiters, USUAL } from './delimiters.js';
import { headOf } from './head.js';
import type { ReadMessage } from './reader.js';
import type { V2Error } from './v2-error.js';

/** HL7 table 0008. */
export type AckCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR';

/** An answer: what it says, for HTTP's status and for counting, and its bytes, without the marks of a frame. */
export interface Ack {
  readonly code: AckCode;
  readonly body: Buffer;
}

/** What answering needs of the world. */
export interface Occasion {
  readonly now: Date;
  /** Of the answer, MSH-10: at most 20 characters up to version 2.5. */
  readonly newId: () => string;
}

/** How a sender wants to be answered, as the client file says. */
export interface AckWishes {
  readonly ack?: 'original' | 'enhanced' | undefined;
  readonly onUnreadable?: 'ae' | 'park' | undefined;
}

/**
 * The code for a message: AA when it was understood; AR when no repeat can help; else AE, or, where the client file says
 * `onUnreadable: park`, AA, as it is then kept for a person and the feed goes on. `enhanced`: CA, CE and CR in their place.
 * Only to be sent once the message is stored for good.
 */
export function ackCode(
  { problems }: Pick<ReadMessage, 'problems'>,
  { ack, onUnreadable }: AckWishes,
): AckCode {
  const [first] = problems;
  const kind = first === undefined ? 'A' : first.isRejection ? 'R' : onUnreadable === 'park' ? 'A' : 'E';
  return `${ack === 'enhanced' ? 'C' : 'A'}${kind}`;
}

/** Whether a sender that asked for enhanced mode wants this answer (MSH-15, HL7 table 0155); an empty wish is one for every answer. */
export function isWanted(code: AckCode, acceptWhen: string): boolean {
  if (!code.startsWith('C')) return true;
  if (acceptWhen === 'NE') return false;
  if (acceptWhen === 'ER') return code !== 'CA';
  return acceptWhen === 'SU' ? code === 'CA' : true;
}

/**
 * Answers a message in its own marks, bytes and version: sender and receiver swapped, MSH-10 repeated as it came, and for each problem an ERR
 * with its place and the condition of table 0357. No value of the message is in it. What is no message is answered with the usual marks
 * and an empty MSA-2.
 */
export function buildAck(
  body: Buffer,
  code: AckCode,
  problems: readonly V2Error[],
  { now, newId }: Occasion,
): Ack {
  const { delimiters, field } = headOf(body);
  const { field: mark, component } = delimiters;
  const [, event = '', structure = ''] = field(9).split(component);
  const type = ['ACK', event, structure === '' ? '' : 'ACK'].filter((part) => part !== '').join(component);
  const version = field(12) === '' ? '2.5.1' : field(12);
  const segments = [
    [
      ...['MSH', delimiters.encoding, field(5), field(6), field(3), field(4), timeOf(now), '', type, newId()],
      ...[field(11) === '' ? 'P' : field(11), version, '', '', '', '', '', field(18)],
    ],
    ['MSA', code, field(10)],
    ...(code.endsWith('A') ? [] : problems.slice(0, MOST_ERRORS)).map((problem) =>
      isBefore25(version) ? oldError(problem, delimiters) : newError(problem, delimiters),
    ),
  ];
  const text = segments.map((fields) => `${withoutEmptyEnd(fields).join(mark)}\r`);
  return { code, body: Buffer.from(text.join(''), 'latin1') };
}

/** A batch is answered by one of answers, in its order. The code is the worst of them. */
export function batchAck(acks: readonly Ack[]): Ack {
  const { field, encoding } = USUAL;
  const worst =
    acks.find(({ code }) => code.endsWith('R')) ?? acks.find(({ code }) => code.endsWith('E')) ?? acks[0];
  return {
    code: worst?.code ?? 'AA',
    body: Buffer.concat([
      Buffer.from(`BHS${field}${encoding}\r`),
      ...acks.map(({ body }) => body),
      Buffer.from(`BTS${field}${acks.length}\r`),
    ]),
  };
}

/** More help nobody: a person begins with the first. */
const MOST_ERRORS = 20;

/** ERR-1 of 2.3 to 2.4: segment, sequence, field, and the condition as subcomponents. */
function oldError({ place, condition }: V2Error, delimiters: Delimiters): string[] {
  const { component, subcomponent = '&' } = delimiters;
  const error = [condition.code, plain(condition.text, delimiters), 'HL70357'].join(subcomponent);
  return ['ERR', [...locationOf(place), error].join(component)];
}

/** ERR of 2.5: location, condition, severity, our own code, and a sentence for people. */
function newError({ place, condition, code, message }: V2Error, delimiters: Delimiters): string[] {
  const { component } = delimiters;
  const [ours, text, sentence] = [code, condition.text, message].map((one) => plain(one, delimiters));
  return [
    ...['ERR', '', withoutEmptyEnd(locationOf(place)).join(component)],
    ...[[condition.code, text, 'HL70357'].join(component), 'E', ours ?? '', '', '', sentence ?? ''],
  ];
}

function locationOf({ segment, sequence, field }: V2Error['place']): string[] {
  return [segment, String(sequence ?? ''), String(field ?? '')];
}

/** Our own words, without what the sender's marks would cut. */
function plain(text: string, { field, encoding }: Delimiters): string {
  return Array.from(text, (letter) => (`${field}${encoding}`.includes(letter) ? ' ' : letter)).join('');
}

function withoutEmptyEnd(parts: readonly string[]): readonly string[] {
  return parts.slice(0, parts.findLastIndex((part) => part !== '') + 1);
}

function isBefore25(version: string): boolean {
  return /^2\.[1-4]/u.test(version);
}

/** In UTC, and says so. */
function timeOf(now: Date): string {
  return `${now.toISOString().replaceAll(/[-:T]/gu, '').slice(0, 14)}+0000`;
}
