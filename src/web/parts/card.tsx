import { useEffect, useRef, useState } from 'preact/hooks';
import type { Card } from '../../core/model/advice.js';
import { Markdown } from './markdown.js';

/** What has been done with a card, and whether the service knows. */
export interface Handled {
  /** Suggestions that were sent, or are on their way. */
  readonly accepted: readonly string[];
  readonly overridden?: string;
  readonly state: 'sending' | 'received' | 'failed';
  /** Pieces of feedback the service says it has received in all. */
  readonly received?: number;
}

/** What can be done with a card; where nothing can, it is only read. */
export interface CardActions {
  readonly onAccept: (suggestion: string) => void;
  readonly onDismiss: (reason: fhir4.Coding | undefined, comment: string) => void;
}

const INDICATORS = { critical: 'Critical', warning: 'Warning', info: 'For information' };

/** One card as an EHR draws it. */
export function CardView({
  card,
  handled,
  actions,
}: {
  readonly card: Card;
  readonly handled?: Handled | undefined;
  readonly actions?: CardActions;
}) {
  const { summary, detail, indicator, source, links = [], suggestions = [] } = card;
  const dismissed = handled?.overridden !== undefined;
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    // The form that was in use is gone.
    if (dismissed) article.current?.focus();
  }, [dismissed]);
  return (
    <article
      ref={article}
      tabIndex={-1}
      class={`card ${indicator}`}
      aria-label={`${INDICATORS[indicator]}: ${summary}`}
    >
      <p class="card-indicator">{INDICATORS[indicator]}</p>
      <h3>{summary}</h3>
      {!dismissed && <Markdown text={detail} />}
      {(dismissed ? [] : suggestions).map(({ uuid, label, actions: orders }) => (
        <div class="suggestion" key={uuid}>
          {actions && (
            <button
              type="button"
              class="button primary"
              disabled={handled?.accepted.includes(uuid)}
              onClick={() => actions.onAccept(uuid)}
            >
              {handled?.accepted.includes(uuid) ? '✓ ' : ''}
              {label}
            </button>
          )}
          <details>
            <summary>
              {!actions && label}
              {actions && (orders.length === 1 ? 'The draft order' : `The ${orders.length} draft orders`)}
              {actions && ' this creates'}
            </summary>
            <ul>
              {orders.map(({ description }) => (
                <li key={description}>{description}</li>
              ))}
            </ul>
          </details>
        </div>
      ))}
      {actions && (
        <>
          <Dismissal card={card} handled={handled} onDismiss={actions.onDismiss} />
          <p class="card-handled muted" role="status">
            {handled && told(handled)}
          </p>
        </>
      )}
      <footer>
        {links
          .filter(({ url }) => /^https?:\/\//u.test(url))
          .map(({ url, label }) => (
            <a key={url + label} href={url} target="_blank" rel="noopener">
              {label}
            </a>
          ))}
        <span class="muted">{source.label}</span>
      </footer>
    </article>
  );
}

function told({ state, accepted, overridden, received }: Handled): string {
  if (state === 'sending') return 'Sending feedback …';
  if (state === 'failed') return 'The feedback did not reach the service.';
  const what =
    overridden === undefined
      ? `Accepted (${accepted.length}): an EHR would now create these orders`
      : `Dismissed: ${overridden}`;
  return `${what}. The service has the feedback${received === undefined ? '' : ` (${received} received so far)`}.`;
}

function Dismissal({
  card,
  handled,
  onDismiss,
}: Pick<CardActions, 'onDismiss'> & { readonly card: Card; readonly handled?: Handled | undefined }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [comment, setComment] = useState('');
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (open) first.current?.focus();
  }, [open]);
  if (handled?.overridden !== undefined) return null;
  if (!open)
    return (
      <button type="button" class="button" onClick={() => setOpen(true)}>
        Dismiss …
      </button>
    );
  return (
    <form
      class="dismissal"
      onSubmit={(event) => {
        event.preventDefault();
        onDismiss(
          card.overrideReasons.find(({ code }) => code === reason),
          comment,
        );
      }}
    >
      <label>
        Reason
        <select
          ref={first}
          class="field"
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        >
          <option value="">None given</option>
          {card.overrideReasons.map(({ code, display }) => (
            <option key={code} value={code}>
              {display}
            </option>
          ))}
        </select>
      </label>
      <label>
        Comment
        <input
          class="field"
          value={comment}
          onInput={({ currentTarget }) => setComment(currentTarget.value)}
        />
      </label>
      <p class="row">
        <button type="submit" class="button primary">
          Dismiss
        </button>
        <button type="button" class="button quiet" onClick={() => setOpen(false)}>
          Keep
        </button>
      </p>
    </form>
  );
}
