import { Ajv } from 'ajv';
import { ServiceError } from '../errors.js';
import { firstProblem, isObject } from './element.js';

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

// As in `request.ts`: the schema is fixed.
const validate = new Ajv({ strict: true, meta: false, validateSchema: false }).compile<{
  feedback: Received[];
}>({
  type: 'object',
  required: ['feedback'],
  properties: {
    feedback: {
      type: 'array',
      maxItems: 1000,
      items: {
        type: 'object',
        required: ['card', 'outcome'],
        properties: {
          card: { type: 'string', minLength: 1, maxLength: 256 },
          outcome: { enum: ['accepted', 'overridden'] },
        },
      },
    },
  },
});

/**
 * Reads a feedback body: the shape of CDS Hooks 2.0.1, and what is seen in the field (one item without its array,
 * `overrideReasons` as an object or an array, card ids that are no UUIDs, no timestamp, accepted without suggestions).
 * @throws ServiceError request-not-json, or feedback-invalid with the first element at fault
 */
export function parseFeedback(body: unknown): readonly FeedbackItem[] {
  if (!isObject(body)) throw new ServiceError('request-not-json');
  const wrapped = isObject(body['feedback']) ? { feedback: [body['feedback']] } : body;
  if (!validate(wrapped)) throw new ServiceError('feedback-invalid', firstProblem(validate.errors));
  return wrapped.feedback.map(item);
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
