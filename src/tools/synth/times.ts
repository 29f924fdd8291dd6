/** When something was, in the words of templates: to the second, by day, by year, and when its result was issued. */
export interface Times {
  readonly time: string;
  readonly day: string;
  readonly year: string;
  readonly issued: string;
}

export function timesOf(at: number, issued: number): Times {
  const time = toSecond(at);
  return { time, day: time.slice(0, 10), year: time.slice(0, 4), issued: toSecond(issued) };
}

function toSecond(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
