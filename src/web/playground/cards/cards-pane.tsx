import { useState } from 'preact/hooks';
import type { Card } from '../api.js';
import { Failure } from '../failure.js';
import { CardView } from '../../parts/card.js';
import type { Feedback } from './feedback.js';
import type { Answers } from '../trial.js';

const ORDER = ['critical', 'warning', 'info'];

/** The cards, as an EHR shows them beside the chart; what is done with them goes to the service as feedback. */
export function CardsPane({
  answers: { service, cards: answer, explained },
  feedback,
}: {
  readonly answers: Answers;
  readonly feedback: Feedback;
}) {
  const [narrow, setNarrow] = useState(false);
  const { status, body } = answer;
  const setAside = explained.body?.setAside.length ?? 0;
  if (!body) return <Failure answer={answer} />;
  const cards = body.cards.toSorted(
    (one, other) => ORDER.indexOf(one.indicator) - ORDER.indexOf(other.indicator),
  );

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
          {setAside > 0 &&
            ` It left out ${setAside} of what came, such as results of nobody or of somebody else.`}
        </p>
      ) : (
        <div class={narrow ? 'sidebar narrow' : 'sidebar'}>
          {cards.map((card) => (
            <CardView
              key={card.uuid}
              card={card}
              handled={feedback.handled.get(card.uuid)}
              actions={{
                onAccept: (suggestion) => feedback.accept(service, card, suggestion),
                onDismiss: (reason, comment) => feedback.dismiss(service, card, reason, comment),
              }}
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
