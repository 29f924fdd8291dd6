/** What a byte stream held: a message, or the end of all reading because one is longer than allowed. */
export type FrameEvent = { readonly kind: 'message'; readonly body: Buffer } | { readonly kind: 'too-large' };

/** Cuts a byte stream into messages. */
export interface Framer {
  /** Takes the next bytes and tells what they completed. After `too-large` nothing more is read. */
  readonly push: (bytes: Buffer) => FrameEvent[];
  /** A message has begun and not ended. */
  readonly isOpen: () => boolean;
  readonly counts: () => FrameCounts;
}

export interface FrameCounts {
  /** Bytes outside of messages, but for line ends. */
  readonly noise: number;
  /** Messages that began and were given up because another one began. */
  readonly dropped: number;
}

/** MLLP release 1 (HL7 v2 Transport Specification): start block, end block, carriage return. */
const [VT, FS, CR, LF] = [0x0b, 0x1c, 0x0d, 0x0a] as const;
/** ED values hold whole documents; what is longer is nobody's report. */
export const MOST_BYTES = 2 * 1024 * 1024;
const FIRST_ROOM = 4096;

/**
 * Reads `VT body FS CR` byte by byte, whatever the pieces in which the bytes come. VT inside a message gives up what came of it, as the
 * sender repeats what nobody acknowledged. FS and VT end a message too, for senders that forget CR; FS and any other byte are data.
 * @param most bytes of one message
 */
export function createFramer(most = MOST_BYTES): Framer {
  let state: 'outside' | 'inside' | 'after-end-block' | 'over' = 'outside';
  let body = Buffer.alloc(0);
  let length = 0;
  let [noise, dropped] = [0, 0];

  const append = (bytes: Buffer): boolean => {
    if (length + bytes.length > most) return false;
    if (length + bytes.length > body.length) {
      const larger = Buffer.alloc(
        Math.min(Math.max(2 * body.length, length + bytes.length, FIRST_ROOM), most),
      );
      body.copy(larger, 0, 0, length);
      body = larger;
    }
    bytes.copy(body, length);
    length += bytes.length;
    return true;
  };
  const begin = (): void => {
    [state, length] = ['inside', 0];
  };
  const end = (): FrameEvent => ({ kind: 'message', body: Buffer.from(body.subarray(0, length)) });

  return {
    isOpen: () => state === 'inside' || state === 'after-end-block',
    counts: () => ({ noise, dropped }),
    push(bytes) {
      const events: FrameEvent[] = [];
      const data = (piece: Buffer): void => {
        if (append(piece)) return;
        events.push({ kind: 'too-large' });
        state = 'over';
        body = Buffer.alloc(0);
      };
      let at = 0;
      while (at < bytes.length && state !== 'over') {
        const byte = bytes[at];
        if (state === 'outside') {
          at++;
          if (byte === VT) begin();
          else if (byte !== CR && byte !== LF) noise++;
        } else if (state === 'inside') {
          const to = nextMark(bytes, at);
          if (to > at) data(bytes.subarray(at, to));
          at = to + 1;
          if (isOver(state) || to === bytes.length) continue;
          if (bytes[to] === FS) state = 'after-end-block';
          else {
            dropped++;
            begin();
          }
        } else if (byte === CR) {
          at++;
          events.push(end());
          state = 'outside';
        } else if (byte === VT) {
          at++;
          events.push(end());
          begin();
        } else {
          // The byte itself is looked at anew: it may be another FS.
          state = 'inside';
          data(END_BLOCK);
        }
      }
      return events;
    },
  };
}

const END_BLOCK = Buffer.from([FS]);

/** The compiler does not see that a function in between changes the state. */
function isOver(state: string): boolean {
  return state === 'over';
}

/** Where the next VT or FS is, or the end. */
function nextMark(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) if (bytes[at] === VT || bytes[at] === FS) return at;
  return bytes.length;
}

/** A message in its frame. */
export function framed(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([VT]), body, Buffer.from([FS, CR])]);
}
