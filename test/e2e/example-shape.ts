/** The shape of a JSON value: its keys in their order, and the type of each; null stands where it is null. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
}
