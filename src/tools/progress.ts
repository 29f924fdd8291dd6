import type { Progress } from './alert-rates.js';

const WIDTH = 30;

/**
 * A bar that is drawn over itself on a terminal, and nowhere else.
 * @param what is counted
 */
export function progressBar(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  clock: () => number,
  what = 'adults',
): Progress {
  if (stream.isTTY !== true) return () => undefined;
  let drawn = -Infinity;
  return (done, all) => {
    if (done === all) {
      stream.write('\r\u001b[K');
      return;
    }
    if (clock() - drawn < 100) return;
    drawn = clock();
    const full = Math.round((done / all) * WIDTH);
    stream.write(`\r[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${done} of ${all} ${what}`);
  };
}
