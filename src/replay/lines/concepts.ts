/** What a code says of the resource that carries it. */
export const IRRELEVANT = 0;
/** Of a lab, or of what shows a test as done. */
export const RELEVANT = 1;
/** Of a lab that starts a rule, or called as one is. */
export const TRIGGER = 2;

/** Tells it of a resource, or of anything with a `code`. Takes anything; never throws. */
export type Assess = (resource: unknown) => number;

interface Known {
  readonly bytes: Buffer;
  readonly says: number;
}

/** Different codes that are remembered; a catalogue has some thousands. Others are read each time. */
const MOST_KNOWN = 50_000;
const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];

/**
 * Reads codes from bytes. Each is parsed once and known again by its very bytes: a result of a lab has the same code, letter by
 * letter, a million times.
 */
export class Concepts {
  readonly #assess: Assess;
  readonly #known = new Map<number, Known[]>();
  #count = 0;
  /** Where the object that was read last ends. */
  end = 0;

  constructor(assess: Assess) {
    this.#assess = assess;
  }

  /** What the object that begins at `start` says; `undefined` when it does not end before `end` or is no JSON. */
  read(bytes: Buffer, start: number, end: number): number | undefined {
    const sign = signOf(bytes, start, end);
    const known = this.#known.get(sign);
    if (known)
      for (const one of known) {
        const to = start + one.bytes.length;
        if (to > end || one.bytes.compare(bytes, start, to) !== 0) continue;
        this.end = to;
        return one.says;
      }
    const to = endOf(bytes, start, end);
    if (to === undefined) return undefined;
    this.end = to;
    return this.#learn(bytes.subarray(start, to), sign);
  }

  #learn(concept: Buffer, sign: number): number | undefined {
    let code: unknown;
    try {
      code = JSON.parse(concept.toString());
    } catch {
      return undefined;
    }
    const says = this.#assess({ code });
    if (this.#count < MOST_KNOWN) {
      this.#count++;
      const known = { bytes: Buffer.from(concept), says };
      const list = this.#known.get(sign);
      if (list) list.push(known);
      else this.#known.set(sign, [known]);
    }
    return says;
  }
}

/** Where codes begin to differ, and how many bytes tell nearly all apart. */
const [SIGN_FROM, SIGN_BYTES] = [12, 64];

/** A number for the first bytes of an object, up to where the first object in it ends at most: of one object always the same. */
function signOf(bytes: Buffer, start: number, end: number): number {
  let sign = 0x811c9dc5;
  const to = Math.min(start + SIGN_FROM + SIGN_BYTES, end);
  for (let at = start; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (at >= start + SIGN_FROM) sign = Math.imul(sign ^ byte, 0x01000193);
    if (byte === CLOSE) break;
  }
  return sign;
}

/** Where the object that begins at `start` ends; brackets in texts do not count. */
function endOf(bytes: Buffer, start: number, end: number): number | undefined {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at++; at < end && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
    } else if (byte === OPEN) depth++;
    else if (byte === CLOSE && --depth === 0) return at + 1;
  }
  return undefined;
}
