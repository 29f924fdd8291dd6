import { useEffect, useState } from 'preact/hooks';
import type { SmartSettings } from '../../../hooks/smart-settings.js';
import { type Door, isHandedOver, type OpenedRecord, openRecord } from './open-record.js';
import { Problem } from './problem.js';
import './smart-door.css';

type State =
  | { readonly at: 'settings' }
  | { readonly at: 'choice'; readonly ehrs: SmartSettings['ehrs'] }
  | { readonly at: 'signing-in' | 'reading'; readonly title: string }
  | { readonly at: 'problem'; readonly problem: Problem };

/**
 * The door of the page of one patient: signs the user in at the EHR that opened it and reads the record there, saying what it does and
 * what stands in the way. Opened by nobody, it says how the page is opened, and offers the EHRs there are.
 * @param show is handed the record, once
 */
export function SmartDoor({ show }: { readonly show: (record: OpenedRecord) => void }) {
  const [state, setState] = useState<State>({ at: 'settings' });
  useEffect(() => {
    open(setState).then(
      (record) => record && show(record),
      (error: unknown) => {
        setState({
          at: 'problem',
          problem: error instanceof Problem ? error : new Problem('fhir-failed', '', error),
        });
      },
    );
    // Once for a page: a code is good for one exchange.
  }, []);
  switch (state.at) {
    case 'settings':
      return <main class="alone" aria-busy="true" />;
    case 'choice':
      return <Choice ehrs={state.ehrs} />;
    case 'problem':
      return (
        <main class="alone panel" data-problem={state.problem.code}>
          <h1>{state.problem.title}</h1>
          <p role="alert">{state.problem.todo}</p>
        </main>
      );
    default:
      return (
        <main class="alone" aria-busy="true">
          <p role="status">
            {state.at === 'reading' ? 'Reading the record at' : 'Signing in at'} {state.title} …
          </p>
        </main>
      );
  }
}

function Choice({ ehrs }: Pick<SmartSettings, 'ehrs'>) {
  return (
    <main class="alone panel">
      <h1>No patient is open</h1>
      <p role="alert">
        This page opens from a card of the EHR, or from the playground with the case in hand.
      </p>
      {ehrs.length > 0 && (
        <>
          <h2>Sign in and choose a patient</h2>
          <ul>
            {ehrs.map(({ issuer, title }) => (
              <li key={issuer}>
                <a href={`?iss=${encodeURIComponent(issuer)}`}>{title}</a> <span class="muted">{issuer}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <a href=".">Open the playground</a>
      </p>
    </main>
  );
}

async function open(setState: (state: State) => void): Promise<OpenedRecord | undefined> {
  const url = new URL(location.href);
  const settings = await settingsOf();
  if (!isHandedOver(url)) {
    setState({ at: 'choice', ehrs: settings.ehrs });
    return undefined;
  }
  const door: Door = {
    url,
    isSecure: isSecureContext,
    settings,
    storage: sessionStorage,
    leave: (elsewhere) => location.replace(elsewhere),
    tidy: () => history.replaceState(null, '', location.pathname),
    newId: () => crypto.randomUUID(),
    say: (at, title) => setState({ at, title }),
  };
  return openRecord(door);
}

async function settingsOf(): Promise<SmartSettings> {
  try {
    const answer = await fetch('patient/smart.json');
    if (answer.ok) return (await answer.json()) as SmartSettings;
  } catch (error) {
    throw new Problem('settings-unreachable', '', error);
  }
  throw new Problem('settings-unreachable');
}
