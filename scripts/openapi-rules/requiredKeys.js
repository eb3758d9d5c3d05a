/** A key of an answer is always there, or its description says when. */
export default function requiredKeys(schema, _options, { path }) {
  // What a request may leave out is another matter: those schemas refuse other keys.
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
