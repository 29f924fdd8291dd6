import type { Outline } from '../../src/core/model/outline.js';

/** What an answer of a stand-in comes to. */
export function nothingOutlined(): Outline {
  return {
    patient: {},
    readings: [],
    verdicts: [],
    cards: [],
    redFlags: [],
    remarks: [],
    setAside: [],
    reasons: [],
    quietened: [],
    causes: [],
    offered: [],
    done: [],
    categories: () => ({}),
  };
}
