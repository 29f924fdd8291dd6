import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createFramer, framed, type FrameEvent } from '../../../src/intake/v2/frames.js';
import { runs } from '../../support/seed.js';

const [VT, FS, CR, LF] = ['\v', '\u001C', '\r', '\n'];

function shown(events: readonly FrameEvent[]): string[] {
  return events.map((event) => (event.kind === 'message' ? event.body.toString('latin1') : event.kind));
}

function read(
  stream: string,
  most?: number,
): { messages: string[]; noise: number; dropped: number; open: boolean } {
  const framer = createFramer(most);
  const messages = shown(framer.push(Buffer.from(stream, 'latin1')));
  return { messages, ...framer.counts(), open: framer.isOpen() };
}

describe('a stream of frames', () => {
  test.each<[what: string, stream: string, messages: string[], more?: object]>([
    ['one message', `${VT}a${FS}${CR}`, ['a']],
    ['three in one read are three', `${VT}a${FS}${CR}${VT}b${FS}${CR}${VT}c${FS}${CR}`, ['a', 'b', 'c']],
    ['one and a half', `${VT}a${FS}${CR}${VT}b`, ['a'], { open: true }],
    ['a lost tail, then a new start: the second alone', `${VT}a${VT}b${FS}${CR}`, ['b'], { dropped: 1 }],
    ['a sender that forgets CR', `${VT}a${FS}${VT}b${FS}${CR}`, ['a', 'b']],
    ['FS inside is data', `${VT}a${FS}b${FS}${CR}`, [`a${FS}b`]],
    ['FS twice at the end', `${VT}a${FS}${FS}${CR}`, [`a${FS}`]],
    ['noise before is counted and passed over', `hello${VT}a${FS}${CR}`, ['a'], { noise: 5 }],
    [
      'line ends between are no noise',
      `${CR}${LF}${VT}a${FS}${CR}${LF}${VT}b${FS}${CR}`,
      ['a', 'b'],
      { noise: 0 },
    ],
    ['an empty message', `${VT}${FS}${CR}`, ['']],
    ['without its FS and CR nothing', `${VT}abc`, [], { open: true }],
    ['without VT nothing', `abc${FS}${CR}`, [], { noise: 4 }],
  ])('%s', (_what, stream, messages, more = {}) => {
    expect(read(stream)).toMatchObject({ messages, ...more });
  });

  test('a message of the greatest length is taken, one longer ends all reading', () => {
    expect(read(`${VT}abcd${FS}${CR}`, 4).messages).toEqual(['abcd']);
    expect(read(`${VT}abcde${FS}${CR}${VT}f${FS}${CR}`, 4)).toMatchObject({
      messages: ['too-large'],
      open: false,
    });
    expect(read(`${VT}abcd${FS}e`, 5).messages).toEqual(['too-large']);
  });

  const piece = fc.constantFrom(VT, FS, CR, LF, 'a', 'b', `${FS}${CR}`, `${VT}MSH|`, `${FS}${CR}${VT}`);
  const stream = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

  test('every split of a stream gives the messages of the whole', () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.nat(120), { maxLength: 30 }),
        fc.option(fc.nat(12)),
        (text, cuts, most) => {
          const bytes = Buffer.from(text, 'latin1');
          const whole = createFramer(most ?? undefined);
          const events = shown(whole.push(bytes));
          const places = [
            0,
            ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((one, other) => one - other),
            bytes.length,
          ];
          const split = createFramer(most ?? undefined);
          const found = places
            .slice(1)
            .flatMap((end, index) => shown(split.push(bytes.subarray(places[index], end))));
          expect(found).toEqual(events);
          expect(split.counts()).toEqual(whole.counts());
          expect(split.isOpen()).toBe(whole.isOpen());
        },
      ),
      runs(2000),
    );
  });

  test('what is framed comes back, whatever bytes it holds but the marks', () => {
    const bytes = fc
      .uint8Array({ maxLength: 200 })
      .map((list) => Buffer.from(list.filter((one) => one !== 0x0b && one !== 0x1c)));
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), (bodies) => {
        const events = createFramer().push(Buffer.concat(bodies.map(framed)));
        expect(events).toEqual(bodies.map((body) => ({ kind: 'message', body })));
      }),
      runs(300),
    );
  });

  test('a body is a copy: later bytes do not change it', () => {
    const framer = createFramer();
    const [first] = framer.push(framed(Buffer.from('first')));
    framer.push(framed(Buffer.from('other')));
    expect(first).toEqual({ kind: 'message', body: Buffer.from('first') });
  });
});
