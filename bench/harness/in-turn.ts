type Contestant<Value> = () => Value | Promise<Value>;

/**
 * Measures each contestant `repeats` times, in turn and each round beginning with another, so that a slow phase of the
 * machine meets all of them. One round before is not counted: it compiles code.
 */
export async function inTurn<Name extends string, Value = number>(
  repeats: number,
  contestants: Readonly<Record<Name, Contestant<Value>>>,
): Promise<Record<Name, Value[]>> {
  const names = Object.keys(contestants) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as Value[]])) as Record<Name, Value[]>;
  for (let round = 0; round <= repeats; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length];
      if (name === undefined) continue;
      const value = await contestants[name]();
      if (round > 0) measured[name].push(value);
    }
  }
  return measured;
}
