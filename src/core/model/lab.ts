import type * as files from './files.generated.js';

/** Where a number or code comes from: ids of files in `sources/`, whether that source was read, and when last compared. */
export type Proof = files.Proof;

/** A number with its unit (UCUM) and proof. */
export type Figure = files.Figure;

export type Coding = Pick<files.Coding, 'system' | 'code'> & Partial<Pick<files.Coding, 'display'>>;

export type Lab = files.LabFile;

/** Spellings of one unit and the way from it to the lab's own unit: own = received x factor + offset. */
export type UnitSpelling = Lab['units'][number];

/** The upper limit used when the laboratory gives none: the first one in the file whose group fits the patient. */
export type DefaultLimit = Lab['limits'][number];

/** A set of codes that puts a problem, medicine or procedure of the record under one name. */
export type ValueSet = files.ValueSetFile;
