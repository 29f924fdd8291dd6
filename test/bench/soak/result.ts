/** One row of the table at the end. */
export interface Result {
  readonly id: string;
  readonly what: string;
  readonly n: number;
  readonly result: string;
  readonly bar: string;
  readonly met: boolean;
}

/** Tells what runs, and how far it is. */
export type Say = (line: string) => void;
