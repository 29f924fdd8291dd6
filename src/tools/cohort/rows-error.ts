/** How many problems are told at once. */
const TOLD = 20;

/** A file of rows, or what says of its columns, cannot be used. The message has a line for each problem, with where it is. */
export class RowsError extends Error {
  override readonly name = 'RowsError';

  constructor(problems: readonly string[]) {
    const more = problems.length - TOLD;
    super([...problems.slice(0, TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
  }
}
