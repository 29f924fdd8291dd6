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
    let hash = 0x811c9dc5;
    let depth = 0;
    let at = start;
    for (; at < end; at++) {
      let byte = bytes[at] ?? 0;
      hash = Math.imul(hash ^ byte, 0x01000193);
      if (byte === QUOTE) {
        for (at++; at < end; at++) {
          byte = bytes[at] ?? 0;
          hash = Math.imul(hash ^ byte, 0x01000193);
          if (byte === QUOTE) break;
          if (byte === BACKSLASH) at++;
        }
      } else if (byte === OPEN) depth++;
      else if (byte === CLOSE && --depth === 0) break;
    }
    if (at >= end) return undefined;
    this.end = at + 1;
    const known = this.#known.get(hash);
    if (known)
      for (const one of known)
        if (one.bytes.length === at + 1 - start && one.bytes.compare(bytes, start, at + 1) === 0)
          return one.says;
    return this.#learn(bytes.subarray(start, at + 1), hash);
  }

  #learn(concept: Buffer, hash: number): number | undefined {
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
      const list = this.#known.get(hash);
      if (list) list.push(known);
      else this.#known.set(hash, [known]);
    }
    return says;
  }
}
