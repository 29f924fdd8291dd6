/** `plain`: one laboratory that writes as FHIR asks for. `mixed`: as laboratories write. */
export type Shapes = 'plain' | 'mixed';

/** A line of an export, and the odd shape it is in. */
export interface Line {
  readonly type: string;
  readonly json: string;
  readonly shape?: string;
}
