/** Highest `loop_id`. */
export const MOST_LOOP = 65_535;
const MOST_LOOPS = 64;
const ENTRY = /^([A-Za-z0-9_.-]{1,32}):([0-9]{1,5})$/;

/** `loop_id` by the decoder's own name of a loop. */
export type LoopMap = Readonly<Record<string, number>>;

/** Reads `4711:1,4712:2`; undefined where nothing is given. */
export function loopsIn(text: string | null): LoopMap | undefined {
  if (text === null) return undefined;
  const entries = text.split(',').map((entry): [string, number] => {
    const [, name, loop] = ENTRY.exec(entry.trim()) ?? [];
    const loopId = Number(loop);
    if (name === undefined || loopId < 1 || loopId > MOST_LOOP)
      throw new Error(
        `loops=${text} is invalid: write the decoder's name of a loop and its loop_id, as in 4711:1,4712:2`,
      );
    return [name, loopId];
  });
  const names = entries.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`loops=${text} is invalid: ${twice} stands there twice`);
  if (entries.length > MOST_LOOPS) throw new Error(`loops has more than ${MOST_LOOPS} loops`);
  return Object.fromEntries(entries);
}

export function loopsText(loops: LoopMap): string {
  return Object.entries(loops)
    .map(([name, loopId]) => `${name}:${loopId}`)
    .join(',');
}

/** Returns the `loop_id` of a passing: by `loops`, by the decoder's own number, else the one of the URL. */
export function loopIdOf(
  { loops, loopId }: { readonly loops?: LoopMap; readonly loopId: number },
  reported: string | undefined,
): number {
  if (reported === undefined) return loopId;
  if (loops !== undefined && Object.hasOwn(loops, reported)) return loops[reported] ?? loopId;
  const number = /^[0-9]{1,5}$/.test(reported) ? Number(reported) : 0;
  return number >= 1 && number <= MOST_LOOP ? number : loopId;
}
