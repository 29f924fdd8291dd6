import type { Catalogue, Explanation, Terms } from '../api.js';
import type { StepKind } from '../../parts/reasons.js';
import { remarkText } from '../../parts/text.js';

/** The causes to think of, and what else the rules found. */
export function Causes({
  explanation: { causes, movedBy, redFlags, context, reasons, rules },
  catalogue,
  terms,
}: {
  readonly explanation: Explanation;
  readonly catalogue: Catalogue;
  readonly terms: Terms | undefined;
}) {
  const steps = rules.flatMap((rule) => rule.steps);
  const labelOf = (kind: StepKind, id: string): string | undefined =>
    steps.find((step) => step.kind === kind && step.id === id)?.label;
  const onRecord = (id: string): string | undefined => {
    const found = reasons.find(({ reason }) => reason === id);
    return found && `Set aside, because of what is on record: ${found.what}`;
  };
  return (
    <section class="panel">
      <h3>Causes</h3>
      {causes.length === 0 ? (
        <p class="muted">None: no rule that names causes made a card.</p>
      ) : (
        <>
          <p class="muted">In the order usually considered; no order of probability.</p>
          <ol class="why-list why-columns">
            {causes.map((id) => (
              <li key={id}>
                {terms?.causes.get(id) ?? id}
                {movedBy[id] && <span class="muted"> ({movedBy[id].join('; ')})</span>}
              </li>
            ))}
          </ol>
        </>
      )}
      {redFlags.length > 0 && (
        <>
          <h4>Red flags that hold</h4>
          <ul class="why-list">
            {redFlags.map((id) => (
              <li key={id}>{`${id}: ${labelOf('flag', id) ?? ''}`}</li>
            ))}
          </ul>
        </>
      )}
      {context.length > 0 && (
        <>
          <h4>Context that holds</h4>
          <ul class="why-list">
            {context.map((id) => (
              <li key={id}>
                {labelOf('line', id) ?? onRecord(id) ?? remarkText(id, catalogue)}{' '}
                <code class="muted">{id}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
