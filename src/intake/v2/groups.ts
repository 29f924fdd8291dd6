import type { Segment } from './segment.js';
import type { V2Error } from './v2-error.js';

/** The segments of one report, in their order. */
export interface ReportSegments {
  readonly orc: Segment | undefined;
  /** Absent: results that stand with the patient, before any report. */
  readonly obr: Segment | undefined;
  readonly spm: readonly Segment[];
  readonly results: readonly { readonly obx: Segment; readonly notes: readonly string[] }[];
}

/** The segments of one patient. */
export interface Group {
  readonly pid: Segment;
  readonly reports: ReportSegments[];
}

interface Open {
  readonly obr: Segment | undefined;
  readonly orc: Segment | undefined;
  readonly spm: Segment[];
  readonly results: { readonly obx: Segment; readonly notes: string[] }[];
}

/** The segments of each patient and report. A result belongs to the last report, and that to the last patient before it. */
export function groupsOf(segments: readonly Segment[], wrong: (error: V2Error) => void): Group[] {
  const groups: Group[] = [];
  let orc: Segment | undefined;
  let open: Open | undefined;
  let noted: string[] | undefined;
  const begin = (obr: Segment | undefined, segment: Segment): Open | undefined => {
    const group = groups.at(-1);
    if (!group) {
      wrong(segment.error('patient-missing'));
      return undefined;
    }
    const report: Open = { obr, orc, spm: [], results: [] };
    group.reports.push(report);
    orc = undefined;
    return report;
  };
  for (const segment of segments) {
    if (segment.name !== 'NTE') noted = undefined;
    switch (segment.name) {
      case 'PID':
        groups.push({ pid: segment, reports: [] });
        [orc, open] = [undefined, undefined];
        break;
      case 'ORC':
        [orc, open] = [segment, undefined];
        break;
      case 'OBR':
        open = begin(segment, segment);
        break;
      case 'SPM':
        open?.spm.push(segment);
        break;
      case 'OBX': {
        open ??= begin(undefined, segment);
        noted = [];
        open?.results.push({ obx: segment, notes: noted });
        break;
      }
      case 'NTE':
        if (noted) noted.push(...segment.repetitions(3).map(({ components }) => components.join(' ').trim()));
        break;
      default:
    }
  }
  return groups;
}
