import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { connectMllp } from '../../src/intake/mllp-client.js';
import { createMllpServer } from '../../src/intake/mllp-server.js';
import type { Receive } from '../../src/intake/receiver.js';
import type { Ack } from '../../src/intake/v2/ack.js';
import { framed } from '../../src/intake/v2/frames.js';
import { listening, rawConnection, rawOver } from '../support/mllp.js';
import { fixture } from '../support/v2.js';

const [a01, a02, a08] = ['a01', 'a02', 'a08'].map((name) => framed(fixture(name))) as [
  Buffer,
  Buffer,
  Buffer,
];
const message = (id: string): Buffer =>
  framed(Buffer.from(`MSH|^~\\&|L|L|X|Y|20261120||ORU^R01|${id}|P|2.5\rPID|1||1\rOBR|1||F1`));
/** MSA-1 and MSA-2 of answers. */
const msas = (answers: readonly string[]): string[] =>
  answers.map((answer) => /MSA\|(\w\w(?:\|[^|\r]*)?)/u.exec(answer)?.[1] ?? answer);
const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the cases in which listeners go wrong', () => {
  test.each<[what: string, writes: (Buffer | string)[], answers: string[]]>([
    ['three messages in one write', [Buffer.concat([a01, a02, a08])], ['AA|A01', 'AA|A02', 'AA|A08']],
    [
      'one and a half, then the rest',
      [Buffer.concat([a01, a02.subarray(0, 50)]), a02.subarray(50)],
      ['AA|A01', 'AA|A02'],
    ],
    ['FS and CR in separate writes', [a01.subarray(0, -1), a01.subarray(-1), a02], ['AA|A01', 'AA|A02']],
    ['byte by byte', Array.from(a01, (byte) => Buffer.from([byte])), ['AA|A01']],
    ['a lost tail, then a new start', [a01.subarray(0, 200), a02], ['AA|A02']],
    ['noise before the first', ['GET / HTTP/1.1\r\n', a01], ['AA|A01']],
    ['what is no message', [framed(Buffer.from('hello')), a01], ['AR', 'AA|A01']],
    ['a batch', [framed(fixture('batch')), a01], ['AR', 'AA|A01']],
    ['other marks', [framed(fixture('a07')), a01], ['MSH#*~\\$#', 'AA|A01']],
    ['latin1', [framed(fixture('a13'))], ['AA|A13']],
    [
      'a line end inside a field',
      [framed(Buffer.from(`${fixture('a11').toString()}\rx|y`)), a01],
      ['AE|A11', 'AA|A01'],
    ],
  ])('%s', async (_what, writes, expected) => {
    await listening({}, async ({ port, arrived }) => {
      const raw = await rawConnection(port);
      for (const bytes of writes) await raw.write(bytes);
      const got = msas(await raw.answers(expected.length));
      expect(got.map((one, index) => (one.startsWith(expected[index]!) ? expected[index] : one))).toEqual(
        expected,
      );
      expect(arrived).toHaveLength(expected.length);
      raw.socket.destroy();
    });
  });

  test("two patients of one message are never another's", async () => {
    await listening({}, async ({ port, arrived }) => {
      const raw = await rawConnection(port);
      await raw.write(Buffer.concat([a08, a01]));
      await raw.answers(2);
      raw.socket.destroy();
      const found = arrived.map(({ read }) =>
        read.kind === 'results'
          ? read.results.patients.map(({ identifiers: [first], reports }) => [first.value, reports.length])
          : read.kind,
      );
      expect(found).toEqual([
        [
          ['1008A', 1],
          ['1008B', 1],
        ],
        [['MR1001', 1]],
      ]);
    });
  });

  test('ten thousand in a row are ten thousand, answered in their order', async () => {
    await listening({}, async ({ port, arrived }) => {
      const raw = await rawConnection(port);
      const count = 10_000;
      const all = Buffer.concat(Array.from({ length: count }, (_, index) => message(String(index))));
      void raw.write(all);
      const answers = msas(await raw.answers(count));
      expect(answers).toEqual(Array.from({ length: count }, (_, index) => `AA|${index}`));
      expect(arrived).toHaveLength(count);
      raw.socket.destroy();
    });
  });

  test('without an end a message is cut off at the bound, and what it began is not kept', async () => {
    await listening({ limits: { mostBytes: 10_000 } }, async ({ port, arrived, events }) => {
      const raw = await rawConnection(port);
      void raw.write(Buffer.concat([Buffer.from('\vMSH|'), Buffer.alloc(1_000_000, 'x')]));
      await raw.closed;
      expect(arrived).toEqual([]);
      expect(events).toContainEqual(expect.objectContaining({ kind: 'closed', why: 'too-large' }));
    });
  });

  test('noise without end is cut off', async () => {
    await listening({ limits: { mostNoise: 1000 } }, async ({ port, events }) => {
      const raw = await rawConnection(port);
      void raw.write(Buffer.alloc(100_000, 'x'));
      await raw.closed;
      expect(events).toContainEqual(expect.objectContaining({ kind: 'closed', why: 'noise' }));
    });
  });

  test('half a message that does not go on is closed; a silent connection is not', async () => {
    await listening({ limits: { halfFrame: 50 } }, async ({ port, arrived, events }) => {
      const [half, silent] = [await rawConnection(port), await rawConnection(port)];
      await silent.write(a01);
      await silent.answers(1);
      await half.write(a02.subarray(0, 100));
      await half.closed;
      expect(events).toContainEqual(expect.objectContaining({ kind: 'closed', why: 'half-frame' }));
      await silent.write(a02);
      await silent.answers(2);
      expect(arrived).toHaveLength(2);
      silent.socket.destroy();
    });
  });

  test('a message that comes in many pieces in time is taken, though the connection is old', async () => {
    await listening({ limits: { halfFrame: 3000 } }, async ({ port }) => {
      const raw = await rawConnection(port);
      for (const half of [a01, a02, a08]) {
        await raw.write(half.subarray(0, 30));
        await soon(1100);
        await raw.write(half.subarray(30));
      }
      expect(msas(await raw.answers(3))).toEqual(['AA|A01', 'AA|A02', 'AA|A08']);
      raw.socket.destroy();
    });
  });

  test('half a message at the end of a stream is dropped; what was whole is answered', async () => {
    await listening({}, async ({ port, arrived }) => {
      const raw = await rawConnection(port);
      raw.socket.end(Buffer.concat([a01, a02.subarray(0, 80)]));
      expect(msas(await raw.answers(1))).toEqual(['AA|A01']);
      await raw.closed;
      expect(arrived).toHaveLength(1);
    });
  });
});

