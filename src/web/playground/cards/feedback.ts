import { useState } from 'preact/hooks';
import { type Authorize, type Card, feedbackReceived, post } from '../api.js';
import type { Handled } from '../../parts/card.js';

export interface Feedback {
  readonly handled: ReadonlyMap<string, Handled>;
  readonly accept: (service: string, card: Card, suggestion: string) => void;
  readonly dismiss: (service: string, card: Card, reason: fhir4.Coding | undefined, comment: string) => void;
}

const UNTOUCHED: Handled = { accepted: [], state: 'sending' };

/** Sends what is done with cards to the service that made them, and keeps what came of it. */
export function useFeedback(authorize: Authorize): Feedback {
  const [handled, setHandled] = useState<ReadonlyMap<string, Handled>>(new Map());
  const mark = (uuid: string, change: (before: Handled) => Handled): void =>
    setHandled((all) => new Map(all).set(uuid, change(all.get(uuid) ?? UNTOUCHED)));

  const send = async (service: string, card: string, outcome: object): Promise<boolean> => {
    const feedback = [{ card, ...outcome, outcomeTimestamp: new Date().toISOString() }];
    const answer = await post(`cds-services/${service}/feedback`, JSON.stringify({ feedback }), authorize);
    const received = answer.status === 200 ? await countReceived() : undefined;
    mark(card, (before) => ({
      ...before,
      state: answer.status === 200 ? 'received' : 'failed',
      ...(received !== undefined && { received }),
    }));
    return answer.status === 200;
  };
  return {
    handled,
    accept(service, { uuid }, suggestion) {
      mark(uuid, (before) => ({ ...before, state: 'sending', accepted: [...before.accepted, suggestion] }));
      const taken = { outcome: 'accepted', acceptedSuggestions: [{ id: suggestion }] };
      void send(service, uuid, taken).then((received) => {
        if (!received)
          mark(uuid, (before) => ({
            ...before,
            accepted: before.accepted.filter((one) => one !== suggestion),
          }));
      });
    },
    dismiss(service, { uuid }, reason, comment) {
      mark(uuid, (before) => ({
        ...before,
        state: 'sending',
        overridden: reason?.display ?? 'no reason given',
      }));
      const overrideReason = {
        ...(reason && { reason: { system: reason.system, code: reason.code } }),
        ...(comment.trim() !== '' && { userComment: comment.trim() }),
      };
      const said = Object.keys(overrideReason).length > 0 ? { overrideReason } : {};
      void send(service, uuid, { outcome: 'overridden', ...said }).then((received) => {
        if (!received) mark(uuid, ({ overridden: _overridden, ...before }) => before);
      });
    },
  };
}

async function countReceived(): Promise<number | undefined> {
  try {
    return await feedbackReceived();
  } catch {
    return undefined;
  }
}
