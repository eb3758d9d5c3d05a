import {
  type DecoderLedger,
  type DecoderSession,
  differsInTimeAlone,
  type DoubtReason,
  HIGHEST_NUMBER,
  type Inventory,
  isLaterThan,
  isSamePassing,
  LARGEST_JUMP,
  MOST_ARRIVED,
  type NumberRange,
  sessionOf,
  type StrayNumbers,
  type Unproven,
  type Verdict,
  verdictOfInventory,
  verdictOfSession,
  verdictOfWitness,
  type Witness,
} from '#passings';
import type { Ledgers } from '../ledger/ledgers.js';
import type { AskedDecoder, SentAgain } from './decoder-dialogue.js';
import { LARGEST_BLOCK, numbersIn } from './next-block.js';

export interface Finding {
  /** Undefined where the decoder could not settle it. */
  readonly verdict?: Verdict;
  /** Which numbers the decoder has, as it told or as it sent them. */
  readonly session?: DecoderSession | undefined;
  /** Why it is not certain; undefined without a verdict: the link was lost meanwhile. */
  readonly doubt?: DoubtReason;
}

export interface NumberingInquiryOptions {
  readonly decoder: AskedDecoder;
  readonly ledgers: Ledgers;
  readonly pause: (ms: number) => Promise<void>;
}

/** Between two questions: never more than five in a second. */
const PAUSE_MS = 200;
/** How often one number is asked for before "nothing" is believed: some decoders send only a part. */
const MOST_LOOKS = 3;
const MOST_BLOCKS = 50;
const MOST_COMPARED = 200;
/** A clock that counts seconds has gone on by then. */
const SECOND_MS = 1100;

/** Asks a decoder that was out of sight whether its numbers go on from those that are kept. */
export class NumberingInquiry {
  private canResend = true;

  constructor(private readonly options: NumberingInquiryOptions) {}

  /** Another connection. */
  begin(): void {
    this.canResend = true;
  }

  async settle(
    ledger: DecoderLedger,
    unproven: Unproven,
    told: DecoderSession | undefined,
    strays: StrayNumbers,
  ): Promise<Finding> {
    const { decoder, ledgers } = this.options;
    const witness = unproven.witness ?? (await ledgers.newestKept(decoder.decoderId));
    if (witness === undefined) {
      const last = told && (await this.lastOf(told));
      return last === 'not there' ? { doubt: 'cannot_resend' } : this.bySession(ledger, unproven, told);
    }
    const came = [...unproven.arrived, ...strays.below];
    const asked = { ...unproven, witness, arrived: came };
    const { sent, trouble } = await this.lookAt(witness.number, ledger);
    if (trouble?.fault === 'lost') return {};
    if (sent.length > 0) {
      const isSame = sent.every((each) => verdictOfWitness(witness, each) === 'goes_on');
      if (!isSame || areLater(came, witness))
        return { verdict: 'began_again', session: sessionWith(told, [...sent, ...came], ledger) };
      return this.confirm(ledger, asked, told);
    }
    if (trouble !== undefined) return this.bySession(ledger, unproven, told);
    return this.byInventory(ledger, asked, told);
  }

  /** The last passing that a decoder says to have; undefined where it has none, or does not send it. */
  async lastOf(told: DecoderSession): Promise<Witness | 'not there' | undefined> {
    if (told.lastNumber === 0 || told.firstNumber > told.lastNumber) return undefined;
    const { sent, trouble } = await this.lookAt(told.lastNumber, told);
    if (sent.length === 0 && trouble === undefined) return 'not there';
    return sent[0];
  }

  /** Asks for the passing of a number; several times where nothing comes. */
  async lookAt(number: number, { numbering }: Pick<DecoderLedger, 'numbering'>): Promise<SentAgain> {
    const { decoder, pause } = this.options;
    const block = { from: number, until: number };
    for (let looks = 1; ; looks++) {
      const answer = await decoder.dialogue.look(block, numbering.wireId ?? undefined);
      if (answer.sent.length > 0 || answer.trouble !== undefined || looks === MOST_LOOKS) return answer;
      await pause(PAUSE_MS);
    }
  }

  /** Fetches what the decoder has above the highest number that is known, where it does not tell its last one. */
  async fetchAbove(ledger: DecoderLedger | undefined): Promise<void> {
    if (ledger === undefined || !this.canResend) return;
    const { decoder, pause } = this.options;
    const wireId = ledger.numbering.wireId ?? undefined;
    let { highest } = ledger;
    for (let blocks = 0; blocks < MOST_BLOCKS && highest < HIGHEST_NUMBER; blocks++) {
      if (blocks > 0) await pause(PAUSE_MS);
      const block = blockAbove(highest);
      const { sent, trouble } = await decoder.dialogue.fetch(block, numbersIn([block], block), wireId);
      this.canResend = trouble === undefined;
      if (sent.length === 0 || !this.canResend || !(await decoder.untilStored())) return;
      highest = highestOf(sent);
    }
  }

  /** It has the newest passing. Where its SESSION speaks of another numbering, that one is looked at too. */
  private async confirm(
    ledger: DecoderLedger,
    unproven: Unproven,
    told: DecoderSession | undefined,
  ): Promise<Finding> {
    const { highest } = unproven;
    const verdict = told && verdictOfSession(ledger.numbering, highest, told);
    if (told === undefined || verdict !== 'began_again' || told.firstNumber > told.lastNumber)
      return { verdict: 'goes_on', session: told };
    const from = Math.max(told.firstNumber, told.lastNumber - MOST_COMPARED + 1);
    const { sent, kept } = await this.inventoryOf([{ from, until: told.lastNumber }], ledger, unproven);
    const isOther = kept.size === 0 && sent.some(({ number }) => number <= highest);
    return { verdict: isOther ? 'began_again' : 'goes_on', session: told };
  }

