import type { Explanation, Terms } from '../api.js';
import { idInWords } from './text.js';

/** The causes to think of, and what else the rules found. */
export function Causes({
  explanation: { causes, redFlags, context, rules },
  terms,
}: {
  readonly explanation: Explanation;
  readonly terms: Terms | undefined;
}) {
  const steps = rules.flatMap((rule) => rule.steps);
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
              <li key={id}>{terms?.causes.get(id) ?? id}</li>
            ))}
          </ol>
        </>
      )}
      {redFlags.length > 0 && (
        <>
          <h4>Red flags that hold</h4>
          <ul class="why-list">
            {redFlags.map((id) => (
              <li key={id}>{steps.find(({ label }) => label.startsWith(`${id}: `))?.label ?? id}</li>
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
                {idInWords(id)} <code class="muted">{id}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
