import { useState } from 'preact/hooks';
import type { Card, Catalogue, Terms } from '../api.js';
import { Failure } from '../failure.js';
import { CardView } from '../../parts/card.js';
import type { Answers } from '../trial.js';
import { WhatStopped } from '../why/short.js';
import { Changes } from './compare/changes.js';
import './compare/compare.css';
import type { Feedback } from './feedback.js';

const ORDER = ['critical', 'warning', 'info'];

/** An answer that is kept to be seen beside later ones. */
export interface Pinned {
  readonly answers: Answers;
  /** Of which case. */
  readonly title: string;
}

interface Shown {
  readonly feedback: Feedback;
  readonly catalogue: Catalogue;
}

/** The cards, as an EHR shows them beside the chart; what is done with them goes to the service as feedback. */
export function CardsPane({
  answers,
  pinned,
  terms,
  onPin,
  ...shown
}: Shown & {
  readonly answers: Answers;
  readonly pinned: Pinned | undefined;
  readonly terms: Terms | undefined;
  /** Pins the answer, or lets go of the one that is pinned. */
  readonly onPin: () => void;
}) {
  const [narrow, setNarrow] = useState(false);
  return (
    <div class="cards">
      <div class="row spread">
        <p class="muted" role="status">
          {said(answers)}
        </p>
        <div class="row">
          <button type="button" class="button small" onClick={onPin}>
            {pinned ? 'Unpin' : 'Pin this answer'}
          </button>
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
      </div>
      {pinned && (
        <Changes pinned={pinned.answers} answers={answers} catalogue={shown.catalogue} terms={terms} />
      )}
      {pinned ? (
        <div class="sides">
          <section aria-labelledby="now-heading">
            <h3 id="now-heading">Now</h3>
            <Answered answers={answers} narrow={narrow} {...shown} />
          </section>
          <section aria-labelledby="pinned-heading">
            <h3 id="pinned-heading">Pinned: {pinned.title}</h3>
            <Answered answers={pinned.answers} narrow={narrow} {...shown} />
          </section>
        </div>
      ) : (
        <Answered answers={answers} narrow={narrow} {...shown} />
      )}
    </div>
  );
}

/** One answer: its cards, why there is none, or what went wrong. */
function Answered({
  answers: { service, cards: answer, explained },
  narrow,
  feedback,
  catalogue,
}: Shown & { readonly answers: Answers; readonly narrow: boolean }) {
  if (!answer.body) return <Failure answer={answer} />;
  const setAside = explained.body?.setAside.length ?? 0;
  if (answer.body.cards.length === 0)
    return (
      <div class="empty no-card">
        <p>
          <b>No card.</b> The service has nothing to say about this. <i>Why</i> shows each step.
        </p>
        {explained.body && <WhatStopped explanation={explained.body} catalogue={catalogue} />}
        {setAside > 0 && (
          <p>{`It left out ${setAside} of what came, such as results of nobody or of somebody else.`}</p>
        )}
      </div>
    );
  const cards = answer.body.cards.toSorted(
    (one, other) => ORDER.indexOf(one.indicator) - ORDER.indexOf(other.indicator),
  );
  return (
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
  );
}

function said({ cards: { body, status } }: Answers): string {
  if (!body) return `HTTP ${status}`;
  const cards: readonly Card[] = body.cards;
  const kinds = ORDER.flatMap((kind) => {
    const count = cards.filter(({ indicator }) => indicator === kind).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  const number = cards.length === 0 ? 'No card' : `${cards.length} ${cards.length === 1 ? 'card' : 'cards'}`;
  return `${number}${kinds.length > 0 ? `: ${kinds.join(', ')}` : ''} (HTTP ${status})`;
}
