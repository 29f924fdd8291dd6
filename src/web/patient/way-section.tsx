import { useMemo } from 'preact/hooks';
import { EvidenceLink } from '../parts/mark.js';
import type { Shown } from './answering.js';
import type { Names } from './names.js';
import { type Line, type Station, wayOf } from './way.js';

/** The way through the work-up, with where this patient stands. */
export function WaySection({ shown, names }: { readonly shown: Shown; readonly names: Names }) {
  const { stations, here } = useMemo(() => wayOf(shown, names), [shown, names]);
  return (
    <section class="panel" aria-labelledby="way-title">
      <h2 id="way-title">The way</h2>
      <ol class="way">
        {stations.map((station, place) => (
          <li
            key={station.key}
            class={place < here ? 'passed' : place === here ? 'here' : 'ahead'}
            aria-current={place === here ? 'step' : undefined}
          >
            <h3>
              {station.title}
              {place === here && <span class="mark">stands here</span>}
            </h3>
            {station.lines.length === 0 && <p class="muted">{station.otherwise}</p>}
            {station.isOfTests ? <Tests station={station} /> : <Findings lines={station.lines} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What is so, a line each; several that are not known in one row, with what is missing folded. */
function Findings({ lines }: { readonly lines: readonly Line[] }) {
  const open = lines.filter(({ kind }) => kind === 'open');
  const isRow = open.length > 1;
  return (
    <>
      <ul>
        {(isRow ? lines.filter(({ kind }) => kind !== 'open') : lines).map((line) => (
          <li key={line.text} class={`line ${line.kind}`}>
            <Badge kind={line.kind} />
            <EvidenceLink to={line.to}>{line.text}</EvidenceLink>
            {line.date !== undefined && <span class="muted"> {line.date}</span>}
            {line.because !== undefined && <span class="muted"> {line.because}</span>}
          </li>
        ))}
        {isRow && <Row kind="open" lines={open} />}
      </ul>
      {isRow && (
        <details>
          <summary>Why not known</summary>
          <ul>
            {open.map(({ text, because = '', to }) => (
              <li key={text} class="line">
                <EvidenceLink to={to}>{text}</EvidenceLink>
                <span class="muted"> {because}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** The tests of a stage in one row for each state; why the rest is not offered is folded. */
function Tests({ station: { lines } }: { readonly station: Station }) {
  const of = (kind: Line['kind']): Line[] => lines.filter((line) => line.kind === kind);
  const rest = [...of('open'), ...of('not')];
  return (
    <>
      <ul>
        <Row kind="done" lines={of('done')} />
        <Row kind="next" lines={of('next')} />
      </ul>
      {rest.length > 0 && (
        <details>
          <summary>{restText(of('open').length, of('not').length)}</summary>
          <ul>
            {rest.map(({ kind, text, because = '', to }) => (
              <li key={text + because} class={`line ${kind}`}>
                <EvidenceLink to={to}>{text}</EvidenceLink>
                <span class="muted">
                  {' '}
                  {kind === 'open' ? 'not known whether: ' : 'no: '}
                  {because}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function restText(open: number, not: number): string {
  return [open > 0 ? `${String(open)} not known yet` : '', not > 0 ? `${String(not)} not indicated` : '']
    .filter((part) => part !== '')
    .join(', ');
}

function Row({ kind, lines }: { readonly kind: Line['kind']; readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <li class={`line ${kind}`}>
      <Badge kind={kind} />
      {lines.map(({ text, date, to }, place) => (
        <span key={text}>
          <EvidenceLink to={to}>{text}</EvidenceLink>
          {date !== undefined && <span class="muted"> {date}</span>}
          {place < lines.length - 1 && '; '}
        </span>
      ))}
    </li>
  );
}

const WORDS: Readonly<Record<Line['kind'], string>> = {
  is: '',
  done: 'done',
  next: 'next',
  open: 'not known',
  not: '',
};

function Badge({ kind }: Pick<Line, 'kind'>) {
  return WORDS[kind] === '' ? null : <span class="state">{WORDS[kind]} </span>;
}
