/** Requires every key of an answer, unless its description says when it is there. */
export default function requiredKeys(schema, _options, { path }) {
  // Schemas of requests, which may leave out keys, refuse other keys.
  if (schema.additionalProperties === false) return [];
  return Object.entries(schema.properties ?? {})
    .filter(
      ([name, { description = '' }]) => !schema.required?.includes(name) && !description.startsWith('Only '),
    )
    .map(([name]) => ({
      message: `${name} is not required: make it so, or begin its description with "Only ", and say when it is there`,
      path: [...path, 'properties', name],
    }));
}
