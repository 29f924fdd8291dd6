import type { RemarkKind } from '../core/model/advice.js';

/** The places of a sentence that the program fills: `{name}`. */
export type Places = readonly string[];

/** Without a place; the words of one text, as each is a key. */
function plain(keys: string): Record<string, Places> {
  return Object.fromEntries(keys.split(/\s+/u).map((key) => [key, []]));
}

const RESULT: Places = ['Lab', 'lab', 'day', 'received'];

/** What no clinician need read: the laboratory's limit decides, and the explanation names the other. */
type Unsaid = 'above-default-but-lab-normal';

/** A sentence for each kind of remark that a card says. */
const REMARKS: Readonly<Record<Exclude<RemarkKind, Unsaid> | 'same-time-disagrees-limit', Places>> = {
  'unit-missing': RESULT,
  'unit-unsupported': [...RESULT, 'unit'],
  'unit-conflict': [...RESULT, 'unit'],
  'value-unreadable': RESULT,
  'value-implausible': RESULT,
  'outcome-unreadable': RESULT,
  'outcome-borderline': RESULT,
  'outcome-contradictory': RESULT,
  'value-missing': RESULT,
  'comparator-indeterminate': RESULT,
  'status-unknown': RESULT,
  'date-missing': RESULT,
  'date-in-future': RESULT,
  'date-imprecise': RESULT,
  malformed: ['Lab', 'lab'],
  'code-conflict': RESULT,
  'modifier-unknown': RESULT,
  'focus-elsewhere': RESULT,
  'not-this-patient': ['Lab', 'lab'],
  'undated-more': ['Lab', 'lab', 'count'],
  'unread-more': ['Lab', 'lab', 'count'],
  'raised-before': RESULT,
  'result-before': RESULT,
  'same-time-disagrees': [...RESULT, 'used'],
  'same-time-disagrees-limit': [...RESULT, 'used', 'limit'],
  'order-open': [...RESULT, 'used', 'limit'],
  'not-mapped': ['Lab', 'lab'],
  'age-imprecise': RESULT,
  'limit-implausible': RESULT,
  'range-not-used': RESULT,
  'ranges-differ': RESULT,
  'flag-not-used': RESULT,
  'interpretation-conflict': RESULT,
  stale: RESULT,
  unpaired: [...RESULT, 'days'],
  'older-alone': [...RESULT, 'days'],
  'not-answered': ['Lab', 'lab'],
  'answered-in-part': ['Lab', 'lab'],
  'person-not-answered': ['Lab', 'lab', 'day'],
};

/**
 * Every sentence that the program says by itself, by group and key of `words/`, and the places it fills. What is said of a
 * lab, a cause or anything else that a file brings is no part of it: those keys come from the files.
 */
