import { StoreUnavailable } from './store-error.js';

/** What comes of it, or StoreUnavailable `late` when it takes longer than so many milliseconds. It goes on all the same. */
export function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StoreUnavailable('late')), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
