/** Passing numbers, both ends inclusive. */
export interface NumberRange {
  readonly from: number;
  readonly until: number;
}

export interface AuditPlan {
  /** Numbers to look at; empty where `until` is below `from`. */
  readonly range: NumberRange;
  /** Numbers of the range that are not stored. */
  readonly missing: ReadonlySet<number>;
  /** Blocks to have sent again, newest first: together they hold every missing number. */
  readonly blocks: readonly NumberRange[];
  /** Whether the decoder has older numbers that this audit leaves out. */
  readonly isCut: boolean;
}

/** Numbers looked at in one audit: an evening of two hundred riders. */
export const MOST_NUMBERS = 10_000;
/** Blocks asked for in one audit: at five a second, ten to twenty seconds. */
export const MOST_BLOCKS = 50;
export const LARGEST_BLOCK = 1000;
/**
 * Most stored numbers between two holes that are requested along with them: some decoders count by 2, and each of their
 * numbers would otherwise be a question of its own.
 */
const MOST_KEPT_BETWEEN = 16;

/** Returns the numbers of a decoder that one audit covers. */
export function newestOf({ from, until }: NumberRange): NumberRange {
  return { from: Math.max(from, until - MOST_NUMBERS + 1), until };
}

/** Plans the questions to a decoder that has `onDecoder`, newest numbers first, up to the limits of one audit. */
export function planAudit(onDecoder: NumberRange, kept: ReadonlySet<number>): AuditPlan {
  const { from: lowest } = newestOf(onDecoder);
  const blocks: { from: number; until: number }[] = [];
  const missing = new Set<number>();
  for (let number = onDecoder.until; number >= lowest; number--) {
    if (kept.has(number)) continue;
    const block = blocks.at(-1);
    const isNear = block !== undefined && block.from - number - 1 <= MOST_KEPT_BETWEEN;
    if (isNear && block.until - number < LARGEST_BLOCK) block.from = number;
    else if (blocks.length < MOST_BLOCKS) blocks.push({ from: number, until: number });
    else return { range: { from: number + 1, until: onDecoder.until }, missing, blocks, isCut: true };
    missing.add(number);
  }
  const range = { from: lowest, until: onDecoder.until };
  return { range, missing, blocks, isCut: lowest > onDecoder.from };
}
