/** Requires a limit for every value of an input. */
export default function inputLimits(schema, _options, { path }) {
  return faultsIn(schema, [...path]);
}

const PLAIN_FORMATS = ['date-time', 'date', 'uuid', 'ipv4', 'ipv6'];

function faultsIn(schema, path) {
  if (typeof schema !== 'object' || schema === null) return [];
  const types = [schema.type].flat();
  const faults = [];
  const need = (isThere, what) => {
    if (!isThere) faults.push({ message: `an input needs ${what}`, path });
  };
  const isChoice = schema.enum !== undefined || schema.const !== undefined;
  if (types.includes('string') && !isChoice)
    need(schema.maxLength !== undefined || PLAIN_FORMATS.includes(schema.format), 'a maxLength or an enum');
  if ((types.includes('integer') || types.includes('number')) && !isChoice)
    need(schema.minimum !== undefined && schema.maximum !== undefined, 'a minimum and a maximum');
  if (types.includes('array')) need(schema.maxItems !== undefined, 'maxItems');
  if (types.includes('object')) {
    const { additionalProperties: others } = schema;
    need(
      others === false || schema.maxProperties !== undefined,
      'additionalProperties: false or maxProperties',
    );
  }
  const isComposed = ['allOf', 'anyOf', 'oneOf'].some((word) => schema[word] !== undefined);
  need(schema.type !== undefined || isChoice || isComposed, 'a type');
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    faults.push(...faultsIn(property, [...path, 'properties', name]));
  for (const word of ['items', 'additionalProperties'])
    faults.push(...faultsIn(schema[word], [...path, word]));
  for (const word of ['allOf', 'anyOf', 'oneOf'])
    for (const [index, part] of (schema[word] ?? []).entries())
      faults.push(...faultsIn(part, [...path, word, index]));
  return faults;
}
