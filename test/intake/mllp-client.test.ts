import { describe, expect, test } from '@jest/globals';
import { createServer, type Socket } from 'node:net';
import { connectMllp, type MllpClient } from '../../src/intake/mllp-client.js';
import { createFramer, framed } from '../../src/intake/v2/frames.js';

const sent = (id: string, accept = '', application = ''): Buffer =>
  Buffer.from(`MSH|^~\\&|L|L|X|Y|20261120||ORU^R01|${id}|P|2.5|||${accept}|${application}`);
const msa = (code: string, id: string, more = ''): Buffer =>
  framed(Buffer.from(`MSH|^~\\&|X\rMSA|${code}|${id}${more}\r`));

/** A receiver that answers the n-th message so; how many connections it had. */
async function answering<T>(
  answer: (socket: Socket, count: number, id: string) => void,
  use: (client: MllpClient, again: (timeout?: number) => Promise<MllpClient>) => Promise<T>,
  timeout = 60_000,
): Promise<T> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const framer = createFramer();
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      for (const event of framer.push(bytes))
        if (event.kind === 'message') answer(socket, ++count, event.body.toString().split('|')[9] ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const clients: MllpClient[] = [];
  const again = async (patience = timeout): Promise<MllpClient> => {
    const client = await connectMllp({ host: '127.0.0.1', port, timeout: patience });
    clients.push(client);
    return client;
  };
  try {
    return await use(await again(), again);
  } finally {
    for (const client of clients) client.close();
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

describe('a message that is sent', () => {
  test('has the answer that names it', async () => {
    await answering(
      (socket, _count, id) => socket.write(msa('AA', id)),
      async (client) => {
        expect(await client.send(sent('1'))).toEqual({ code: 'AA', text: '' });
        expect(await client.send(sent('2'))).toEqual({ code: 'AA', text: '' });
      },
    );
  });

  test('is told why it was not taken', async () => {
    await answering(
      (socket, _count, id) =>
        socket.write(msa('AE', id, '|broken\rERR||OBX^1^14|102|E|date-malformed|||OBX-14: no date')),
      async (client) => {
        expect(await client.send(sent('1'))).toEqual({ code: 'AE', text: 'OBX-14: no date' });
      },
    );
  });

  test('waits past a commit accept for the application accept it asked for, and not where it did not', async () => {
    await answering(
      (socket, count, id) => {
        socket.write(msa('CA', id));
        if (count === 1) socket.write(msa('AA', id));
      },
      async (client) => {
        expect(await client.send(sent('1', 'AL', 'AL'))).toMatchObject({ code: 'AA' });
        expect(await client.send(sent('2', 'AL', 'NE'))).toMatchObject({ code: 'CA' });
      },
    );
  });

  test.each<[what: string, answer: Buffer]>([
    ["another message's answer", msa('AA', 'other')],
    ['a message', framed(sent('1'))],
    ['no code', msa('OK', '1')],
    ['garbage', framed(Buffer.from('garbage'))],
    ['nothing', framed(Buffer.alloc(0))],
  ])('is not taken by %s', async (_what, answer) => {
    await answering(
      (socket) => socket.write(answer),
      async (client) => {
        await expect(client.send(sent('1'))).rejects.toMatchObject({ code: 'not-an-answer' });
        await expect(client.send(sent('2'))).rejects.toMatchObject({ code: 'closed' });
      },
    );
  });

  test('never has the late answer of the one before: after a timeout the connection is closed', async () => {
    const late: (() => void)[] = [];
    await answering(
      (socket, count, id) => {
        if (count === 1) late.push(() => socket.write(msa('AA', id)));
        else socket.write(msa('AE', id));
      },
      async (client, again) => {
        await expect(client.send(sent('1'))).rejects.toMatchObject({ code: 'timeout' });
        for (const answer of late) answer();
        await expect(client.send(sent('2'))).rejects.toMatchObject({ code: 'closed' });
        expect(await (await again(60_000)).send(sent('2'))).toMatchObject({ code: 'AE' });
      },
      50,
    );
  });

  test('has no answer when the other side closes', async () => {
    await answering(
      (socket) => socket.destroy(),
      async (client) => {
        await expect(client.send(sent('1'))).rejects.toMatchObject({ code: 'closed' });
      },
    );
  });

  test('goes alone', async () => {
    await answering(
      () => undefined,
      async (client) => {
        const first = client.send(sent('1'));
        expect(() => client.send(sent('2'))).toThrow('one message at a time');
        client.close();
        await expect(first).rejects.toMatchObject({ code: 'closed' });
      },
    );
  });
});
