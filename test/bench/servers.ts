import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';

const CONNECTIONS = 4;
/** Milliseconds that a server may take to start on a machine that is busy with other things. */
const MOST_START = 60_000;

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

export interface Server {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts a server in a process of its own, with the meter in it, and waits for the first address it prints. */
export async function serve(file: string, environment: NodeJS.ProcessEnv = {}): Promise<Server> {
  const child = fork(file, {
    execArgv: ['--import', new URL('meter.js', import.meta.url).href],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      STORE: 'none',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const url = new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      if (printed === 'whole') return;
      printed += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
      if (!found) return;
      printed = 'whole';
      resolve(found[0]);
    });
    child.once('exit', () => reject(new Error(`${file} did not start`)));
    setTimeout(() => reject(new Error(`${file} did not start in time`)), MOST_START).unref();
  });
  return { child, url: await url };
}

/** Ends a server at once. One that stops cleanly ends once nothing holds it, and the channel would. */
export function end({ child }: Server): void {
  child.disconnect();
  child.kill();
}

/** Lets go of the connections to all servers. */
export function hangUp(): void {
  agent.destroy();
}

/** What the meter of a process answers to a word. */
export async function tell<T>(child: ChildProcess, word: string): Promise<T> {
  child.send(word);
  const [answer] = (await once(child, 'message')) as [T];
  return answer;
}

/** POSTs a body, or the bodies that it makes, again and again, some at a time. */
export async function ask(url: string, body: string | (() => string), requests: number): Promise<void> {
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await post(url, typeof body === 'string' ? body : body());
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

/** @throws Error for any answer but 200 */
export function post(url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const request = httpRequest(url, { method: 'POST', agent, headers, timeout: 60_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${url}: ${response.statusCode ?? 0} ${text.slice(0, 500)}`));
      });
    });
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error(`${url}: no answer in time`)));
    request.end(body);
  });
}
