import type { Question, QuestionPurpose } from '../question.js';

/** A question that is not asked for now, because the decoder hung up on it. */
export interface WithheldQuestion {
  readonly question: string;
  readonly purpose: QuestionPurpose | undefined;
  /** How often in a row. */
  readonly hangUps: number;
  /** For how long from now it is not asked. */
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
  /** Infinity while it is waited for. */
  blamedUntilMs: number;
}

/** Once may be chance: links are cut by whoever trips over a cable. */
const MOST_HANG_UPS = 2;
/** One that took so many questions badly takes others badly too: once is enough then. */
const MANY_WITHHELD = 2;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** Some hang up only after a while. */
const LATE_HANG_UP_MS = 5000;
/** A port behind which there is no decoder is closed sooner. */
const ALIVE_MS = 5000;

/**
 * What a decoder was seen to take badly, over all of its connections. A question that it hung up on twice in a row costs
 * more than its answer is worth, because what happens until the link is open again does not come live: it is asked again
 * after pauses that double from a minute to an hour.
 */
export class QuestionManners {
  private readonly experiences = new Map<string, Experience>();
  private readonly answered = new Set<string>();
  private outstanding: Outstanding[] = [];
  private openedAtMs = 0;
  private isHeard = false;
  private isWary = false;

  /** `nowMs` is of a clock that nobody sets. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  linkOpened(): void {
    this.openedAtMs = this.nowMs();
    this.isHeard = false;
    this.outstanding = [];
  }

  /** A whole record came on this link: there is a decoder. */
  heard(): void {
    this.isHeard = true;
  }

  /**
   * How long to listen first: where a link ended without a word, something may accept and close by itself, and no question is
   * to blame for it. So until one is answered.
   */
  get listenMs(): number {
    return this.isWary && !this.isHeard ? Math.max(0, this.openedAtMs + ALIVE_MS - this.nowMs()) : 0;
  }

  /** How long it is not to be asked; 0 where it may be. */
  withheldMs(question: string): number {
    return Math.max(0, (this.experiences.get(question)?.withheldUntilMs ?? 0) - this.nowMs());
  }

  /** It is asked now; to be told once whether it was answered, or nobody waits for that any more. */
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

  /** The decoder ended the link. Gives the question that is withheld because of that. */
  hungUp(): WithheldQuestion | undefined {
    this.forgetOld();
    // It reads them in their order: those before the first one without an answer it did not mind.
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

  /** What is not asked now. */
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

  /** Asked long ago, and the link lives: it was not minded. */
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
