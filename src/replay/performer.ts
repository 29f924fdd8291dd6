import type { OutcomesFile } from '../core/model/files.generated.js';
import { type Scanned, Scanner } from './lines/scan.js';
import type { Unit } from './lines/inputs.js';
import { resolveIdentifiers } from './lines/resolve.js';
import { prepare, type Prepared } from './partition.js';
import type { Settings } from './settings.js';
import type { Counts } from './tally.js';
import { WorkFolder } from './work-folder.js';

/** What one worker is asked to do; all of it is in the work folder or in the task. */
export type Task =
  | { readonly kind: 'scan'; readonly unit: Unit }
  | { readonly kind: 'close-scan' }
  | { readonly kind: 'resolve' }
  | { readonly kind: 'replay'; readonly partition: number };

/** What a task gives. */
export type Done<T extends Task> = T extends { kind: 'scan' }
  ? Scanned
  : T extends { kind: 'resolve' }
    ? Counts
    : undefined;

/** What a worker is made with. */
export interface WorkerData {
  readonly work: string;
  readonly settings: Settings;
  readonly outcomes?: OutcomesFile | undefined;
  /** Tells its files from those of others. */
  readonly writer: number;
}

/** Does tasks, one after the other. */
export class Performer {
  readonly #data: WorkerData;
  readonly #work: WorkFolder;
  readonly #prepared: Prepared;
  #scanner: Scanner | undefined;

  constructor(data: WorkerData) {
    this.#data = data;
    this.#work = new WorkFolder(data.work);
    this.#prepared = prepare(this.#work, data.settings, data.outcomes);
  }

  async perform(task: Task): Promise<Scanned | Counts | undefined> {
    switch (task.kind) {
      case 'scan':
        return this.#scan(task.unit);
      case 'close-scan':
        this.#scanner?.close();
        this.#scanner = undefined;
        return undefined;
      case 'resolve':
        return this.#resolve();
      case 'replay':
        await this.#prepared.replay(task.partition);
        return undefined;
    }
  }

  #scan(unit: Unit): Promise<Scanned> {
    const { settings, writer } = this.#data;
    this.#scanner ??= new Scanner(this.#prepared.assess, settings.mode, settings.partitions, {
      partition: (partition) => this.#work.lines(partition, writer),
      unresolved: this.#work.lines('unresolved', writer),
      identifiers: this.#work.lines('identifiers', writer),
    });
    return this.#scanner.scan(unit);
  }

  #resolve(): Promise<Counts> {
    const { settings } = this.#data;
    return resolveIdentifiers(
      this.#work.linesOf('unresolved'),
      this.#work.linesOf('identifiers'),
      settings.partitions,
      (partition) => this.#work.lines(partition, RESOLVED),
    );
  }
}

/** The writer of lines that found their patient by an identifier. */
const RESOLVED = -1;