/** Answers when it is let, in any order. */
function slow(): { readonly receive: Receive; readonly pending: ((outcome: 'AA' | 'fails') => void)[] } {
  const pending: ((outcome: 'AA' | 'fails') => void)[] = [];
  return {
    pending,
    receive: (body) =>
      new Promise<Ack>((resolve, reject) => {
        const id = body.toString().split('|')[9] ?? '';
        pending.push((outcome) => {
          if (outcome === 'AA') resolve({ code: 'AA', body: Buffer.from(`MSH|^~\\&|\rMSA|AA|${id}`) });
          else reject(new Error('disk full'));
        });
      }),
  };
}

describe('answers', () => {
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await soon(2);
  };

  test('come in the order of the messages, in whatever order these are kept', async () => {
    const { receive, pending } = slow();
    await listening({ receive }, async ({ port }) => {
      const raw = await rawConnection(port);
      await raw.write(Buffer.concat(['1', '2', '3'].map(message)));
      await until(() => pending.length === 3);
      for (const index of [2, 1, 0]) pending[index]!('AA');
      expect(msas(await raw.answers(3))).toEqual(['AA|1', 'AA|2', 'AA|3']);
      raw.socket.destroy();
    });
  });

  test('are not given for what could not be kept, nor for what came after it: the connection is closed', async () => {
    const { receive, pending } = slow();
    await listening({ receive }, async ({ port, events }) => {
      const raw = await rawConnection(port);
      await raw.write(Buffer.concat(['1', '2', '3'].map(message)));
      await until(() => pending.length === 3);
      pending[2]!('AA');
      pending[1]!('fails');
      pending[0]!('AA');
      await raw.closed;
      expect(msas(await raw.answers(1))).toEqual(['AA|1']);
      expect(events).toContainEqual(expect.objectContaining({ kind: 'closed', why: 'not-kept' }));
    });
  });

  test('that are waited for stop the reading, and let it go on', async () => {
    const { receive, pending } = slow();
    await listening({ receive, limits: { pauseAbove: 4, resumeBelow: 2 } }, async ({ port }) => {
      const raw = await rawConnection(port);
      // One piece each, so that the bound is seen between them.
      const padding = 'x'.repeat(70_000);
      const ids = Array.from({ length: 40 }, (_, index) => String(index));
      void raw.write(
        Buffer.concat(
          ids.map((id) =>
            framed(Buffer.from(`MSH|^~\\&|L|L|X|Y|2026||ORU^R01|${id}|P|2.5\rNTE|1||${padding}`)),
          ),
        ),
      );
      await until(() => pending.length > 4);
      await soon(100);
      expect(pending.length).toBeLessThan(10);
      let next = 0;
      while (next < ids.length) {
        await until(() => pending.length > next);
        pending[next++]!('AA');
      }
      expect(msas(await raw.answers(40))).toEqual(ids.map((id) => `AA|${id}`));
      raw.socket.destroy();
    });
  });

  test('that nobody reads stop the reading, too', async () => {
    let received = 0;
    const answer = Buffer.from(`MSH|^~\\&|\rMSA|AA|1|${'x'.repeat(20_000)}`);
    const receive: Receive = () => {
      received++;
      return Promise.resolve({ code: 'AA', body: answer });
    };
    await listening({ receive, limits: { stop: 100 } }, async ({ port }) => {
      const raw = await rawConnection(port);
      raw.socket.pause();
      const count = 20_000;
      void raw.write(Buffer.concat(Array.from({ length: count }, () => message('1'))));
      let before = -1;
      while (received !== before) {
        before = received;
        await soon(100);
      }
      expect(received).toBeLessThan(count);
      raw.socket.resume();
      await raw.answers(count);
      expect(received).toBe(count);
      raw.socket.destroy();
    });
  });

  test('that a sender does not want are not given', async () => {
    await listening({ receive: () => Promise.resolve(undefined) }, async ({ port, server }) => {
      const raw = await rawConnection(port);
      await raw.write(a01);
      raw.socket.end();
      await raw.closed;
      await expect(raw.answers(1)).rejects.toThrow('closed after 0 answers');
      await server.close();
    });
  });
});

