import type { TextSink } from './text-sink.js';

export interface OutputState {
  readonly name: string;
  /** Reason why the output cannot be written now, worded to follow `because`. */
  readonly trouble: string | undefined;
  /** Lines lost since the start. */
  readonly lostLines: number;
}

export interface OutputWords {
  /** Makes a line of a message in the form of this output. */
  readonly lineOf: (message: string) => string;
  /** Called when the output stops taking lines, and when it takes them again. */
  readonly onChange: (message: string) => void;
}

/** Backlog from which a reader counts as one that does not read. */
export const MOST_WAITING_BYTES = 1_048_576;
const RETRY_MS = 5000;
const SLOW = 'its reader does not take what is written';
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full',
  EDQUOT: 'the disk quota of its user is used up',
  EFBIG: 'its file may not become larger',
  EROFS: 'its disk is read-only',
  EPIPE: 'its reader is gone',
  EIO: 'its terminal or its disk is gone',
};

/** An output that loses lines rather than end, block or fill the process; lost lines are counted and told. */
export class MindedOutput {
  private trouble: string | undefined;
  private lostLines = 0;
  /** Lost lines that the output itself does not tell yet. */
  private untold = 0;
  private lostBeforeTrouble = 0;
  private retrying: NodeJS.Timeout | undefined;

  constructor(
    readonly name: string,
    private readonly sink: TextSink,
    private readonly words: OutputWords,
  ) {}

  state(): OutputState {
    return { name: this.name, trouble: this.trouble, lostLines: this.lostLines };
  }

  /** Returns false where the text is lost or has to wait. */
  write(text: string): boolean {
    const lines = linesIn(text);
    if (this.sink.waitingBytes > MOST_WAITING_BYTES) {
      this.lose(lines, SLOW);
      return false;
    }
    const told = this.untold;
    this.untold = 0;
    const notice =
      told === 0
        ? ''
        : this.words.lineOf(
            `${told === 1 ? '1 line of this output was' : `${told} lines of this output were`} lost before this one`,
          );
    this.sink.write(notice + text, (error) => {
      if (error === undefined) {
        this.works();
      } else {
        this.untold += told;
        this.lose(lines, REASONS[error.code ?? ''] ?? error.message);
      }
    });
    return this.trouble === undefined && this.sink.waitingBytes === 0;
  }

  private lose(lines: number, reason: string): void {
    if (this.trouble === undefined) this.lostBeforeTrouble = this.lostLines;
    this.lostLines += lines;
    this.untold += lines;
    this.retrying ??= setInterval(() => {
      this.write('');
    }, RETRY_MS).unref();
    if (this.trouble === reason) return;
    this.trouble = reason;
    this.words.onChange(
      `${this.name} cannot be written, because ${reason}: its lines are lost until that is over, and the timing goes on`,
    );
  }

  private works(): void {
    // A slow reader has taken only a little of the backlog: the output works again once half of it is gone.
    if (this.trouble === undefined || this.sink.waitingBytes > MOST_WAITING_BYTES / 2) return;
    clearInterval(this.retrying);
    this.retrying = undefined;
    this.trouble = undefined;
    this.words.onChange(
      `${this.name} is written again: ${count(this.lostLines - this.lostBeforeTrouble)} lost`,
    );
  }
}

const linesIn = (text: string): number =>
  text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0);

const count = (lines: number): string => (lines === 1 ? '1 line was' : `${lines} lines were`);
