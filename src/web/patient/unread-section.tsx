import { useMemo } from 'preact/hooks';
import type { Explanation } from '../../core/model/explanation.js';
import { EvidenceLink } from '../parts/mark.js';
import type { Names } from './names.js';
import { type Unread, unreadOf } from './unread.js';

/** More than these are folded. */
const FIRST = 6;

/** What could not be read, and why. */
export function UnreadSection({
  explanation,
  names,
}: {
  readonly explanation: Explanation;
  readonly names: Names;
}) {
  const all = useMemo(() => unreadOf(explanation, names), [explanation, names]);
  const rest = all.slice(FIRST);
  return (
    <section class="panel" aria-labelledby="unread-title">
      <h2 id="unread-title">Could not be read, or is in doubt</h2>
      {all.length === 0 ? (
        <p class="muted">Every result that came was read.</p>
      ) : (
        <UnreadList all={all.slice(0, FIRST)} />
      )}
      {rest.length > 0 && <p class="on-paper">And {rest.length} more.</p>}
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more</summary>
          <UnreadList all={rest} />
        </details>
      )}
    </section>
  );
}

function UnreadList({ all }: { readonly all: readonly Unread[] }) {
  return (
    <ul class="unread">
      {all.map(({ what, why, from, to }, place) => (
        <li key={place}>
          {to === undefined ? <b>{what}</b> : <EvidenceLink to={to}>{what}</EvidenceLink>}: {why}
          {from !== undefined && <code class="from">{from}</code>}
        </li>
      ))}
    </ul>
  );
}
