export function oneOf<Value extends string>(
  parameters: URLSearchParams,
  name: string,
  values: readonly Value[],
  standard: Value,
): Value {
  const given = parameters.get(name) ?? standard;
  const value = values.find((each) => each === given);
  if (value === undefined) throw new Error(`${name}=${given} is invalid: use ${values.join(' or ')}`);
  return value;
}

export function whole(
  parameters: URLSearchParams,
  name: string,
  standard: number,
  least: number,
  most: number,
): number {
  const given = parameters.get(name);
  if (given === null) return standard;
  const value = /^[0-9]{1,9}$/.test(given) ? Number(given) : NaN;
  if (!(value >= least && value <= most))
    throw new Error(`${name}=${given} is invalid: use ${least} to ${most}`);
  return value;
}