describe('the end', () => {
  test('answers what was read, takes nothing more, and lets nobody in', async () => {
    const { receive, pending } = slow();
    const server = createMllpServer({ receive });
    const { port } = await server.listen(0, '127.0.0.1');
    const raw = await rawConnection(port);
    await raw.write(message('1'));
    while (pending.length < 1) await soon(2);
    const closed = server.close();
    await raw.write(message('2'));
    await soon(50);
    pending[0]!('AA');
    expect(msas(await raw.answers(1))).toEqual(['AA|1']);
    await raw.closed;
    await closed;
    expect(pending).toHaveLength(1);
    await expect(connectMllp({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'not-connected' });
  });

  test('does not wait for a sender that never closes', async () => {
    const server = createMllpServer({ receive: () => Promise.resolve(undefined), limits: { stop: 50 } });
    const { port } = await server.listen(0, '127.0.0.1');
    const raw = await rawConnection(port);
    raw.socket.allowHalfOpen = true;
    await server.close();
    raw.socket.destroy();
  });
});

test('there is a bound on connections', async () => {
  await listening({ limits: { mostSockets: 2 } }, async ({ port, events }) => {
    const raws = [await rawConnection(port), await rawConnection(port), await rawConnection(port)];
    await raws[2]!.closed;
    expect(events).toContainEqual({ kind: 'refused', why: 'too-many' });
    await raws[0]!.write(a01);
    await raws[0]!.answers(1);
    for (const { socket } of raws) socket.destroy();
  });
});

describe('plain', () => {
  test.each(['0.0.0.0', '::', '10.0.0.1', 'example.org'])('never on %s, unless it is said', async (host) => {
    const server = createMllpServer({ receive: () => Promise.resolve(undefined) });
    await expect(server.listen(0, host)).rejects.toThrow('loopback only');
  });

  test('where it is said', async () => {
    const server = createMllpServer({ receive: () => Promise.resolve(undefined), allowPlain: true });
    expect((await server.listen(0, '0.0.0.0')).port).toBeGreaterThan(0);
    await server.close();
  });
});

/** An authority, a server's and two senders' certificates, made by openssl; the second is of another authority. */
function certificates(
  folder: string,
): Readonly<Record<'ca' | 'server' | 'engine' | 'stranger', { key: Buffer; cert: Buffer }>> {
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const authority = (name: string): void =>
    openssl(
      ...`req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -keyout ${name}.key -out ${name}.pem -subj /CN=${name}`.split(
        ' ',
      ),
    );
  const certificate = (name: string, ca: string, names: string): void => {
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${names}\n`);
    openssl(
      ...`req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`.split(
        ' ',
      ),
    );
    openssl(
      ...`x509 -req -in ${name}.csr -CA ${ca}.pem -CAkey ${ca}.key -CAcreateserial -days 3650 -extfile ${name}.ext -out ${name}.pem`.split(
        ' ',
      ),
    );
  };
  authority('ca');
  authority('other');
  certificate('server', 'ca', 'DNS:localhost,IP:127.0.0.1');
  certificate('engine', 'ca', 'DNS:engine.example.org,DNS:engine2.example.org,URI:urn:x');
  certificate('stranger', 'other', 'DNS:engine.example.org');
  const read = (name: string): { key: Buffer; cert: Buffer } => ({
    key: readFileSync(join(folder, `${name}.key`)),
    cert: readFileSync(join(folder, `${name}.pem`)),
  });
  return { ca: read('ca'), server: read('server'), engine: read('engine'), stranger: read('stranger') };
}

describe('with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mllp-'));
  const made = certificates(folder);
  rmSync(folder, { recursive: true });
  const tls = { ...made.server, ca: made.ca.cert };

  test('a sender with a certificate of the authority is let in, and known by its names', async () => {
    await listening({ tls }, async ({ port, arrived }) => {
      const client = await connectMllp({
        host: 'localhost',
        port,
        tls: { ...made.engine, ca: made.ca.cert },
      });
      expect(await client.send(fixture('a01'))).toEqual({ code: 'AA', text: '' });
      client.close();
      expect(arrived[0]!.from).toMatchObject({
        over: 'mllp',
        certificate: {
          names: ['engine.example.org', 'engine2.example.org'],
          fingerprint: expect.stringMatching(/^(?:[0-9A-F]{2}:){31}/u),
        },
      });
    });
  });

  test.each([
    ['without a certificate', {}],
    ['with one of another authority', made.stranger],
  ])('%s nobody is let in, and nothing is read', async (_what, own) => {
    await listening({ tls }, async ({ port, arrived, events }) => {
      const socket = connectTls({ host: 'localhost', port, ca: made.ca.cert, ...own });
      const raw = rawOver(socket);
      void raw.write(a01);
      await raw.closed;
      expect(arrived).toEqual([]);
      expect(events).toContainEqual({ kind: 'refused', why: 'certificate' });
    });
  });

  test('nor with TLS 1.1, nor without TLS at all', async () => {
    await listening({ tls }, async ({ port, arrived }) => {
      const old = connectTls({
        host: 'localhost',
        port,
        ca: made.ca.cert,
        ...made.engine,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      });
      await rawOver(old).closed;
      const plain = await rawConnection(port);
      await plain.write(a01);
      await plain.closed;
      expect(arrived).toEqual([]);
    });
  });
});
