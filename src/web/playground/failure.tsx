import type { Answer } from './api.js';

/** An answer that is an error: what the service says is wrong, where, and what to do. */
export function Failure({ answer }: { readonly answer: Answer<unknown> }) {
  const { status, outcome } = answer;
  if (status === 0)
    return (
      <div class="failure" role="alert">
        <h3>{answer.text ? 'Nothing could be sent' : 'The service does not answer'}</h3>
        <p>{answer.text || 'Is it still running? The page asks again as soon as something changes.'}</p>
      </div>
    );
  return (
    <div class="failure" role="alert">
      <h3>The service answered with HTTP {status}</h3>
      {outcome ? (
        outcome.issue.map(({ details, diagnostics, expression }, index) => (
          <div key={index}>
            <p>
              <b>{details?.text}</b> {details?.coding?.[0]?.code && <code>{details.coding[0].code}</code>}
            </p>
            {expression && (
              <p>
                Where: <code>{expression.join(', ')}</code>
              </p>
            )}
            {diagnostics && <p>{diagnostics}</p>}
          </div>
        ))
      ) : (
        <p>{answer.text}</p>
      )}
      {status === 401 && (
        <p>
          This page signs its calls with a key of yours: <i>Connect</i>, Tokens.
        </p>
      )}
    </div>
  );
}
