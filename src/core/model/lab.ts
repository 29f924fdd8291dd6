/** Where a number or code comes from: ids of files in `sources/`, whether that source was read, and when last compared. */
export interface Proof {
  readonly source: readonly string[];
  readonly verified: boolean;
  readonly checked: string;
}

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** A number with its unit (UCUM) and proof. */
export interface Figure extends Proof {
  readonly value: number;
  readonly unit: string;
}

/** Spellings of one unit and the way from it to the lab's own unit: own = received x factor + offset. */
export interface UnitSpelling extends Proof {
  readonly as: readonly string[];
  readonly factor: number;
  readonly offset?: number;
}

/** The upper limit used when the laboratory gives none: the first one in the file whose group fits the patient. */
export interface DefaultLimit extends Proof {
  readonly high: number;
  readonly unit: string;
  readonly sex?: 'male' | 'female';
  readonly ageFrom?: number;
  readonly ageTo?: number;
}

export interface Lab {
  readonly id: string;
  /** `trigger`: its raised result starts a rule; `supporting`: read to explain and to see what is missing. */
  readonly role: 'trigger' | 'supporting';
  /** `quantity`: number with unit; `coded`: positive or negative; `presence`: only that it was done. */
  readonly kind: 'quantity' | 'coded' | 'presence';
  /** Own unit (UCUM); for `quantity` only. */
  readonly unit?: string;
  readonly codes: readonly (Coding & Proof)[];
  readonly rejects: readonly (Coding & Proof)[];
  /** `code.text` taken as this lab when the Observation has no coding at all. Lower case. */
  readonly names: readonly string[];
  readonly units: readonly UnitSpelling[];
  readonly limits: readonly DefaultLimit[];
  /** Laboratory upper limits outside these bounds (own unit, inclusive) are not believed from this age (years) on. */
  readonly plausibleLimit?: {
    readonly low: number;
    readonly high: number;
    readonly unit: string;
    readonly ageFrom: number;
  } & Proof;
  /** For `coded`: what counts as positive beside interpretation POS; `anyNumberAbove` for quantitative RNA and DNA. */
  readonly positive?: {
    readonly codes: readonly (Coding & Proof)[];
    readonly texts: readonly string[];
    readonly anyNumberAbove?: number;
  };
  readonly negative?: { readonly codes: readonly (Coding & Proof)[]; readonly texts: readonly string[] };
  /** Results older than this many days are not used. Absent: any age. */
  readonly window?: Figure;
  /** Two trigger results further apart than this are no pair. */
  readonly pair?: { readonly with: string; readonly within: Figure };
}

/** A set of codes that puts a problem, medicine or procedure of the record under one name. */
export interface ValueSet {
  readonly id: string;
  readonly of: 'Condition' | 'Medication' | 'Procedure';
  /** `prefix`: the code and everything below it that starts with it. */
  readonly codes: readonly (Coding & Proof & { readonly prefix?: boolean })[];
  /** Words looked for in a medicine's text or display when no code is known (lower case, whole words). */
  readonly words: readonly string[];
  /** Medicines: the lab whose sample the days are counted to. */
  readonly sample?: string;
  /** Medicines: an active prescription counts by its date only, like one that has ended (an infusion is over). */
  readonly byDateOnly?: boolean;
  /** Procedures: how far back they count. */
  readonly window?: Figure;
}
