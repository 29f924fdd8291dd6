import { useEffect, useRef, useState } from 'preact/hooks';
import { type Catalogue, loadExample, type Service } from './api.js';
import type { Breakage } from './chart/broken.js';
import { dayOf, emptyRequest, newId, newPatient, takesResults } from './chart/chart.js';
import { fragmentOf, readFragment } from '../parts/link.js';
import type { HookRequest } from '../parts/request.js';
import { isPane } from './tabs.js';
import type { Trial } from './trial.js';

/** A trial, and where it came from. */
export interface Case {
  readonly trial: Trial;
  /** The shipped case it still is. */
  readonly example?: string;
  /** What was broken in it, and what it was before. */
  readonly broken?: { readonly id: string; readonly before: Omit<Case, 'broken'> };
}

/** The case on the desk, kept in the address so that it can be shared, and what can be done with it. */
export function useCase(catalogue: Catalogue, pane: string, onPane: (pane: string) => void) {
  const { services, examples, labs } = catalogue;
  const [held, setHeld] = useState<Case>();
  const [problem, setProblem] = useState<string>();
  const written = useRef<string>(undefined);
  /** Counts what was put on the desk: a case that comes later than the next one is dropped. */
  const turn = useRef(0);
  const shown = useRef<string>(undefined);
  /** Another case can be left again with the browser's own button; a change of one cannot, and is taken along. */
  const another = useRef(true);
  /** The last case that was none of the shipped ones. */
  const own = useRef<Case>(undefined);
  const [fragment, setFragment] = useState<string | null>();
  const place = (next: Case, isAnother = false): void => {
    another.current ||= isAnother || (shown.current !== undefined && next.example === undefined);
    if (next.example === undefined && !next.broken) own.current = next;
    turn.current++;
    shown.current = next.example;
    setProblem(undefined);
    setHeld(next);
  };

  const serviceOf = (id: string | undefined): Service => {
    const found = services.find((one) => one.id === id) ?? services[0];
    if (!found) throw new Error('The service offers nothing to try.');
    return found;
  };
  const load = async (id: string): Promise<void> => {
    const line = examples.find((one) => one.id === id);
    const mine = ++turn.current;
    const request = (await loadExample(id)) as HookRequest;
    if (mine === turn.current)
      place({ trial: { service: serviceOf(line?.service), request }, example: id }, true);
  };
  const start = async (hash: string): Promise<void> => {
    const { example, request, service, pane: linkedPane, damaged } = await readFragment(hash, catalogue);
    if (linkedPane !== undefined && isPane(linkedPane)) onPane(linkedPane);
    // Another pane of the case that is there.
    if (example !== undefined && example === shown.current) return;
    // Of a chart that is opened most is known.
    const first = examples.find((one) => !takesResults(serviceOf(one.service))) ?? examples[0];
    if (request) place({ trial: { service: serviceOf(service), request } });
    else if (example ?? first?.id) await load(example ?? first?.id ?? '');
    else empty(serviceOf(service));
    if (damaged)
      setProblem('This link is damaged or for another service: it holds no case that can be shown.');
  };
  const attempt = (work: Promise<void>): void => {
    setProblem(undefined);
    work.catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  const edit = ({ service, request }: Pick<Trial, 'service' | 'request'>, isAnother = false): void =>
    place({ trial: { service, request } }, isAnother);
  const empty = (service: Service): void => {
    const patient = newPatient(dayOf(new Date()));
    edit({ service, request: emptyRequest(service, newId(), patient) }, true);
  };
  const breakIt = (breakage: Breakage): void => {
    const before = held?.broken?.before ?? held;
    const trial = before && breakage.apply(before.trial, labs, services);
    if (trial) place({ trial, broken: { id: breakage.id, before } });
  };

  useEffect(() => {
    // The services may be had anew, with a token; what is on the desk stays.
    if (!held) attempt(start(location.hash));
    const onHash = (): void => {
      if (location.hash !== written.current) attempt(start(location.hash));
    };
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, [catalogue]);

  useEffect(() => {
    if (!held) return;
    const { trial, example } = held;
    const linked =
      example === undefined ? { service: trial.service.id, request: trial.request } : { example };
    void fragmentOf({ ...linked, pane }).then((made) => {
      const isFirst = written.current === undefined;
      const isShown = location.hash === `#${made ?? ''}`;
      written.current = made === undefined ? '' : `#${made}`;
      setFragment(made ?? null);
      const move = another.current && !isFirst ? 'pushState' : 'replaceState';
      another.current = false;
      if (!isShown) history[move](null, '', made === undefined ? location.pathname : `#${made}`);
    });
  }, [held, pane]);

  return {
    held,
    problem,
    /** Address of the case; `null` when it is too large for one. */
    link: fragment == null ? fragment : new URL(`#${fragment}`, location.href).href,
    ownCase: (service: Service): void => (own.current ? place(own.current, true) : empty(service)),
    edit,
    empty,
    breakIt,
    open: (id: string): void => attempt(load(id)),
    undo: (): void => held?.broken && place(held.broken.before),
  };
}
