/**
 * What Node is to be told in a thread: run from its sources, it needs the loader that the main thread has, which tsx hands on to no
 * other by itself. Built, it needs nothing.
 */
export function threadArguments(): string[] | undefined {
  if (!import.meta.url.endsWith('.ts')) return undefined;
  const api = import.meta.resolve('tsx/esm/api');
  return ['--import', `data:text/javascript,import {register} from ${JSON.stringify(api)}; register();`];
}
