import type { Explanation } from '../api.js';
import { SawList } from './saw.js';
import { sawText } from '../../parts/text.js';

type Fact = Explanation['facts'][string];

/** Every fact the rules may ask for, folded. */
export function Facts({ facts }: { readonly facts: Explanation['facts'] }) {
  const all = Object.entries(facts);
  return (
    <details class="why-rule">
      <summary>
        <h4>Facts worked out ({all.length})</h4>
      </summary>
      <table class="why-table">
        <caption class="hidden">Facts</caption>
        <thead>
          <tr>
            <th scope="col">Fact and how it is worked out</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {all.map(([name, fact]) => (
            <FactRow key={name} name={name} fact={fact} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

function FactRow({ name, fact }: { readonly name: string; readonly fact: Fact }) {
  const { value, category, reason, expression, saw } = fact;
  return (
    <tr>
      <td>
        <div class="why-step">
          <div>
            <p>
              <code>%{name}</code>
            </p>
            <code class="why-path">{expression.trim()}</code>
          </div>
          <div>
            <SawList saw={saw} />
          </div>
        </div>
      </td>
      <td class="why-value">
        {sawText(value)}
        {[category, reason].map(
          (told, index) =>
            told !== null &&
            told !== undefined && (
              <p class="muted" key={index}>
                {index === 0 ? '' : 'reason: '}
                {sawText(told)}
              </p>
            ),
        )}
      </td>
    </tr>
  );
}
