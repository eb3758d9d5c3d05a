type Contestant<Value> = () => Value | Promise<Value>;

/**
 * Measures each so often, in turn and each round beginning with another, so that a machine that is slower for a while is
 * slower for all of them. One round before is not counted: code is compiled in it.
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
