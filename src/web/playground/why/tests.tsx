import type { Explanation, Terms } from '../api.js';
import { orderName, titled } from '../../parts/text.js';

/** The tests a card offers, and why the others are not offered. */
export function Tests({
  explanation: { suggested, notSuggested },
  terms,
}: {
  readonly explanation: Explanation;
  readonly terms: Terms | undefined;
}) {
  if (suggested.length + notSuggested.length === 0)
    return (
      <section class="panel">
        <h3>Tests</h3>
        <p class="muted">None considered: no rule that suggests tests made a card.</p>
      </section>
    );
  return (
    <section class="panel">
      <h3>Tests</h3>
      <h4>Suggested ({suggested.length})</h4>
      {suggested.length === 0 ? (
        <p class="muted">None.</p>
      ) : (
        <ul class="why-list why-columns">
          {suggested.map((id) => (
            <li key={id}>{titled(orderName(id, terms))}</li>
          ))}
        </ul>
      )}
      {notSuggested.length > 0 && (
        <table class="why-table">
          <caption>Not suggested ({notSuggested.length}), with what decided it</caption>
          <thead class="hidden">
            <tr>
              <th scope="col">Test</th>
              <th scope="col">Because</th>
            </tr>
          </thead>
          <tbody>
            {notSuggested.map(({ order, because }) => {
              const name = orderName(order, terms);
              // A test that is done is named in its reason; several tests may belong to one order.
              const reason = because.startsWith(`${name}: `) ? because.slice(name.length + 2) : because;
              return (
                <tr key={order + because}>
                  <th scope="row">{titled(name)}</th>
                  <td>{reason}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
