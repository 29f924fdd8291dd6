import { Ajv } from 'ajv';
import { ServiceError } from '../errors.js';
import { elementPath, firstProblem, isObject } from './element.js';

/** What a user did with one card. */
export interface FeedbackItem {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  /** Ids of the suggestions that were taken. */
  readonly acceptedSuggestions: readonly string[];
  readonly reason?: { readonly code: string; readonly system?: string; readonly display?: string };
  readonly userComment?: string;
  readonly outcomeTimestamp?: Date;
}

interface Received {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly [name: string]: unknown;
}

/** What came of a batch. */
export interface Feedback {
  readonly items: readonly FeedbackItem[];
  /** Of each item that could not be read, the first element at fault. */
  readonly unread: readonly string[];
}

const ITEM = {
  type: 'object',
  required: ['card', 'outcome'],
  properties: {
    card: { type: 'string', minLength: 1, maxLength: 256 },
    outcome: { enum: ['accepted', 'overridden'] },
  },
};
// As in `request.ts`: the schemas are fixed.
const ajv = new Ajv({ strict: true, meta: false, validateSchema: false });
const isBatch = ajv.compile<{ feedback: unknown[] }>({
  type: 'object',
  required: ['feedback'],
  properties: { feedback: { type: 'array', maxItems: 1000 } },
});
const isItem = ajv.compile<Received>(ITEM);

/**
 * Reads a feedback body: the shape of CDS Hooks 2.0.1, and what is seen in the field (one item without its array,
 * `overrideReasons` as an object or an array, card ids that are no UUIDs, no timestamp, accepted without suggestions). A bad item
 * does not take the good ones with it: what users did is told once.
 * @throws ServiceError request-not-json, or feedback-invalid with the elements at fault when no item can be read
 */
export function parseFeedback(body: unknown): Feedback {
  if (!isObject(body)) throw new ServiceError('request-not-json');
  const wrapped = isObject(body['feedback']) ? { feedback: [body['feedback']] } : body;
  if (!isBatch(wrapped)) throw new ServiceError('feedback-invalid', firstProblem(isBatch.errors));
  const items: FeedbackItem[] = [];
  const unread: string[] = [];
  for (const [index, one] of wrapped.feedback.entries()) {
    if (isItem(one)) items.push(item(one));
    else
      unread.push([elementPath(['feedback', index]), firstProblem(isItem.errors)].filter(Boolean).join('.'));
  }
  if (items.length === 0 && unread.length > 0) throw new ServiceError('feedback-invalid', unread);
  return { items, unread };
}

function item(received: Received): FeedbackItem {
  const override = first(received['overrideReason']) ?? first(received['overrideReasons']);
  const reason = coding(override?.['reason']) ?? coding(override);
  const userComment = text(override?.['userComment']);
  const outcomeTimestamp = moment(received['outcomeTimestamp']);
  return {
    card: received.card,
    outcome: received.outcome,
    acceptedSuggestions: list(received['acceptedSuggestions']).flatMap(
      (one) => text(isObject(one) ? one['id'] : one) ?? [],
    ),
    ...(reason && { reason }),
    ...(userComment !== undefined && { userComment }),
    ...(outcomeTimestamp && { outcomeTimestamp }),
  };
}

function coding(value: unknown): FeedbackItem['reason'] {
  const code = isObject(value) ? text(value['code']) : undefined;
  if (!isObject(value) || code === undefined) return undefined;
  const system = text(value['system']);
  // The public sandbox leaves the display out.
  const display = text(value['display']);
  return { code, ...(system !== undefined && { system }), ...(display !== undefined && { display }) };
}

function moment(value: unknown): Date | undefined {
  const date = typeof value === 'string' ? new Date(value) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function first(value: unknown): Record<string, unknown> | undefined {
  return list(value).find(isObject);
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
