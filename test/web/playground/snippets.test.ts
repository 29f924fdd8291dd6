import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ts from 'typescript';
import { type Call, curlOf, fetchOf, pretty } from '../../../src/web/playground/wire/snippets.js';
import { KNOWLEDGE_FOLDER } from '../../support/shipped.js';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let received: Received[] = [];
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { method, url, headers } = request;
    received.push({ method, url, headers, body: Buffer.concat(parts).toString() });
    response.setHeader('Content-Type', 'application/json');
    response.end('{"cards":[{"summary":"Raised","indicator":"info"}]}');
  });
});
beforeAll((done) => {
  server.listen(0, '127.0.0.1', () => done());
});
afterAll((done) => {
  server.close(() => done());
  server.closeAllConnections();
});

/** Runs a program with text on its standard input; what it wrote. */
function run(program: string, args: string[], input: string, env: object = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...env } });
    let [out, problem] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (problem += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(problem))));
    child.stdin.end(input);
  });
}

function callTo(body: unknown, more: Partial<Call> = {}): Call {
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/cds-services/it's%20%24(touch)`, body, ...more };
}

const folder = join(KNOWLEDGE_FOLDER, 'examples');
const BODIES: readonly (readonly [what: string, body: unknown])[] = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.request.json'))
    .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown] as const),
  [
    'what shells and templates expand',
    {
      text: "it's $HOME `id` $(id) \"quoted\" \\ \\n !! ${token} ${'x'}",
      'key\nJSON\n': ["'", '`', '\u2028'],
    },
  ],
  ['lines like the end of the here-document', { a: 'x\nJSON\nid', JSON: 'JSON' }],
  ['signs beyond ASCII', { unit: 'µg/L', name: 'Ünal 💧', zero: '\u0000' }],
  ['a key that would set the prototype', JSON.parse('{"__proto__":{"x":1},"a":{"__proto__":null}}')],
  ['more than an argument of a program can be', { text: 'x'.repeat(300_000) }],
];

describe.each([
  ['curl', (call: Call, env?: object) => run('bash', [], curlOf(call), env), '\n'],
  [
    'TypeScript',
    (call: Call) => {
      const { outputText, diagnostics } = ts.transpileModule(fetchOf(call), {
        compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
        reportDiagnostics: true,
      });
      expect(diagnostics).toEqual([]);
      return run(process.execPath, ['--input-type=module'], outputText);
    },
    undefined,
  ],
] as const)('as %s', (_language, send, end) => {
  test.each(BODIES)('sends %s as it is', async (_what, body) => {
    received = [];
    const answer = await send(callTo(body));
    expect(received).toHaveLength(1);
    const [{ method, url, headers, body: sent }] = received as [Received];
    expect(method).toBe('POST');
    expect(url).toBe("/cds-services/it's%20%24(touch)");
    expect(headers['content-type']).toBe('application/json');
    expect(headers.authorization).toBeUndefined();
    expect(sent).toBe(end === undefined ? JSON.stringify(body) : pretty(body) + end);
    expect(answer).toContain('Raised');
  });
});

describe('a token', () => {
  test('is taken from the environment by curl', async () => {
    received = [];
    await run('bash', [], curlOf(callTo({}, { authorization: true })), { TOKEN: 'a.b.c' });
    expect(received[0]?.headers.authorization).toBe('Bearer a.b.c');
  });

  test('has its place in the TypeScript', async () => {
    received = [];
    const code = fetchOf(callTo({}, { authorization: true })).replace("token = ''", "token = 'a.b.c'");
    await run(
      process.execPath,
      ['--input-type=module'],
      ts.transpile(code, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 }),
    );
    expect(received[0]?.headers.authorization).toBe('Bearer a.b.c');
  });
});