  /** It cannot be asked for passings: its own word on its session decides, as far as that proves anything. */
  private async bySession(
    { numbering }: DecoderLedger,
    { highest }: Unproven,
    told: DecoderSession | undefined,
  ): Promise<Finding> {
    const { decoder, pause } = this.options;
    const verdict = told && verdictOfSession(numbering, highest, told);
    if (told === undefined || verdict === undefined) return { doubt: 'cannot_resend' };
    const timeless = { ...told, numbering: { ...told.numbering, sessionTimeS: null } };
    const isByTimeAlone =
      differsInTimeAlone(numbering, told.numbering) &&
      verdictOfSession(numbering, highest, timeless) === undefined;
    if (!isByTimeAlone) return { verdict, session: told };
    await pause(SECOND_MS);
    const again = await decoder.dialogue.session();
    const isRunning = again?.numbering.sessionTimeS !== told.numbering.sessionTimeS;
    return isRunning ? { doubt: 'cannot_resend' } : { verdict, session: told };
  }

  /** It does not have the newest passing any more: all that it has is looked at. */
  private async byInventory(
    ledger: DecoderLedger,
    unproven: Unproven & { readonly witness: Witness },
    told: DecoderSession | undefined,
  ): Promise<Finding> {
    const { highest, witness } = unproven;
    const inventory = await this.inventoryOf(blocksToLook(told, witness.number), ledger, unproven);
    const above = await this.lookAbove(Math.max(highest, told?.lastNumber ?? 0), ledger);
    const sent = [...inventory.sent, ...above];
    const session = sent.length === 0 ? told : sessionWith(told, sent, ledger);
    const verdict = verdictOfInventory(highest, { ...inventory, sent });
    if (verdict !== undefined) return { verdict, session };
    if (session === undefined) return { doubt: 'memory_cleared' };
    if (sent.length > 0) return { verdict: 'goes_on', doubt: 'memory_cleared', session };
    // It sends nothing of what it says to have.
    if (session.firstNumber <= session.lastNumber) return this.bySession(ledger, unproven, told);
    if (session.lastNumber < highest) return { verdict: 'began_again', session };
    if (session.lastNumber === highest) return { verdict: 'goes_on', session };
    return { verdict: 'goes_on', doubt: 'memory_cleared', session };
  }

  private async inventoryOf(
    blocks: readonly NumberRange[],
    ledger: DecoderLedger,
    { highest, arrived }: Unproven,
  ): Promise<Inventory> {
    const { decoder, ledgers, pause } = this.options;
    const sent: Witness[] = [];
    for (const [at, block] of blocks.entries()) {
      if (at > 0) await pause(PAUSE_MS);
      const answer = await decoder.dialogue.look(block, ledger.numbering.wireId ?? undefined);
      sent.push(...answer.sent);
      if (answer.trouble !== undefined) break;
    }
    const isCertain = (passing: Witness): boolean =>
      passing.number <= highest && !arrived.some((each) => isSamePassing(each, passing));
    const compared = arrived.length < MOST_ARRIVED ? sent.filter(isCertain).slice(-MOST_COMPARED) : [];
    return { sent, kept: await ledgers.keptAmong(decoder.decoderId, compared) };
  }

  private async lookAbove(highest: number, ledger: DecoderLedger): Promise<Witness[]> {
    const { decoder, pause } = this.options;
    const above: Witness[] = [];
    for (let blocks = 0, from = highest; blocks < MOST_BLOCKS && from < HIGHEST_NUMBER; blocks++) {
      await pause(PAUSE_MS);
      const { sent } = await decoder.dialogue.look(blockAbove(from), ledger.numbering.wireId ?? undefined);
      if (sent.length === 0) break;
      above.push(...sent);
      from = highestOf(sent);
    }
    return above;
  }
}

/** Passings with lower numbers at later times: the numbers began again while the old ones are still on the decoder. */
function areLater(came: readonly Witness[], witness: Witness): boolean {
  // Behind the highest number comes 0.
  if (witness.number > HIGHEST_NUMBER - LARGEST_JUMP) return false;
  return came.some((each) => isLaterThan(witness, each));
}

function sessionWith(
  told: DecoderSession | undefined,
  sent: readonly Witness[],
  { numbering }: DecoderLedger,
): DecoderSession {
  const numbers = sent.map(({ number }) => number);
  if (told === undefined) return sessionOf(numbers, numbering);
  return { ...told, lastNumber: Math.max(told.lastNumber, ...numbers) };
}

/** All that the decoder says to have, or may have; of very much the oldest and the newest. */
function blocksToLook(told: DecoderSession | undefined, newest: number): NumberRange[] {
  const { firstNumber, lastNumber } = told ?? { firstNumber: 0, lastNumber: newest };
  const blocks: NumberRange[] = [];
  for (let from = firstNumber; from <= lastNumber; from += LARGEST_BLOCK) {
    if (blocks.length === MOST_BLOCKS / 2)
      from = Math.max(from, lastNumber + 1 - (MOST_BLOCKS / 2) * LARGEST_BLOCK);
    blocks.push({ from, until: Math.min(from + LARGEST_BLOCK - 1, lastNumber) });
  }
  return blocks;
}

function blockAbove(number: number): NumberRange {
  return { from: number + 1, until: Math.min(number + LARGEST_BLOCK, HIGHEST_NUMBER) };
}

function highestOf(sent: readonly Witness[]): number {
  return sent.reduce((highest, { number }) => Math.max(highest, number), 0);
}