export const SENTENCES: Readonly<Record<string, Readonly<Record<string, Places>>>> = {
  contextSummary: {
    unreadable: ['labs'],
    explained: ['labs'],
    limitNotUsed: ['labs'],
    unanswered: ['labs'],
    unmapped: ['labs'],
  },
  urgentSummary: { 'us-nondevice': ['flags'], full: ['flags'] },
  urgent: { 'us-nondevice': ['list'], full: ['list'] },
  sourceLabel: { all: ['version'] },
  sections: {
    ...plain('high low unreviewed'),
    result: ['Lab', 'value', 'notes'],
    timesLimit: ['value', 'times'],
    normal: ['list'],
    also: ['list'],
    onRecord: ['what'],
    countedAllTheSame: ['what', 'list'],
    causes: ['list'],
    missNot: ['list'],
    next: ['text'],
    unknowns: ['text'],
    more: ['list', 'count'],
    whether: ['label'],
    footer: ['version', 'link'],
  },
  basisOf: { all: ['version', 'date', 'statement', 'sources'], notVerified: ['name'] },
  limits: plain('all'),
  basis: { 'lab-range': ['limit'], interpretation: [], site: ['limit'], default: ['limit'], none: [] },
  numbers: plain('decimal'),
  months: plain('1 2 3 4 5 6 7 8 9 10 11 12'),
  dates: { day: ['day', 'month'], month: ['month', 'year'] },
  course: {
    ...plain('first elsewhere'),
    ...{ rising: ['list'], falling: ['list'], steady: ['list'], before: ['list'] },
    ...{ onDay: ['value', 'day'], inMonth: ['value', 'day'] },
  },
  lists: {
    ...{ and: [], bound: ['value'], named: ['value', 'name'], onDay: ['day', 'list'] },
    ...{ 'age-of': ['lab'], previous: ['lab'], before: ['lab'] },
  },
  given: {
    'other-patient': ['count'],
    'uncoded-problems': ['count'],
    'unnamed-medicines': ['count'],
    modified: ['list'],
    unread: ['count'],
    'too-old': ['list'],
    'flags-open': ['labs', 'list'],
    unavailable: ['list'],
    partly: ['list'],
  },
  remarks: REMARKS,
  quietened: plain('no-news silent-client silent-rule'),
  suggestion: {
    one: ['test'],
  },
  action: {
    days: ['test', 'days'],
    ever: ['test'],
    since: ['test', 'day'],
    unchecked: ['test', 'list'],
    alsoUnchecked: ['reason', 'list'],
    unreadable: ['test'],
  },
  notSuggested: {
    'in-panel': ['test', 'panel'],
    done: ['test', 'day'],
    accepted: ['test', 'day'],
    'condition-no': ['condition'],
    'condition-unknown': ['condition'],
  },
  link: plain('evidence patient'),
  positive: plain('positive negative'),
  evidence: {
    ...plain(`notValidated notSignedOff forProfessionals skip contents toIndex verified unverified decision decisionSource
      verifiedMeans unverifiedMeans decisionMeans asFile status-draft status-active status-retired mode-silent toldTitle toldIntro toldReason toldInfo toldWarning toldNothing
      toldDespite toldChange toldLimit toldOpen toldFlags toldSame toldUntil toldAccepted       restsOn conditionsTitle conditionsIntro allMustHold noneMayHold oneIsEnough linesTitle each-reasons each-unreadable
      each-limitNotUsed each-unanswered each-unmapped warningIf indicator-info indicator-warning indicator-critical adviceTitle
      suggestIf causesTitle causesIntro evidenceFor contradicts order basis testsTitle testsIntro
      test suggestedWhen notAgainWithin alwaysIfMissing butNotIf ever
      urgently neverTitle factsTitle factsIntro category reason numbersUsed resultsTitle resultsIntro recordIntro result
      limitIfNone noLimit oldestUsed anyAge male female everyoneElse numbersTitle numbersIntro numbersRule numbersFacts
      numbersCauses numbersTests numbersRecord advice number usedFor proof sourceHead checkedHead limitsTitle versionTitle
      sourcesTitle whatWasRead notOpened kind-guideline kind-consensus kind-cohort kind-review
      kind-case kind-method kind-pathway kind-terminology kind-decision kind-unverified indexTitle indexLead rulesTitle
      rulesIntro servicesTitle labsTitle labsIntro trigger kind-lab-quantity
      kind-lab-coded kind-lab-presence codes code display alsoNamed units spellings intoOwn rejected recordTitle
      recordLead set-Condition set-Medication set-Procedure wordsToo attributesTitle attributesIntro asJson attribute
      value siteTitle siteIntro site siteDecision siteReason siteBy siteNoCards
      experimentsTitle experimentsIntro experiment experimentDays experimentArms experimentCounts experimentBy
      experimentCounts-accepted experimentCounts-overridden experimentCounts-order-accepted
      summariesTitle onlyInfo showTitle notesTitle settledIf missNotTitle missNotWhen anyArm
      quietTitle makes-silent makes-brief makes-no-orders quietSays despite despiteAll besideFlags
      doneWithin settledWithin allMustBeKnown reasonsTitle reasonsIntro onTheCard countsAllTheSame stagesTitle stagesIntro stageUrgent
      stageWhen stageUnless whileSettled meantFor numbersReasons numbersStages courseTitle courseWithin courseChange
      coursePersistent alsoAt atWorkup
      ruleState mainMenu toDocs toApi wayFlagNote closer wayTitle wayCaption wayInWords wayRaised wayReason wayFlag wayCard wayLoud waySays wayNoCard wayNoFlag wayInfo wayOneOf loudTitle loudWarning loudInfo decides decidingNumbers noNumber quietShort nothingQuiet moreSources wholeWayTitle readTitle readPages readMarks readClosed`),
    wayAbove: ['labs'],
    wayNotThis: ['condition'],
    waySetAside: ['card'],
    wayFlagged: ['full', 'us'],
    wayWarning: ['count'],
    wayQuiet: ['how', 'reasons'],
    asideShort: ['count'],
    wayOwnFinding: ['tests'],
    loudFlags: ['full', 'us'],
    counted: ['count', 'verified', 'decided', 'open'],
    countedAll: ['count', 'verified', 'decided', 'open'],
    ruleLine: ['labs', 'causes', 'tests', 'verified', 'count'],
    wayAnyFlag: ['count'],
    wayFlagCard: ['card'],
    signedOff: ['list'],
    signer: ['who', 'role', 'date'],
    signedWhat: ['signer', 'what'],
    flagShows: ['labs'],
    stands: ['weight'],
    doneApart: ['tests'],
    quietOffers: ['tests'],
    setsAside: ['labs'],
    partsAlone: ['parts'],
    atSample: ['lab'],
    renewed: ['set'],
    versionLine: ['version', 'date'],
    startsFrom: ['labs'],
    flagged: ['full', 'us'],
    start: ['weight'],
    startWhen: ['weight'],
    move: ['weight'],
    since: ['lab'],
    urgentlyFor: ['labs'],
    pairWith: ['lab'],
    believed: ['low', 'high', 'age'],
    possible: ['low', 'high'],
    fromAge: ['age'],
    toAge: ['age'],
    countsBack: ['set'],
  },
};
