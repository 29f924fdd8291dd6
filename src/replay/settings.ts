import type { Profile } from '../core/model/knowledge.js';
import type { Mode } from './lines/scan.js';

/** What a replay is asked, as every worker on every machine reads it from the work folder. */
export interface Settings {
  /** Id of the service that is asked. */
  readonly service: string;
  /** Id of the client that asks; nothing for one without local codes. */
  readonly client?: string | undefined;
  readonly profile: Profile;
  readonly mode: Mode;
  /** Names of the knowledges that are asked, the first as it stands; what others say otherwise is told of each. */
  readonly variants: readonly string[];
  /** How many differences of each variant are shown with their reasoning. */
  readonly samples: number;
  /** Key of the digests that stand for patients. */
  readonly key: string;
  readonly partitions: number;
}
