import { addressOf, type Catalogue, type Service } from '../api.js';
import { triggersInWords } from '../chart/result.js';
import { CopyButton, CopyLine } from '../copy-button.js';
import { pretty } from '../wire/snippets.js';

/** Longer queries scroll in a box of their own. */
const LONG = 400;

/** What is registered in an EHR, and the prefetch for those where it is typed by hand. */
export function ConnectEhr({ catalogue: { services, labs } }: { readonly catalogue: Catalogue }) {
  return (
    <>
      <p>An EHR that reads discovery needs one address:</p>
      <CopyLine text={addressOf('cds-services')} what="the discovery address" />
      <p>
        Where the service and its prefetch are typed by hand (as in Epic), register the address for your hook,
        to the letter:
      </p>
      {services.map(({ id, hook }) => (
        <div key={id}>
          <b class="connect-name">{hook}</b>
          <CopyLine text={addressOf(`cds-services/${id}`)} what={`the address for ${hook}`} />
        </div>
      ))}
      <ul>
        <li>
          The key names are free: what came decides, not under which key. Take what your EHR can answer.
        </li>
        <li>
          Only {triggersInWords(labs)} is needed. What else is missing is named on the card; when none of
          these was sent, the answer is 412.
        </li>
        <li>
          A key that is <code>null</code> or an empty Bundle says “none”; an absent key says “not given”.
        </li>
        <li>
          Local lab codes, one action per suggestion (<code>suggestions: single</code>) and results without a
          known status are matters of the client file of the EHR in <code>cds-hooks/clients/</code>.
        </li>
        <li>
          Tokens signed with RS384 or ES384 are taken; <code>aud</code> is the address above, <code>iss</code>{' '}
          the <code>issuer</code> of the client file. More under Tokens.
        </li>
      </ul>
      {prefetchSets(services).map(({ hooks, prefetch }) => (
        <section key={hooks.join(' ')} class="connect-prefetch">
          <div class="connect-head">
            <h3>Prefetch for {hooks.join(' and ')}</h3>
            <CopyButton text={pretty(prefetch)} what="all of the prefetch as JSON" />
          </div>
          <dl>
            {Object.entries(prefetch).map(([key, query]) => [
              <dt key={`${key} name`}>
                <code>{key}</code>
              </dt>,
              <dd key={key}>
                <Query name={key} query={query} />
                <CopyButton text={query} what={`the query for ${key}`} />
              </dd>,
            ])}
          </dl>
        </section>
      ))}
    </>
  );
}

function Query({ name, query }: { readonly name: string; readonly query: string }) {
  if (query.length <= LONG) return <code>{query}</code>;
  return (
    <div class="connect-long" tabIndex={0} role="region" aria-label={`The query for ${name}`}>
      <code>{query}</code>
    </div>
  );
}

interface PrefetchSet {
  readonly hooks: readonly string[];
  readonly prefetch: Readonly<Record<string, string>>;
}

/** Each different prefetch once. */
function prefetchSets(services: readonly Service[]): readonly PrefetchSet[] {
  const sets = new Map<string, PrefetchSet>();
  for (const { hook, prefetch } of services) {
    if (!prefetch) continue;
    const key = JSON.stringify(prefetch);
    sets.set(key, { prefetch, hooks: [...(sets.get(key)?.hooks ?? []), hook] });
  }
  return [...sets.values()];
}
