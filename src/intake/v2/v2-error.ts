/** HL7 table 0357, "Message error condition codes": the ones answered with. */
const CONDITIONS = {
  100: 'Segment sequence error',
  101: 'Required field missing',
  102: 'Data type error',
  103: 'Table value not found',
  200: 'Unsupported message type',
  201: 'Unsupported event code',
  203: 'Unsupported version id',
  204: 'Unknown key identifier',
} as const;

type Condition = keyof typeof CONDITIONS;

interface Kind {
  readonly condition: Condition;
  /** It will never be taken, however often it is sent (AR); else a person may mend what is wrong with it (AE). */
  readonly reject?: true;
  /** Says what is wrong and what to do, and nothing that came. */
  readonly sentence: string;
}

/** All that can be wrong with a message: a stable code each. */
const KINDS = {
  'not-hl7': { condition: 100, reject: true, sentence: 'The message does not begin with MSH.' },
  'sender-unknown': {
    condition: 103,
    reject: true,
    sentence: 'No client file is of this sender.',
  },
  'delimiters-invalid': {
    condition: 102,
    reject: true,
    sentence: 'MSH-1 and MSH-2 must be marks that differ from each other, none of them a letter or a digit.',
  },
  'batch-not-allowed': {
    condition: 200,
    reject: true,
    sentence: 'Batches are not taken from this sender: send the messages one by one.',
  },
  'charset-unknown': {
    condition: 103,
    reject: true,
    sentence: 'MSH-18 names no character set that is read here. The client file may name one.',
  },
  'charset-contradicted': {
    condition: 102,
    sentence: 'The bytes are not of the character set of MSH-18. The client file may name another.',
  },
  'charset-undeclared': {
    condition: 101,
    sentence:
      'There are bytes beyond ASCII that are no UTF-8, and MSH-18 is empty. The client file may name one.',
  },
  'segment-malformed': {
    condition: 100,
    sentence:
      'This line does not begin with the three characters of a segment: a line end stands inside a field.',
  },
  'type-unsupported': { condition: 200, reject: true, sentence: 'Only ORU and ADT messages are taken.' },
  'event-unsupported': {
    condition: 201,
    reject: true,
    sentence: 'Of ORU only R01 is taken, of ADT only the merges A18, A34 and A40.',
  },
  'version-unsupported': {
    condition: 203,
    reject: true,
    sentence: 'Only the versions 2.3, 2.3.1, 2.4, 2.5 and 2.5.1 are taken.',
  },
  'control-id-missing': {
    condition: 101,
    reject: true,
    sentence: 'MSH-10 is empty: an acknowledgement could not name the message.',
  },
  'patient-missing': { condition: 100, sentence: 'There is no PID before this segment.' },
  'patient-id-missing': { condition: 101, sentence: 'There is no patient identifier.' },
  'authority-unknown': {
    condition: 204,
    sentence: 'No patient identifier is of an authority that the client file names.',
  },
  'merge-incomplete': { condition: 101, sentence: 'A merge needs a PID and an MRG with an identifier each.' },
  'report-id-missing': {
    condition: 101,
    sentence: 'Neither the filler nor the placer number of the report is given.',
  },
  'code-missing': { condition: 101, sentence: 'The result has no code and no name.' },
  'status-invalid': { condition: 103, sentence: 'This report status is for queries only.' },
  'date-malformed': { condition: 102, sentence: 'This is no date of HL7 v2, or none of the calendar.' },
  'count-wrong': {
    condition: 102,
    sentence: 'The batch holds another number of messages than its end says.',
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type V2ErrorCode = keyof typeof KINDS;

/** Where in a message: never what stands there. */
export interface Place {
  readonly segment: string;
  /** Which of the segments of this name, counted from 1. */
  readonly sequence?: number;
  readonly field?: number;
  /** Line of the message, counted from 1, where that is all that can be told. */
  readonly line?: number;
}

/** What of a message cannot be read: a stable code, the place, and a sentence that holds nothing of the message. */
export class V2Error extends Error {
  override readonly name = 'V2Error';
  constructor(
    readonly code: V2ErrorCode,
    readonly place: Place,
  ) {
    super(`${placeText(place)}: ${KINDS[code].sentence}`);
  }

  /** Sending it again cannot help. */
  get isRejection(): boolean {
    return (KINDS[this.code] as Kind).reject ?? false;
  }

  /** HL7 table 0357. */
  get condition(): { readonly code: string; readonly text: string } {
    const { condition } = KINDS[this.code];
    return { code: String(condition), text: CONDITIONS[condition] };
  }
}

/** `OBX-14 (segment 3)`, `line 7`. */
export function placeText({ segment, sequence, field, line }: Place): string {
  if (line !== undefined) return `line ${line}`;
  const name = field === undefined ? segment : `${segment}-${field}`;
  return sequence === undefined ? name : `${name} (segment ${sequence})`;
}
