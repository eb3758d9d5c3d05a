import { p3Requests, type P3RecordOf, RequestError } from '#decoder';
import {
  countIn,
  type DecoderLedger,
  type DecoderSession,
  explainStrays,
  LARGEST_JUMP,
  reconcile,
  type StrayNumbers,
} from '#passings';
import type { AlarmKind } from '../alarms/alarm.js';
import type { ConnectedDecoder } from '../decoders/connected-decoder.js';
import type { Ledgers } from '../ledger/ledgers.js';

export interface NumberingCheckOptions {
  readonly connected: ConnectedDecoder;
  readonly ledgers: Ledgers;
  readonly raise: (kind: AlarmKind, message: string) => void;
  readonly nowMs: () => number;
}

const SESSION_TIMEOUT_MS = 2000;
const MOST_STRAYS = 100;
const NUMBERS_THAT_CONTRADICT = 3;

/** Holds the ledger of a decoder against what the decoder itself says of its numbers. */
export class NumberingCheck {
  private strays: StrayNumbers = { far: [], below: [] };
  /** Far numbers that nobody was told of. */
  private untold: readonly number[] = [];

  /** The last numbers that came on this connection. */
  private latest: readonly number[] = [];

  constructor(private readonly options: NumberingCheckOptions) {
    options.connected.conversation.listen((record) => {
      const number = record.type === 'PASSING' ? record.fields.passingNumber : undefined;
      if (number !== undefined) this.latest = [...this.latest, number].slice(-NUMBERS_THAT_CONTRADICT);
    });
  }

  /** Another connection: what came on the one before says nothing of the decoder as it is now. */
  begin(): void {
    this.latest = [];
  }

  /** Whether there are numbers among those that came that only the decoder can explain. */
  isPuzzledBy({ far, below }: StrayNumbers): boolean {
    this.untold = [...this.untold, ...far].slice(-MOST_STRAYS);
    this.strays = {
      far: [...this.strays.far, ...far].slice(-MOST_STRAYS),
      below: [...this.strays.below, ...below].slice(-MOST_STRAYS),
    };
    return far.length + below.length > 0;
  }

  /** Whether the numbers turned out to have begun again. Rejects where the store does not take the change. */
  async check(): Promise<boolean> {
    const { connected, ledgers, nowMs } = this.options;
    const { decoderId, address } = connected.decoder;
    // What was read before the question is compared with the answer, so it must be counted.
    if (!(await connected.untilStored())) return false;
    const highestBefore = ledgers.latest(decoderId)?.highest;
    const { latest } = this;
    const session = await this.askSession();
    if (!(await connected.untilStored())) return false;
    if (session === undefined || isContradicted(session, latest)) return this.guess();
    const isBegunAgain = await this.move((ledger) =>
      reconcile(ledger, highestBefore, session, address.backfill, nowMs()),
    );
    this.strays = { far: [], below: [] };
    return isBegunAgain;
  }

  /** It does not tell, and is none the worse for it: what came has to explain itself. */
  private async guess(): Promise<boolean> {
    const { strays } = this;
    const before = this.ledger();
    const isBegunAgain = await this.move(
      (ledger) => ledger && explainStrays(ledger, strays, this.options.nowMs()),
    );
    if (this.ledger() !== before) this.strays = { far: [], below: [] };
    return isBegunAgain;
  }

  private async askSession(): Promise<DecoderSession | undefined> {
    const { conversation } = this.options.connected;
    try {
      const answer = await conversation.request('SESSION', p3Requests.session, SESSION_TIMEOUT_MS);
      const { firstNumber, lastNumber, sessionNumber, decoderId } = (answer as P3RecordOf<'SESSION'>).fields;
      if (lastNumber === undefined) return undefined;
      const numbering = { wireId: decoderId ?? null, sessionNumber: sessionNumber ?? null };
      return { firstNumber: firstNumber ?? 0, lastNumber, numbering };
    } catch (error) {
      if (error instanceof RequestError) return undefined;
      throw error;
    }
  }

  private async move(
    change: (ledger: DecoderLedger | undefined) => DecoderLedger | undefined,
  ): Promise<boolean> {
    const { connected, ledgers, raise } = this.options;
    const before = this.ledger();
    await ledgers.change(connected.decoder.decoderId, change);
    const ledger = this.ledger();
    if (ledger === undefined) return false;
    const isBegunAgain = before !== undefined && ledger.epoch !== before.epoch;
    if (isBegunAgain) raise('numbers_began_again', begunAgain(before, ledger));
    for (const number of this.untold) {
      if (number > ledger.highest + LARGEST_JUMP) raise('number_doubtful', doubtful(number, ledger));
    }
    this.untold = [];
    return isBegunAgain;
  }

  private ledger(): DecoderLedger | undefined {
    return this.options.ledgers.latest(this.options.connected.decoder.decoderId);
  }
}

/** What SESSION counts is not proven to be passing numbers (P3 1.6): one that sends higher ones speaks of something else. */
function isContradicted({ lastNumber }: DecoderSession, latest: readonly number[]): boolean {
  return latest.length === NUMBERS_THAT_CONTRADICT && latest.every((number) => number > lastNumber);
}

function begunAgain({ missing }: DecoderLedger, { highest }: DecoderLedger): string {
  const lost = countIn(missing);
  const rest =
    lost === 0 ? '' : `; ${lost} of the numbers before are missing, and cannot be fetched any more`;
  return `its passing numbers began again: it is at ${highest} now${rest}`;
}

function doubtful(number: number, { highest }: DecoderLedger): string {
  return `a passing came with the number ${number}, and the decoder is at ${highest}: it is kept, and marked`;
}
