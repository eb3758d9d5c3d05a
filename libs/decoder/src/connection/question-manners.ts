import type { Question, QuestionPurpose } from '../question.js';

/** A question that is not asked for now, because the decoder hung up on it. */
export interface WithheldQuestion {
  readonly question: string;
  readonly purpose: QuestionPurpose | undefined;
  /** Number of hang-ups in a row. */
  readonly hangUps: number;
  /** Time from now for which the question is withheld. */
  readonly pauseMs: number;
}

interface Experience {
  readonly purpose: QuestionPurpose | undefined;
  hangUps: number;
  withheldUntilMs: number;
}

interface Outstanding {
  readonly question: string;
  readonly purpose: QuestionPurpose | undefined;
  /** Infinity until the answer came or its time is up. */
  blamedUntilMs: number;
}

/** Hang-ups in a row before a question is withheld: the first may be chance, such as a cable that was pulled. */
const MOST_HANG_UPS = 2;
/** Number of withheld questions that shows a sensitive decoder: the first hang-up on another question is enough. */
const MANY_WITHHELD = 2;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** Time after a question in which a hang-up is blamed on it: some decoders hang up only after a while. */
const LATE_HANG_UP_MS = 5000;
/** Age of a link that proves a decoder: a port without one is closed sooner. */
const ALIVE_MS = 5000;

/**
 * Questions on which a decoder hung up, over all of its connections. A question with two hang-ups in a row costs more
 * than its answer is worth, because passings until the link is open again do not come live: it is asked again after
 * pauses that double from a minute to an hour.
 */
export class QuestionManners {
  private readonly experiences = new Map<string, Experience>();
  private readonly answered = new Set<string>();
  private outstanding: Outstanding[] = [];
  private openedAtMs = 0;
  private isHeard = false;
  private isWary = false;

  /** `nowMs` is a monotonic clock. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  linkOpened(): void {
    this.openedAtMs = this.nowMs();
    this.isHeard = false;
    this.outstanding = [];
  }

  /** Notes a whole record on this link: there is a decoder. */
  heard(): void {
    this.isHeard = true;
  }

  /**
   * Time to listen before the first question: a link that ended without a record may lead to a program that accepts and
   * closes by itself, and no question is to blame for it. Holds until a question is answered.
   */
  get listenMs(): number {
    return this.isWary && !this.isHeard ? Math.max(0, this.openedAtMs + ALIVE_MS - this.nowMs()) : 0;
  }

  /** Returns the time for which a question is withheld; 0 where it may be asked. */
  withheldMs(question: string): number {
    return Math.max(0, (this.experiences.get(question)?.withheldUntilMs ?? 0) - this.nowMs());
  }

  /** Notes that a question is asked. The returned function is called once, with whether the answer came in time. */
  begin({ type: question, purpose }: Pick<Question, 'type' | 'purpose'>): (isAnswered: boolean) => void {
    const asked: Outstanding = { question, purpose, blamedUntilMs: Infinity };
    this.forgetOld();
    this.outstanding.push(asked);
    return (isAnswered) => {
      if (!isAnswered) {
        asked.blamedUntilMs = this.nowMs() + LATE_HANG_UP_MS;
        return;
      }
      this.outstanding = this.outstanding.filter((each) => each !== asked);
      this.experiences.delete(question);
      this.answered.add(question);
      this.isWary = false;
    };
  }

  /** Notes that the decoder ended the link. Returns the question that is withheld because of it. */
  hungUp(): WithheldQuestion | undefined {
    this.forgetOld();
    // A decoder reads questions in their order: the first one without an answer is to blame.
    const [asked] = this.outstanding;
    this.outstanding = [];
    const isAlive = this.isHeard || this.nowMs() - this.openedAtMs >= ALIVE_MS;
    this.isWary ||= asked !== undefined && !isAlive;
    if (asked === undefined || !isAlive) return undefined;
    const { question, purpose } = asked;
    const hangUps = (this.experiences.get(question)?.hangUps ?? 0) + 1;
    const pauseMs = pauseAfter(hangUps, this.isEnoughOnce(question) ? 1 : MOST_HANG_UPS);
    this.experiences.set(question, { purpose, hangUps, withheldUntilMs: this.nowMs() + pauseMs });
    return pauseMs === 0 ? undefined : { question, purpose, hangUps, pauseMs };
  }

  /** Returns the questions that are withheld at the moment. */
  withheld(): WithheldQuestion[] {
    return Array.from(this.experiences, ([question, { purpose, hangUps }]) => ({
      question,
      purpose,
      hangUps,
      pauseMs: this.withheldMs(question),
    })).filter(({ pauseMs }) => pauseMs > 0);
  }

  private isEnoughOnce(question: string): boolean {
    return !this.answered.has(question) && this.withheld().length >= MANY_WITHHELD;
  }

  /** Clears the blame of questions that were asked long ago on a link that still lives. */
  private forgetOld(): void {
    const nowMs = this.nowMs();
    for (const { question, blamedUntilMs } of this.outstanding)
      if (blamedUntilMs <= nowMs) this.experiences.delete(question);
    this.outstanding = this.outstanding.filter(({ blamedUntilMs }) => blamedUntilMs > nowMs);
  }
}

function pauseAfter(hangUps: number, most: number): number {
  return hangUps < most ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (hangUps - most), LONGEST_PAUSE_MS);
}
