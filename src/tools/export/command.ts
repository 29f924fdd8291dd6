import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { asker } from './ask.js';
import { download } from './download.js';
import { ExportError } from './export-error.js';
import { hostsOf, isPrivateWay } from './hosts.js';
import { dismiss, finished, kickOff, type Output } from './job.js';
import { backendTokens, fixedToken, type Tokens } from './tokens.js';
import type { Clock } from './wait.js';
import { type Wishes, wishesOf } from './wishes.js';

/** What the command may use of the world. */
export interface ExportTerminal extends Clock {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** What goes on, drawn over what went on before. */
  readonly tell: (text: string) => void;
  /** A bearer token of the environment: an argument would be seen by everybody on the machine. */
  readonly token: string | undefined;
}

const HOUR = 3_600_000;
/** How many errors of a server are shown. */
const SHOWN = 10;

/** Takes a Bulk Data export of a server. Returns the exit code: 0 well, 1 it could not be had, 2 the command makes no sense. */
export async function exportCommand(args: readonly string[], terminal: ExportTerminal): Promise<number> {
  try {
    return await take(wishesOf(args), terminal);
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    terminal.tell('');
    terminal.complain(error.code === 'usage' ? error.message : `${error.code}: ${error.message}`);
    return error.code === 'usage' ? 2 : 1;
  }
}

async function take(wishes: Wishes, terminal: ExportTerminal): Promise<number> {
  const { base, folder, isPacked } = wishes;
  const { print, complain, tell, token } = terminal;
  if ((token !== undefined || wishes.client) && !isPrivateWay(base))
    throw new ExportError('usage', `A token is not sent to ${base.host} without https.`);
  const hosts = hostsOf(base, wishes.hosts);
  const ask = asker(hosts, tokensOf(wishes, terminal, hosts), terminal);
  mkdirSync(folder, { recursive: true });

  const status = wishes.job ?? (await kickOff(wishes, ask, hosts));
  hosts.allowed(status.href, base.href);
  complain(`The server is at work. If this is stopped, go on with --job ${status.href}`);
  const until = terminal.now() + wishes.hours * HOUR;
  const manifest = await finished(status, { ask, hosts, clock: terminal, until, tell });

  const { requiresAccessToken } = manifest;
  let bytes = 0;
  let done = 0;
  const all = manifest.output.length + manifest.error.length;
  const have = async (output: Output, place: number, under: string): Promise<string> => {
    const url = hosts.allowed(output.url, status.href);
    mkdirSync(under, { recursive: true });
    const name = `${output.type}.${String(place).padStart(3, '0')}.ndjson${isPacked ? '.gz' : ''}`;
    const path = join(under, name);
    const onBytes = (count: number): void => {
      bytes += count;
      tell(`file ${String(done + 1)} of ${String(all)}, ${(bytes / 1e6).toFixed(1)} MB`);
    };
    const lines = await download(
      { output, url, path, withToken: requiresAccessToken, isPacked, onBytes },
      ask,
      terminal,
    );
    done += 1;
    tell('');
    print(`${path}  ${lines === undefined ? 'was there' : `${String(lines)} resources`}`);
    return path;
  };
  const places = new Map<string, number>();
  for (const output of manifest.output) {
    const place = places.get(output.type) ?? 0;
    places.set(output.type, place + 1);
    await have(output, place, folder);
  }
  for (const [place, error] of manifest.error.entries()) {
    const path = await have({ ...error, type: 'OperationOutcome' }, place, join(folder, 'errors'));
    complain(`The server could not export everything: ${path}`);
    if (!isPacked) for (const line of issuesIn(path)) complain(`  ${line}`);
  }
  if (manifest.deleted.length > 0)
    complain(`${String(manifest.deleted.length)} files of what was deleted since were left on the server.`);
  if (!wishes.keep && !(await dismiss(status, ask, hosts)))
    complain('The server did not take that its files may go: they stay there until it lets them go.');
  print(`As of ${manifest.transactionTime}: ${String(manifest.output.length)} files in ${folder}`);
  return 0;
}

function tokensOf(wishes: Wishes, { token, now }: ExportTerminal, hosts: ReturnType<typeof hostsOf>): Tokens {
  const { client, base } = wishes;
  if (!client) return fixedToken(token);
  let keys: JWK[];
  try {
    const set = JSON.parse(readFileSync(client.keys, 'utf8')) as { keys?: JWK[] } | JWK;
    keys = 'keys' in set && Array.isArray(set.keys) ? set.keys : [set as JWK];
  } catch (error) {
    throw new ExportError('usage', `--keys: ${client.keys} is no file with a key set.`, { cause: error });
  }
  return backendTokens({ ...client, base, keys }, hosts, now);
}

/** What the server says of what it could not export, each once. */
function issuesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  const said = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const { issue = [] } = JSON.parse(line) as Partial<fhir4.OperationOutcome>;
        return issue.map(({ severity, code, diagnostics, details }) =>
          [severity, code, diagnostics ?? details?.text].filter((one) => one !== undefined).join(': '),
        );
      } catch {
        return [];
      }
    });
  const each = [...new Set(said)];
  return each.length > SHOWN ? [...each.slice(0, SHOWN), `and ${String(each.length - SHOWN)} more`] : each;
}
