import { useEffect, useState } from 'preact/hooks';
import type { Reply } from './answer.js';
import type { Offered } from './offered.js';
import workerUrl from './worker.js?worker&url';

/** Milliseconds an expression may take. */
const LIMIT = 1_000;
/** Milliseconds without a key pressed before it is tried. */
const PAUSE = 200;

const STOPPED: Reply = { problem: 'took more than a second, and was stopped' };
const NOT_LOADED: Reply = { problem: 'cannot be tried: the FHIRPath engine could not be loaded' };

/** What comes of an expression, tried anew each time it changes; nothing while it is being worked out. */
export function useTried(source: string, offered: Offered): Reply | undefined {
  const [reply, setReply] = useState<Reply>();
  const [runner] = useState(() => new Runner());
  useEffect(() => () => runner.end(), [runner]);
  useEffect(() => {
    let isCurrent = true;
    setReply(undefined);
    const timer = setTimeout(() => {
      void runner.run(source, offered).then((told) => isCurrent && setReply(told));
    }, PAUSE);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [runner, source, offered]);
  return reply;
}

/** Runs one expression after another in a worker, which is ended when one takes too long, or the next is not to wait for it. */
class Runner {
  #worker: Promise<Worker> | undefined;
  #turn = 0;
  #isBusy = false;

  async run(source: string, offered: Offered): Promise<Reply> {
    const turn = ++this.#turn;
    if (this.#isBusy) this.end();
    let worker: Worker;
    try {
      worker = await (this.#worker ??= started());
    } catch {
      this.#worker = undefined;
      return NOT_LOADED;
    }
    if (turn !== this.#turn) return STOPPED;
    this.#isBusy = true;
    return new Promise((done) => {
      const timer = setTimeout(() => {
        if (turn === this.#turn) this.end();
        done(STOPPED);
      }, LIMIT);
      worker.addEventListener('message', ({ data }: MessageEvent<{ turn: number; reply: Reply }>) => {
        if (data.turn !== turn) return;
        clearTimeout(timer);
        this.#isBusy = false;
        done(data.reply);
      });
      worker.postMessage({ turn, source, offered });
    });
  }

  end(): void {
    this.#isBusy = false;
    void this.#worker?.then(
      (worker) => worker.terminate(),
      () => undefined,
    );
    this.#worker = undefined;
  }
}

/** A worker that has loaded the engine; loading does not count as time taken. */
function started(): Promise<Worker> {
  return new Promise((done, fail) => {
    const worker = new Worker(trusted(workerUrl) as string, { type: 'module' });
    worker.addEventListener('message', () => done(worker), { once: true });
    worker.addEventListener('error', () => fail(new Error('The worker did not start.')), { once: true });
  });
}

interface Policies {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): object };
}

/** The one script that may be started, as a browser wants it that lets no other text become one. */
const trusted = ((): ((url: string) => string | object) => {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const policy = policies?.createPolicy('expressions', {
    createScriptURL: (url) => {
      if (url !== workerUrl) throw new TypeError('No other script may be started.');
      return url;
    },
  });
  return (url) => policy?.createScriptURL(url) ?? url;
})();
