import { useEffect, useRef, useState } from 'preact/hooks';
import { type Authorize, type Cards, type Explanation, post } from './api.js';
import type { Answers, Trial } from './trial.js';

/** Milliseconds without a key pressed before the service is asked. */
const PAUSE = 150;
/** Milliseconds after which the cards of what was asked before are taken away: they may be another patient's. */
const STALE = 1_000;

export interface Asked {
  /** Of the last trial that was answered. */
  readonly answers?: Answers;
  /** The answers are of an earlier trial. */
  readonly pending: boolean;
}

/** Asks for the cards and for the reasoning each time the trial changes; an answer that comes too late is dropped. */
export function useAnswers(trial: Trial | undefined, authorize: Authorize): Asked {
  const [answers, setAnswers] = useState<Answers>();
  // Nothing is answered before the first answer.
  const [pending, setPending] = useState(true);
  const first = useRef(true);
  useEffect(() => {
    if (!trial) return;
    const leaving = new AbortController();
    const ask = async (): Promise<void> => {
      const sent = JSON.stringify(trial.request);
      const { id } = trial.service;
      try {
        const [cards, explained] = await Promise.all([
          post<Cards>(`cds-services/${id}`, sent, authorize, leaving.signal),
          post<Explanation>(`explain/${id}`, sent, authorize, leaving.signal),
        ]);
        if (leaving.signal.aborted) return;
        setAnswers({ service: id, sent, cards, explained });
        setPending(false);
      } catch (error) {
        if (!leaving.signal.aborted) throw error;
      }
    };
    setPending(true);
    const timers = [
      setTimeout(() => void ask().finally(() => clearTimeout(timers[1])), first.current ? 0 : PAUSE),
      setTimeout(() => setAnswers(undefined), STALE),
    ];
    first.current = false;
    return () => {
      timers.forEach(clearTimeout);
      leaving.abort();
    };
  }, [trial, authorize]);
  return { ...(answers && { answers }), pending };
}
