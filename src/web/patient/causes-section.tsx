import type { Explanation } from '../../core/model/explanation.js';
import { EvidenceLink } from '../parts/mark.js';
import { rulesWithCard } from '../parts/reasons.js';
import { capitalised } from '../parts/text.js';
import type { Names } from './names.js';

/** The causes to think of in the order usually considered, each with what moved it up. */
export function CausesSection({
  explanation,
  names,
}: {
  readonly explanation: Explanation;
  readonly names: Names;
}) {
  const { causes, movedBy } = explanation;
  if (causes.length === 0) return null;
  const [rule] = rulesWithCard(explanation).filter(({ steps }) => !steps.some(({ kind }) => kind === 'flag'));
  const page = rule ? `evidence/${rule.id}` : 'evidence';
  return (
    <section class="panel" aria-labelledby="causes-title">
      <h2 id="causes-title">Causes to think of</h2>
      <p class="muted">In the order usually considered; no order of probability.</p>
      <ol class="causes">
        {causes.map((id) => (
          <li key={id} class={movedBy[id] ? 'moved' : ''}>
            <EvidenceLink to={`${page}#cause-${id}`}>{capitalised(names.cause(id))}</EvidenceLink>
            {movedBy[id] && <span class="why">: {movedBy[id].join('; ')}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
