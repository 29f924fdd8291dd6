import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchReader, isBatch, messagesOf } from '../../../src/intake/v2/batches.js';
import { framed } from '../../../src/intake/v2/frames.js';
import { createV2Reader } from '../../../src/intake/v2/reader.js';
import { agreeing, codesOf, fixture, V2_CLIENT } from '../../support/v2.js';
import { runs } from '../../support/seed.js';

const ids = (bytes: Buffer): string[] =>
  messagesOf(bytes).map((body) => body.toString('latin1').split('|')[9] ?? '');

describe('a file', () => {
  test.each<[what: string, bytes: Buffer, ids: string[]]>([
    ['a batch', fixture('batch'), ['A01', 'A02']],
    ['one message', fixture('a01'), ['A01']],
    [
      'messages one after the other',
      Buffer.concat([fixture('a01'), Buffer.from('\r\n\r\n'), fixture('a02')]),
      ['A01', 'A02'],
    ],
    ['the record of a wire', Buffer.concat([framed(fixture('a01')), framed(fixture('a02'))]), ['A01', 'A02']],
    ['with LF', Buffer.from(fixture('batch').toString().replaceAll('\r', '\n')), ['A01', 'A02']],
    [
      'with CRLF and a byte order mark',
      Buffer.from(`\uFEFF${fixture('batch').toString().replaceAll('\r', '\r\n')}`),
      ['A01', 'A02'],
    ],
    ['a batch without a count', Buffer.from('BHS|^~\\&\rMSH|^~\\&||||||||X1\rBTS|\r'), ['X1']],
    ['two batches', Buffer.concat([fixture('batch'), fixture('batch')]), ['A01', 'A02', 'A01', 'A02']],
    ['nothing', Buffer.alloc(0), []],
  ])('%s', (_what, bytes, found) => {
    expect(ids(bytes)).toEqual(found);
  });

  test('keeps the bytes of each message', () => {
    const [first] = messagesOf(Buffer.concat([fixture('a13'), fixture('a01')]));
    expect(first!.includes(Buffer.from([0xb5]))).toBe(true);
  });

  test('another number than its end tells is told', () => {
    const bytes = Buffer.from(fixture('batch').toString().replace('BTS|2', 'BTS|3'));
    expect(() => messagesOf(bytes)).toThrow(expect.objectContaining({ code: 'count-wrong' }));
  });

  test('what stands before the first message is one that cannot be read', () => {
    const reader = batchReader();
    const found = [...reader.push(Buffer.concat([Buffer.from('PID|1\r'), fixture('a01')])), ...reader.end()];
    expect(found.map(({ line, body }) => [line, body.subarray(0, 3).toString()])).toEqual([
      [1, 'PID'],
      [2, 'MSH'],
    ]);
  });

  test('is the same in whatever pieces it comes', () => {
    const bytes = Buffer.from(fixture('batch').toString().replaceAll('\r', '\r\n'));
    const whole = messagesOf(bytes);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.sort((one, other) => one - other), bytes.length];
        const reader = batchReader();
        const found = places
          .slice(1)
          .flatMap((end, index) => reader.push(bytes.subarray(places[index], end)));
        expect([...found, ...reader.end()].map(({ body }) => body)).toEqual(whole);
      }),
      runs(300),
    );
  });
});

describe('over the wire', () => {
  test('a batch is refused, unless it is agreed', () => {
    expect(isBatch(fixture('batch'))).toBe(true);
    expect(isBatch(fixture('a01'))).toBe(false);
    const refused = createV2Reader(V2_CLIENT).body(fixture('batch'));
    expect(refused.messages.map(({ read }) => codesOf(read))).toEqual([['batch-not-allowed BHS']]);
    const taken = createV2Reader(agreeing({ allowBatch: true })).body(fixture('batch'));
    expect(taken).toMatchObject({
      isBatch: true,
      messages: [{ read: { kind: 'results' } }, { read: { kind: 'results' } }],
    });
  });

  test('and with a wrong count it is one that cannot be read', () => {
    const bytes = Buffer.from(fixture('batch').toString().replace('BTS|2', 'BTS|1'));
    const [only] = createV2Reader(agreeing({ allowBatch: true })).body(bytes).messages;
    expect(codesOf(only!.read)).toEqual(['count-wrong BTS-1']);
  });
});
