import { useState } from 'preact/hooks';
import { addressOf, type Answer, type Service } from '../api.js';
import { CopyButton, CopyLine } from '../copy-button.js';
import { DownloadButton } from '../download-button.js';
import { JsonView } from '../json-view.js';
import type { HookRequest } from '../../parts/request.js';
import { pretty } from './snippets.js';
import type { Answers, Trial } from '../trial.js';
import './wire.css';
import { WireRequest } from './request.js';

const MEANINGS: Readonly<Record<number, string>> = {
  0: 'no answer',
  200: 'OK',
  400: 'bad request',
  401: 'not authenticated',
  404: 'not found',
  412: 'nothing to decide from',
  413: 'too large',
  415: 'not JSON',
  429: 'too many requests',
  500: 'failed',
  503: 'overloaded',
};

/** What goes over the wire: the request, the response, and what the service says it offers. */
export function WirePane({
  trial,
  answers,
  services,
  authorized = false,
  onEdit,
}: {
  readonly trial: Trial;
  readonly answers?: Answers | undefined;
  readonly services: readonly Service[];
  /** Requests of the page carry a token. */
  readonly authorized?: boolean | undefined;
  readonly onEdit: (request: HookRequest) => void;
}) {
  return (
    <div class="wire">
      <WireRequest trial={trial} authorized={authorized || trial.token !== undefined} onEdit={onEdit} />
      <Response answer={answers?.cards} service={trial.service} />
      <Discovery services={services} />
    </div>
  );
}

function Response({
  answer,
  service,
}: {
  readonly answer: Answer<unknown> | undefined;
  readonly service: Service;
}) {
  const text = answer ? prettyText(answer.text) : '';
  const id = answer?.headers['x-request-id'];
  return (
    <section aria-labelledby="wire-response">
      <h2 id="wire-response">Response</h2>
      <div class="wire-tools">
        <p class="wire-line">
          {answer ? (
            <span class={answer.status === 200 ? 'mark yes' : 'mark alert'}>
              {answer.status > 0 && `${answer.status} `}
              {MEANINGS[answer.status] ?? 'not expected'}
            </span>
          ) : (
            <span class="mark">waiting</span>
          )}
          {answer && <span>{answer.ms < 10 ? answer.ms.toFixed(1) : answer.ms.toFixed(0)} ms</span>}
        </p>
        <span class="wire-actions">
          <CopyButton text={text} what="the response" />
          <DownloadButton text={text} name={`${service.id}.response.json`} what="the response" />
        </span>
      </div>
      <p class="muted">
        {id !== undefined && (
          <>
            X-Request-Id <code>{id}</code>, as in the log
          </>
        )}
      </p>
      <JsonView text={text === '' ? 'Nothing came back.' : text} label="The response" plain={text === ''} />
    </section>
  );
}

function Discovery({ services }: { readonly services: readonly Service[] }) {
  const [open, setOpen] = useState(false);
  const text = open ? pretty({ services }) : '';
  return (
    <details class="wire-discovery" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h2>Discovery</h2>
      </summary>
      <p>
        Register the discovery address where the EHR reads it, else the address of the service for your hook:
      </p>
      <dl class="wire-addresses">
        <dt>Discovery</dt>
        <dd>
          <CopyLine text={addressOf('cds-services')} what="the discovery address" />
        </dd>
        {services.map(({ id, hook }) => [
          <dt key={`${id} hook`}>
            <code>{hook}</code>
          </dt>,
          <dd key={id}>
            <CopyLine text={addressOf(`cds-services/${id}`)} what={`the address for ${hook}`} />
          </dd>,
        ])}
      </dl>
      <div class="wire-tools">
        <p class="wire-line">
          <b>GET</b> <code>{addressOf('cds-services')}</code>
        </p>
        <CopyButton text={text} what="the answer of discovery" />
      </div>
      {open && <JsonView text={text} label="The answer of discovery" />}
    </details>
  );
}

function prettyText(text: string): string {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}
