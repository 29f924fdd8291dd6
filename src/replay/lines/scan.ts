import { isObject } from '../../core/record/codes.js';
import { identifierKeys } from '../../core/record/ownership.js';
import { type Counts, Tally } from '../tally.js';
import { type Assess, IRRELEVANT, RELEVANT, TRIGGER } from './concepts.js';
import { Glance, READ_TYPES } from './glance.js';
import type { Unit } from './inputs.js';
import { readLines } from './read-lines.js';
import { LineWriter, PartitionWriter } from './records.js';
import { subjectOf } from './subject.js';

/** Why a line is not read; nothing of it is told but where it stands. */
export type Bad = 'not-json' | 'no-resource' | 'unknown-type' | 'no-subject' | 'too-long' | 'unreadable-file';

/** A line that is not read: of the part it stands in, counted from 1. */
export interface BadLine {
  readonly line: number;
  readonly why: Bad;
}

/** What one part of the input came to. */
export interface Scanned {
  readonly unit: Unit;
  readonly lines: number;
  readonly counts: Counts;
  /** The first ones. */
  readonly bad: readonly BadLine[];
}

/** Where the kept lines go. */
export interface ScanFiles {
  readonly partition: (partition: number) => string;
  /** Lines whose subject is an identifier alone, each after it. */
  readonly unresolved: string;
  /** Identifiers and the ids of the patients that carry them. */
  readonly identifiers: string;
}

/** `exact` parses every line; `fast` those that its bytes do not tell of. Both keep the same lines. */
export type Mode = 'exact' | 'fast';

const MOST_BAD = 20;
/** FHIR R4 and later: names of resource types are words in capitals and small letters. */
const TYPE = /^[A-Z][A-Za-z]{1,63}$/u;

/** Goes through parts of the input, and keeps what may matter in the partitions of the patients. */
export class Scanner {
  readonly #assess: Assess;
  readonly #mode: Mode;
  readonly #glance: Glance;
  readonly #partitions: PartitionWriter;
  readonly #unresolved: LineWriter;
  readonly #identifiers: LineWriter;

  constructor(assess: Assess, mode: Mode, partitions: number, files: ScanFiles) {
    this.#assess = assess;
    this.#mode = mode;
    this.#glance = new Glance(assess);
    this.#partitions = new PartitionWriter(partitions, files.partition);
    this.#unresolved = new LineWriter(files.unresolved);
    this.#identifiers = new LineWriter(files.identifiers);
  }

  /** Never rejects: a file that cannot be read is told as a bad line. */
  async scan(unit: Unit): Promise<Scanned> {
    const tally = new Tally();
    const types = new Map<string, number>();
    const bad: BadLine[] = [];
    let lines = 0;
    const complain = (why: Bad): void => {
      tally.add('bad-lines', [why]);
      if (bad.length < MOST_BAD) bad.push({ line: lines, why });
    };
    const count = (type: string): unknown => types.set(type, (types.get(type) ?? 0) + 1);
    const glance = this.#glance;
    const isFast = this.#mode === 'fast';
    const line = (bytes: Buffer, from: number, end: number): void => {
      lines++;
      const start = lines === 1 && unit.from === 0 ? afterMark(bytes, from) : from;
      if (isBlank(bytes, start, end)) return;
      const glanced = isFast ? glance.line(bytes, start, end) : 'parse';
      if (glanced === 'parse') {
        const why = this.#parse(bytes, start, end, count);
        if (why) complain(why);
        return;
      }
      if (TYPE.test(glance.type)) count(glance.type);
      else complain('unknown-type');
      if (glanced === 'kept')
        this.#partitions.keep(bytes, glance.idStart, glance.idEnd, glance.says, bytes, start, end);
    };
    const tooLong = (): void => {
      lines++;
      complain('too-long');
    };
    try {
      await readLines(unit, { line, tooLong });
    } catch {
      complain('unreadable-file');
    }
    for (const [type, times] of types) tally.add('lines', [type], times);
    return { unit, lines, counts: tally.counts(), bad };
  }

  close(): void {
    this.#partitions.close();
    this.#unresolved.close();
    this.#identifiers.close();
  }

  #parse(bytes: Buffer, start: number, end: number, count: (type: string) => unknown): Bad | undefined {
    let resource: unknown;
    const text = bytes.toString('utf8', start, end);
    try {
      resource = JSON.parse(text);
    } catch {
      return 'not-json';
    }
    const type = isObject(resource) ? resource['resourceType'] : undefined;
    if (typeof type !== 'string') return 'no-resource';
    if (!TYPE.test(type)) return 'unknown-type';
    count(type);
    if (!READ_TYPES.has(type)) return undefined;
    const says = type === 'Observation' || type === 'DiagnosticReport' ? this.#assess(resource) : RELEVANT;
    if (says === IRRELEVANT && type === 'Observation') return undefined;
    const { id, identifier } = subjectOf(resource);
    if (id !== undefined) {
      const name = Buffer.from(id, 'latin1');
      this.#partitions.keep(name, 0, name.length, says, bytes, start, end);
      if (type === 'Patient')
        for (const key of identifierKeys((resource as { identifier?: unknown }).identifier))
          this.#identifiers.write(JSON.stringify([key, id]));
      return undefined;
    }
    if (identifier === undefined) return 'no-subject';
    this.#unresolved.write(`${JSON.stringify(identifier)}\t${says >= TRIGGER ? '+' : '-'}${text.trimEnd()}`);
    return undefined;
  }
}

/** After the mark that some programs write at the beginning of a file (U+FEFF). */
function afterMark(bytes: Buffer, start: number): number {
  return bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf ? start + 3 : start;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((bytes[at] ?? 0) > 0x20) return false;
  return true;
}
