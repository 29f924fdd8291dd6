import { Hl7Context, Hl7Segment } from '@medplum/core';
import type { Delimiters } from './delimiters.js';
import type { Unescape } from './escapes.js';
import { type Place, V2Error, type V2ErrorCode } from './v2-error.js';

/** One repetition of a field, its escapes undone and its ends trimmed. */
export interface Repetition {
  /** A component, counted from 1; empty where there is none, and where it says `""`: "delete what you have". */
  readonly text: (component: number) => string;
  /** The subcomponents of a component. */
  readonly parts: (component: number) => readonly string[];
  /** The components up to the last that says anything. */
  readonly components: readonly string[];
}

/** A line of a message. */
export interface Segment {
  readonly name: string;
  /** Which of this name it is in its message, counted from 1. */
  readonly sequence: number;
  /** The repetitions of a field that say anything, counted from 1. */
  readonly repetitions: (field: number) => readonly Repetition[];
  /** A component of the first repetition of a field. */
  readonly text: (field: number, component?: number) => string;
  /** What is wrong with one of its fields. */
  readonly error: (code: V2ErrorCode, field?: number) => V2Error;
}

/** HL7 v2.5.1, 2.5.3: "two double quote marks" stand for a value that is to be deleted. */
const DELETE = '""';

/**
 * Makes lines into segments, with the marks of their message. The library splits; it undoes no escapes, and its own reading of a message
 * takes any four marks and any line.
 */
export function segmentReader(
  delimiters: Delimiters,
  unescape: Unescape,
): (line: string, sequence: number) => Segment {
  const { field, component, repetition, escape = '', subcomponent = '' } = delimiters;
  const context = new Hl7Context('\r', field, component, repetition, escape, subcomponent);
  const plain = (raw: string): string => {
    const text = unescape(raw).trim();
    return text === DELETE ? '' : text;
  };
  const repetitionOf = (raw: readonly string[]): Repetition => {
    const components = raw.map(plain);
    while (components.at(-1) === '') components.pop();
    return {
      components,
      text: (place) => components[place - 1] ?? '',
      parts: (place) => {
        const whole = raw[place - 1] ?? '';
        return (subcomponent === '' ? [whole] : whole.split(subcomponent)).map(plain);
      },
    };
  };
  return (line, sequence) => {
    const split = Hl7Segment.parse(line, context);
    const { name } = split;
    const place = (number?: number): Place => ({
      segment: name,
      sequence,
      ...(number !== undefined && { field: number }),
    });
    const read = new Map<number, readonly Repetition[]>();
    const repetitions = (number: number): readonly Repetition[] => {
      let found = read.get(number);
      if (!found) read.set(number, (found = repetitionsOf(number)));
      return found;
    };
    const repetitionsOf = (number: number): readonly Repetition[] => {
      // The library's declaration leaves out that a line may be shorter.
      const found = split.getField(number) as { readonly components: readonly string[][] } | undefined;
      return (found?.components ?? []).map(repetitionOf).filter(({ components }) => components.length > 0);
    };
    return {
      name,
      sequence,
      repetitions,
      text: (number, part = 1) => repetitions(number)[0]?.text(part) ?? '',
      error: (code, number) => new V2Error(code, place(number)),
    };
  };
}
