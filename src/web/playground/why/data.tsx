import type { Catalogue, Explanation } from '../api.js';
import { Facts } from './facts.js';
import { remarkText } from '../../parts/text.js';
import { setAsideInWords } from '../../parts/words.js';

/** What was left out, what was noticed, what nobody knows, and every fact that was worked out. */
export function AboutTheData({
  explanation,
  catalogue,
}: {
  readonly explanation: Explanation;
  readonly catalogue: Catalogue;
}) {
  const { setAside, dataQuality, facts, unrecognised } = explanation;
  const clean = setAside.length + dataQuality.length + unrecognised.length === 0;
  return (
    <section class="panel">
      <h3>About the data</h3>
      {clean && <p class="muted">Everything received was read, and nothing about it was worth a remark.</p>}
      {setAside.length > 0 && (
        <>
          <h4>Set aside ({setAside.length})</h4>
          <ul class="why-list">
            {setAside.map(({ from, resourceType, why, where }, index) => (
              <li key={index}>
                <code>{from}</code> {resourceType !== undefined && `(${resourceType}) `}
                {setAsideInWords(why)}
                {where !== undefined && (
                  <>
                    : <code>{where}</code>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {dataQuality.length > 0 && (
        <>
          <h4>Noticed ({dataQuality.length})</h4>
          <ul class="why-list">
            {dataQuality.map((id, index) => (
              <li key={index}>
                {remarkText(id, catalogue)}
                <code class="muted">{id}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {unrecognised.length > 0 && (
        <>
          <h4>Codes on no list ({unrecognised.length})</h4>
          <p class="muted">
            Not read. Where one of these is a test of the lists, map it in your client file.
          </p>
          <ul class="why-list">
            {unrecognised.map(({ from, code }, index) => (
              <li key={index}>
                {codeText(code)} <code class="muted">{from}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <Facts facts={facts} />
    </section>
  );
}

function codeText({ coding = [], text }: Explanation['unrecognised'][number]['code']): string {
  const codes = coding.map(({ system, code, display }) =>
    [display, [system, code].filter((part) => part !== undefined).join('|')].filter((part) => part).join(' '),
  );
  return [text, ...codes].filter((part) => part !== undefined && part !== '').join('; ') || 'No code at all';
}
