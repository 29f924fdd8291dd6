/** A record to answer, wherever it was read. */
export interface Opened {
  /** As CDS Hooks asks. */
  readonly request: Partial<Readonly<Record<'hook' | 'hookInstance' | 'context' | 'prefetch', unknown>>>;
  readonly serviceId: string;
  /** Id of the client file that is agreed with whoever holds the record; without it, that of the settings of the service. */
  readonly client?: string;
}
