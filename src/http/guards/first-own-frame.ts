/** The folder of the program itself, `src/` or `dist/`. */
const ROOT = new URL('../../', import.meta.url).pathname;
/** `    at name (file:line:column)`, with or without name. */
const FRAME = /^ {4}at (?:.* \()?(?:file:\/\/)?(\/.*):(\d+):\d+\)?$/u;
const PLAIN = /^[A-Za-z0-9_.\-/]{1,100}$/u;

/**
 * Where in our own code something was thrown, as `folder/file.js:line` below `src/` or `dist/`. Nothing of what the error says: its text,
 * which may hold anything the request held and stands above the frames, is cut off first.
 */
export function firstOwnFrame(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return undefined;
  const { stack, message } = thrown;
  const said = stack.indexOf(message);
  if (said < 0) return undefined;
  for (const line of stack.slice(said + message.length).split('\n')) {
    const [, file = '', number = ''] = FRAME.exec(line) ?? [];
    const below = file.startsWith(ROOT) ? file.slice(ROOT.length) : '';
    if (PLAIN.test(below)) return `${below}:${number}`;
  }
  return undefined;
}
