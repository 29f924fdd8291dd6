import { StoreUnavailable } from './store-error.js';

export interface QueueParts<T> {
  /** Keeps some, all or none. */
  readonly write: (some: readonly T[]) => Promise<void>;
  /** Told of some that were lost, once for each time, and why. */
  readonly lost: (some: number, error: unknown) => void;
  /** How many are written at once, and how many may wait. */
  readonly batch: number;
  readonly most: number;
  /** Milliseconds that one waits for others, and that all wait after they could not be written. */
  readonly wait: number;
  readonly retry: number;
}

/** What is to be written soon, some at a time. */
export interface Queue<T> {
  /** Never throws and never waits: what finds no place is lost. */
  add(one: T): void;
  /** Writes all that wait, and resolves when that was tried. Never rejects. */
  flush(): Promise<void>;
  /** What waits, or is being written. */
  waiting(): readonly T[];
}

/** Gathers what is to be written. While it cannot be, all wait that find a place; what never can be is lost. */
export function createQueue<T>({ write, lost, batch, most, wait, retry }: QueueParts<T>): Queue<T> {
  const waiting: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let hasFailed = false;

  const soon = (milliseconds: number): void => {
    timer ??= setTimeout(() => void flush(), milliseconds).unref();
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    hasFailed = false;
    return (writing ??= writeAll().finally(() => (writing = undefined)));
  };
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const some = waiting.slice(0, batch);
      try {
        await write(some);
      } catch (error) {
        if (error instanceof StoreUnavailable) {
          hasFailed = true;
          soon(retry);
          return;
        }
        // It would be refused another time as well.
        lost(some.length, error);
      }
      waiting.splice(0, some.length);
    }
  };
  return {
    add: (one) => {
      if (waiting.length >= most) {
        lost(1, undefined);
        return;
      }
      waiting.push(one);
      if (waiting.length >= batch && !hasFailed) void flush();
      else soon(wait);
    },
    flush,
    waiting: () => waiting,
  };
}
