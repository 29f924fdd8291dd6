import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connectMllp, type MllpClient, MllpError, type MllpTarget } from '../../intake/mllp-client.js';
import { batchReader } from '../../intake/v2/batches.js';
import { headOf } from '../../intake/v2/head.js';
import { bytesOf } from '../feed/packed.js';
import { sampleOf } from '../feed/files.js';

/** What the command may use of the world. */
export interface Output {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

const USAGE = `npm run mllp -- send <files or folders> --to <host>:<port>
  --key <file> --cert <file> --ca <file>   over TLS, with a certificate of your own (PEM)
  --timeout <seconds>                      how long an answer may take; 30

Sends each message of the files (.hl7, one after the other or in batches, also with .gz) over MLLP and tells its answer: MSH-10, MSA-1, and why it was
not taken.`;

/** Why the command could not be run. */
class UsageError extends Error {}

/** Runs the command and returns the exit code: 0 all were taken, 1 not all, 2 it could not be run. */
export async function mllp(args: readonly string[], output: Output): Promise<number> {
  try {
    const { paths, target } = wishes(args);
    const client = await connectMllp(target);
    try {
      return await sendAll(paths, client, output);
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof UsageError) output.complain(`${error.message}\n\n${USAGE}`);
    else if (error instanceof MllpError) output.complain(`${error.message}${reasonOf(error)}`);
    else if (typeof (error as { code?: unknown }).code === 'string')
      output.complain((error as Error).message);
    else throw error;
    return 2;
  }
}

function reasonOf({ cause }: MllpError): string {
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? ` (${code})` : '';
}

async function sendAll(paths: readonly string[], client: MllpClient, { print }: Output): Promise<number> {
  let [sent, taken] = [0, 0];
  for (const { path } of sampleOf(paths).files) {
    const reader = batchReader();
    const send = async (body: Buffer): Promise<void> => {
      const id = headOf(body).field(10);
      sent++;
      try {
        const { code, text } = await client.send(body);
        if (code === 'AA' || code === 'CA') taken++;
        print([id, code, text].filter((part) => part !== '').join(' '));
      } catch (error) {
        if (error instanceof MllpError) print(`${id} ${error.code}: nobody knows whether it was taken`);
        throw error;
      }
    };
    for await (const bytes of bytesOf(path, () => undefined))
      for (const { body } of reader.push(bytes)) await send(body);
    for (const { body } of reader.end()) await send(body);
  }
  print(`${taken} of ${sent} taken`);
  return sent > 0 && taken === sent ? 0 : 1;
}

function wishes(args: readonly string[]): { readonly paths: readonly string[]; readonly target: MllpTarget } {
  const { positionals, values } = parsed(args);
  const [verb, ...paths] = positionals;
  if (verb !== 'send') throw new UsageError(`There is no command '${verb ?? ''}'`);
  if (paths.length === 0) throw new UsageError('Name files or folders with messages.');
  const [, host, port] = /^(?:\[?([^\]]+)\]?):(\d{1,5})$/u.exec(values.to ?? '') ?? [];
  if (host === undefined) throw new UsageError('Name the receiver: --to <host>:<port>');
  const { key, cert, ca, timeout = '30' } = values;
  if (!/^\d{1,4}$/u.test(timeout)) throw new UsageError('--timeout takes seconds');
  const files = { ...(key && { key }), ...(cert && { cert }), ...(ca && { ca }) };
  const tls = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, readFileSync(file)]));
  return {
    paths,
    target: {
      host,
      port: Number(port),
      timeout: Number(timeout) * 1000,
      ...(Object.keys(tls).length > 0 && { tls }),
    },
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { to: text, key: text, cert: text, ca: text, timeout: text },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
