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

/** Tells of what is counted how fast it goes and how long it takes still, drawn over itself on a terminal and nowhere else. */
export function timedBar(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  clock: () => number,
): (what: string, done: number, all: number) => void {
  if (stream.isTTY !== true) return () => undefined;
  let [counted, begun, drawn] = ['', 0, -Infinity];
  return (what, done, all) => {
    const now = clock();
    if (what !== counted) [counted, begun, drawn] = [what, now, -Infinity];
    if (done >= all) {
      stream.write('\r\u001b[K');
      return;
    }
    if (now - drawn < 100) return;
    drawn = now;
    const seconds = (now - begun) / 1000;
    const full = Math.round((done / Math.max(all, 1)) * WIDTH);
    const rate = done / Math.max(seconds, 0.001);
    const left =
      seconds < 1 || done === 0 ? '' : `, ${rate.toFixed(1)} a second, ${timeText((all - done) / rate)} left`;
    stream.write(
      `\r\u001b[K[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${Math.floor(done)} of ${Math.ceil(all)} ${what}${left}`,
    );
  };
}

function timeText(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
