import {
  type DecoderLedger,
  type DecoderSession,
  differsInTimeAlone,
  type DoubtReason,
  HIGHEST_NUMBER,
  type Inventory,
  isLaterThan,
  isFromLower,
  LARGEST_JUMP,
  MOST_ARRIVED,
  MOST_SKIPPED,
  type Numbering,
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
import { countedBefore, MOST_COMPARED, numbersReplaced, toCompare } from './numbering-evidence.js';
import type { AskedDecoder, SentAgain } from './decoder-dialogue.js';
import { LARGEST_BLOCK, numbersIn } from './next-block.js';

export interface Finding {
  /** Undefined where the decoder could not settle the question. */
  readonly verdict?: Verdict;
  /** Numbers that the decoder has, as it told or as it sent them. */
  readonly session?: DecoderSession | undefined;
  /** The highest number that came. */
  readonly highestSent?: number;
  /** Why the verdict is not certain. Without a verdict and a doubt, the link was lost meanwhile. */
  readonly doubt?: DoubtReason;
}

export interface NumberingInquiryOptions {
  readonly decoder: AskedDecoder;
  readonly ledgers: Ledgers;
  readonly pause: (ms: number) => Promise<void>;
}

/** Questions for one number before its absence is believed: decoders may send only a part. */
const MOST_LOOKS = 3;
const MOST_BLOCKS = 50;
/** Longer than one tick of a clock that counts seconds. */
const SECOND_MS = 1100;

/** Asks a decoder that was out of sight whether its numbers go on from those that are kept. */
export class NumberingInquiry {
  private canResend = true;
  /** The decoder was seen to send a passing again. */
  private hasSent = false;

  constructor(private readonly options: NumberingInquiryOptions) {}

  /** Begins with another connection. */
  begin(): void {
    this.canResend = true;
    this.hasSent = false;
  }

  async settle(
    ledger: DecoderLedger,
    unproven: Unproven,
    told: DecoderSession | undefined,
    strays: StrayNumbers,
  ): Promise<Finding> {
    const { decoder, ledgers } = this.options;
    const came = [...unproven.arrived, ...strays.below];
    const witness = unproven.witness ?? (await ledgers.newestKept(decoder.decoderId, unproven.highest, came));
    if (witness === undefined) return this.withoutWitness(ledger, unproven, told);
    const asked = { ...unproven, witness, arrived: came };
    const { sent, trouble } = await this.lookAt(witness.number, ledger);
    if (trouble?.fault === 'lost') return {};
    if (sent.length > 0) {
      const isSame = sent.every((each) => verdictOfWitness(witness, each) === 'goes_on');
      if (!isSame || areLater(came, witness)) return beganAgain(told, [...sent, ...came], ledger);
      return this.confirm(ledger, asked, told);
    }
    if (trouble !== undefined) return this.bySession(ledger, unproven, told);
    return this.byInventory(ledger, asked, told);
  }

  noteSent(): void {
    this.hasSent = true;
  }

  /** Resolves to whether silence means absence: a decoder may acknowledge a question, and never send the passings. */
  async doesSend(ledger: DecoderLedger): Promise<boolean> {
    if (!this.canResend) return false;
    if (this.hasSent || ledger.witness === null) return this.hasSent;
    return (await this.lookAt(ledger.witness.number, ledger)).sent.length > 0;
  }

  /**
   * Resolves to the last passing that a decoder says to have; undefined where it has none, or does not send it; `not there`
   * where the number of SESSION is none of a passing (docs/adr/0005: SESSION is not proven to count passing numbers).
   */
  async lastOf(told: DecoderSession): Promise<Witness | 'not there' | undefined> {
    const { firstNumber, lastNumber: until, numbering } = told;
    if (until === 0 || firstNumber > until) return undefined;
    // Several numbers, because decoders may count by 2, and because the passing of a single number may come unasked
    // meanwhile.
    const from = Math.max(0, until - MOST_SKIPPED + 1);
    const { sent, trouble } = await this.lookAtBlock({ from, until }, numbering);
    // Without the link the question stays open: a first contact needs a passing by which the decoder is known again.
    if (trouble?.fault === 'lost') throw trouble;
    if (trouble !== undefined) return newestOf(sent);
    if (sent.length === 0) return 'not there';
    const above = await this.lookAbove(until, told, 1);
    return above.length === 0 || (await this.hasCountedUpTo(highestOf(above))) ? newestOf(sent) : 'not there';
  }

  /** Resolves to whether SESSION counts on with the passings: those above its former last number came meanwhile. */
  private async hasCountedUpTo(number: number): Promise<boolean> {
    const session = await this.options.decoder.dialogue.session();
    // A question that is not answered this time does not contradict the former answer.
    return session === undefined || session.lastNumber >= number;
  }

  lookAt(number: number, { numbering }: Pick<DecoderLedger, 'numbering'>): Promise<SentAgain> {
    return this.lookAtBlock({ from: number, until: number }, numbering);
  }

  /** Asks for a block of few passings, up to `MOST_LOOKS` times where none comes. */
  private async lookAtBlock(block: NumberRange, numbering: Numbering): Promise<SentAgain> {
    const { decoder } = this.options;
    for (let looks = 1; ; looks++) {
      const answer = await decoder.dialogue.look(block, numbering.wireId ?? undefined);
      await this.believe(answer, numbering);
      this.canResend ||= answer.sent.length > 0;
      if (answer.sent.length > 0 || answer.trouble !== undefined || looks === MOST_LOOKS) return answer;
    }
  }

  /** Asks for the first sent passing again, by its number: the first time it may have come unasked. */
  private async believe({ sent }: SentAgain, { wireId }: Numbering): Promise<void> {
    const [first] = sent;
    if (this.hasSent || first === undefined) return;
    const one = { from: first.number, until: first.number };
    const again = await this.options.decoder.dialogue.look(one, wireId ?? undefined);
    this.hasSent = again.sent.length > 0;
  }

  /** Fetches the passings above the highest known number, for a decoder that does not tell its last one. */
  async fetchAbove(ledger: DecoderLedger | undefined): Promise<void> {
    if (ledger === undefined || !this.canResend) return;
    const { decoder } = this.options;
    const wireId = ledger.numbering.wireId ?? undefined;
    let { highest } = ledger;
    for (let blocks = 0; blocks < MOST_BLOCKS && highest < HIGHEST_NUMBER; blocks++) {
      const block = blockAbove(highest);
      const { sent, trouble } = await decoder.dialogue.fetch(block, numbersIn([block], block), wireId);
      this.canResend = trouble === undefined;
      if (!isFull(block, sent) || !this.canResend || !(await decoder.untilStored())) return;
      highest = highestOf(sent);
    }
  }

  /**
   * Confirms that the numbers go on, since the decoder has the newest kept passing. Where SESSION is absent or speaks of
   * another numbering, the lowest numbers are looked at too: a decoder may keep the passings of the numbering before.
   */
  private async confirm(
    ledger: DecoderLedger,
    unproven: Unproven,
    told: DecoderSession | undefined,
  ): Promise<Finding> {
    const { highest } = unproven;
    const isTrusted = told && verdictOfSession(ledger.numbering, highest, told) !== 'began_again';
    if (isTrusted === true || (told && isWrapped(ledger, told))) return { verdict: 'goes_on', session: told };
    // The passing that the decoder is known by may have come after the numbers began again.
    if (told && isFromLower(ledger.numbering, told.numbering)) return beganAgain(told, [], ledger);
    const until = told === undefined ? MOST_COMPARED - 1 : Math.min(told.lastNumber, highest);
    const { sent, kept, others } = await this.inventoryOf([lowestBlock(told, until)], ledger, unproven);
    const isNew = sent.length > 0 && kept.size + others.size === 0;
    if (told === undefined && isNew && isNearTheTop(ledger)) {
      const overTheTop = { ...sessionWith(told, sent, ledger), firstNumber: highest };
      return { verdict: 'goes_on', session: overTheTop };
    }
    return others.size > 0 ? beganAgain(told, sent, ledger) : { verdict: 'goes_on', session: told };
  }

  /** Decides without a known passing: a decoder that had none at the first contact has only passings that are wanted. */
  private async withoutWitness(
    ledger: DecoderLedger,
    unproven: Unproven,
    told: DecoderSession | undefined,
  ): Promise<Finding> {
    const bySession = await this.bySession(ledger, unproven, told);
    if (told === undefined || bySession.verdict !== undefined) return bySession;
    const { lowestNumber } = ledger.numbering;
    if (lowestNumber === null || lowestNumber <= unproven.highest) return bySession;
    const isOdd = (await this.lastOf(told)) === 'not there';
    if (isOdd) return bySession;
    // Passings that came behind the connect may be of the link before, and of the numbering before.
    const [came] = unproven.arrived;
    const { sent } = came === undefined ? { sent: [] } : await this.lookAt(came.number, ledger);
    const isReplaced = numbersReplaced(sent, unproven.arrived).length > 0;
    return isReplaced ? beganAgain(told, sent, ledger) : { verdict: 'goes_on', session: told };
  }

  /** Decides by SESSION alone, as far as it proves anything, for a decoder that does not answer RESEND. */
  private async bySession(
    ledger: DecoderLedger,
    { highest }: Unproven,
    told: DecoderSession | undefined,
  ): Promise<Finding> {
    const { decoder, pause } = this.options;
    const { numbering } = ledger;
    if (told !== undefined && isOverTheTop(ledger, told)) return { verdict: 'goes_on', session: told };
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

  /** Decides by all passings that the decoder has, since it has no longer the newest kept one. */
  private async byInventory(
    ledger: DecoderLedger,
    unproven: Unproven & { readonly witness: Witness },
    told: DecoderSession | undefined,
  ): Promise<Finding> {
    const { highest, witness } = unproven;
    const looked = await this.lookInto(blocksToLook(told, witness.number), ledger);
    const above = await this.lookAbove(Math.max(highest, told?.lastNumber ?? 0), ledger);
    const sent = [...looked, ...above];
    const session = sent.length === 0 ? told : sessionWith(told, sent, ledger);
    const inventory = await this.compare(sent, ledger, unproven);
    const verdict = verdictOfInventory(countedBefore(sent, highest, ledger), inventory);
    if (verdict === 'began_again') return beganAgain(told, sent, ledger);
    if (verdict !== undefined) return { verdict, session };
    if (session === undefined) return { doubt: 'memory_cleared' };
    if (sent.length > 0) return { verdict: 'goes_on', doubt: 'memory_cleared', session };
    // The decoder sends none of the passings that it says to have.
    if (session.firstNumber <= session.lastNumber) return this.bySession(ledger, unproven, told);
    if (session.lastNumber < highest) return { verdict: 'began_again', session };
    if (session.lastNumber === highest) return { verdict: 'goes_on', session };
    return { verdict: 'goes_on', doubt: 'memory_cleared', session };
  }

  private async inventoryOf(
    blocks: readonly NumberRange[],
    ledger: DecoderLedger,
    unproven: Unproven,
  ): Promise<Inventory> {
    return this.compare(await this.lookInto(blocks, ledger), ledger, unproven);
  }

  private async lookInto(blocks: readonly NumberRange[], { numbering }: DecoderLedger): Promise<Witness[]> {
    const sent: Witness[] = [];
    for (const block of blocks) {
      const answer = await this.options.decoder.dialogue.look(block, numbering.wireId ?? undefined);
      sent.push(...answer.sent);
      // A part of the passings settles nothing: the next connection asks anew.
      if (answer.trouble?.fault === 'lost') throw answer.trouble;
      if (answer.trouble !== undefined) break;
    }
    return sent;
  }

  private async compare(
    sent: readonly Witness[],
    ledger: DecoderLedger,
    { highest, arrived }: Unproven,
  ): Promise<Inventory> {
    const { decoder, ledgers } = this.options;
    const replaced = numbersReplaced(sent, arrived);
    // Above `MOST_ARRIVED` new passings cannot be told apart: a kept passing proves nothing any more.
    if (arrived.length >= MOST_ARRIVED) return { sent, kept: new Set(), others: new Set(replaced) };
    const compared = toCompare(sent, ledger, { highest, arrived });
    const keptNow = await ledgers.keptAmong(decoder.decoderId, compared);
    const others = compared.map(({ number }) => number).filter((number) => !keptNow.has(number));
    // A passing that came since then may be of either numbering.
    const kept = [...keptNow].filter((number) => number <= highest);
    return { sent, kept: new Set(kept), others: new Set([...others, ...replaced]) };
  }

  private async lookAbove(
    highest: number,
    { numbering }: Pick<DecoderLedger, 'numbering'>,
    mostBlocks = MOST_BLOCKS,
  ): Promise<Witness[]> {
    const { decoder } = this.options;
    const above: Witness[] = [];
    for (let blocks = 0, from = highest; blocks < mostBlocks && from < HIGHEST_NUMBER; blocks++) {
      const block = blockAbove(from);
      const { sent } = await decoder.dialogue.look(block, numbering.wireId ?? undefined, true);
      if (sent.length === 0) break;
      // The first passing may have come unasked; asked for by its number it comes again.
      if (!this.hasSent && (await this.lookAt(sent[0]?.number ?? from, { numbering })).sent.length === 0)
        break;
      above.push(...sent);
      if (!isFull(block, sent)) break;
      from = highestOf(sent);
    }
    return above;
  }
}

/**
 * Whether passings with lower numbers have later times: the numbers began again while the old ones are still on the decoder.
 */
function areLater(came: readonly Witness[], witness: Witness): boolean {
  // Number 0 follows the highest number.
  if (isNearTheTop({ highest: witness.number })) return false;
  return came.some((each) => isLaterThan(witness, each));
}

/** Whether the numbers went on from the highest number to 0, so that the decoder's lowest number is above its last. */
export function isWrapped(ledger: DecoderLedger, { firstNumber, lastNumber }: DecoderSession): boolean {
  // After its memory was cleared, the decoder's first number is right behind the last known one.
  const isAsFar = ledger.highest + MOST_SKIPPED >= firstNumber;
  return firstNumber > lastNumber + 1 && isAsFar && isNearTheTop(ledger);
}

/** Whether a last number below the kept ones is of the same session, gone over the highest possible number. */
function isOverTheTop(ledger: DecoderLedger, told: DecoderSession): boolean {
  const sinceThen = { ...ledger.numbering, lowestNumber: told.firstNumber };
  return isWrapped(ledger, told) && verdictOfSession(sinceThen, told.lastNumber, told) === undefined;
}

function isNearTheTop({ highest }: Pick<DecoderLedger, 'highest'>): boolean {
  return highest > HIGHEST_NUMBER - LARGEST_JUMP;
}

/** Returns the block of the newest numbers up to `until`, as far as the decoder says to have them. */
function lowestBlock(told: DecoderSession | undefined, until: number): NumberRange {
  const first = told === undefined || told.firstNumber > told.lastNumber ? 0 : told.firstNumber;
  return { from: Math.max(Math.min(first, until), until - MOST_COMPARED + 1), until };
}

function beganAgain(
  told: DecoderSession | undefined,
  sent: readonly Witness[],
  ledger: DecoderLedger,
): Finding {
  const session = sessionWith(told, sent, ledger);
  return { verdict: 'began_again', session, highestSent: highestOf(sent) };
}

function sessionWith(
  told: DecoderSession | undefined,
  sent: readonly Witness[],
  { numbering }: DecoderLedger,
): DecoderSession {
  const numbers = sent.map(({ number }) => number);
  if (told === undefined) return sessionOf(numbers, numbering);
  // Over the top the last number is the lowest of all.
  if (told.firstNumber > told.lastNumber + 1) return told;
  return { ...told, lastNumber: Math.max(told.lastNumber, ...numbers) };
}

/** Returns blocks of all numbers that the decoder has or may have; of very many, the oldest and the newest. */
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

/** Whether the decoder may have more above the block; otherwise all of its passings came, and riders may add more. */
function isFull({ until }: NumberRange, sent: readonly Witness[]): boolean {
  return highestOf(sent) > until - MOST_SKIPPED;
}

/** Returns the passing of the highest number, since decoders may send passings in any order. */
function newestOf(sent: readonly Witness[]): Witness | undefined {
  const highest = highestOf(sent);
  return sent.find(({ number }) => number === highest);
}

function highestOf(sent: readonly Witness[]): number {
  return sent.reduce((highest, { number }) => Math.max(highest, number), 0);
}
