import { useState } from 'preact/hooks';
import { type Authorize, type Card, feedbackReceived, post } from '../api.js';
import { CardView, type Handled } from './card.js';
import { Failure } from '../failure.js';
import type { Answers } from '../trial.js';

const ORDER = ['critical', 'warning', 'info'];

/** The cards, as an EHR shows them beside the chart; what is done with them goes to the service as feedback. */
export function CardsPane({
  answers,
  authorize,
}: {
  readonly answers: Answers;
  readonly authorize: Authorize;
}) {
  const [narrow, setNarrow] = useState(false);
  const [handled, setHandled] = useState<ReadonlyMap<string, Handled>>(new Map());
  const { status, body } = answers.cards;
  if (!body) return <Failure answer={answers.cards} />;
  const cards = body.cards.toSorted(
    (one, other) => ORDER.indexOf(one.indicator) - ORDER.indexOf(other.indicator),
  );

  const mark = (uuid: string, change: Partial<Handled>): void =>
    setHandled((all) => {
      const before = all.get(uuid) ?? { accepted: [], state: 'sending' };
      return new Map(all).set(uuid, { ...before, ...change });
    });
  const send = async (card: Card, feedback: object, change: Partial<Handled>): Promise<void> => {
    mark(card.uuid, { state: 'sending' });
    const one = { card: card.uuid, ...feedback, outcomeTimestamp: new Date().toISOString() };
    const answer = await post(
      `cds-services/${answers.service}/feedback`,
      JSON.stringify({ feedback: [one] }),
      authorize,
    );
    if (answer.status !== 200) mark(card.uuid, { state: 'failed' });
    else mark(card.uuid, { ...change, state: 'received', ...(await countReceived()) });
  };
  const onAccept = (card: Card, suggestion: string): void => {
    const accepted = [...(handled.get(card.uuid)?.accepted ?? []), suggestion];
    void send(card, { outcome: 'accepted', acceptedSuggestions: [{ id: suggestion }] }, { accepted });
  };
  const onDismiss = (card: Card, reason: fhir4.Coding | undefined, comment: string): void => {
    const { system, code, display } = reason ?? {};
    const overrideReason = {
      ...(reason && { reason: { system, code } }),
      ...(comment.trim() !== '' && { userComment: comment.trim() }),
    };
    void send(
      card,
      { outcome: 'overridden', ...(Object.keys(overrideReason).length > 0 && { overrideReason }) },
      { overridden: display ?? 'no reason given' },
    );
  };

  return (
    <>
      <div class="row spread">
        <p class="muted" role="status">
          {said(cards, status)}
        </p>
        <div class="switch" role="group" aria-label="Width of the sidebar">
          {[false, true].map((one) => (
            <button
              key={String(one)}
              type="button"
              class="button"
              aria-pressed={narrow === one}
              onClick={() => setNarrow(one)}
            >
              {one ? 'Narrow' : 'Wide'}
            </button>
          ))}
        </div>
      </div>
      {cards.length === 0 ? (
        <p class="empty">
          <b>No card.</b> The service has nothing to say about this. <i>Why</i> shows each step that led
          there.
        </p>
      ) : (
        <div class={narrow ? 'sidebar narrow' : 'sidebar'}>
          {cards.map((card) => (
            <CardView
              key={card.uuid}
              card={card}
              handled={handled.get(card.uuid)}
              onAccept={onAccept}
              onDismiss={onDismiss}
            />
          ))}
        </div>
      )}
    </>
  );
}

function said(cards: readonly Card[], status: number): string {
  const kinds = ORDER.flatMap((kind) => {
    const count = cards.filter(({ indicator }) => indicator === kind).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  const number = cards.length === 0 ? 'No card' : `${cards.length} ${cards.length === 1 ? 'card' : 'cards'}`;
  return `${number}${kinds.length > 0 ? `: ${kinds.join(', ')}` : ''} (HTTP ${status})`;
}

async function countReceived(): Promise<Partial<Handled>> {
  try {
    return { received: await feedbackReceived() };
  } catch {
    return {};
  }
}
