import type { Operation } from './document.js';

export interface ExampleRequest {
  readonly method: string;
  readonly address: string;
  readonly body?: object;
}

/** Returns the request of an operation's examples, as Execute in Swagger UI sends it. */
export function exampleRequest({ method, path, parameters = [], requestBody }: Operation): ExampleRequest {
  const required = parameters.filter((parameter) => parameter.required === true);
  let address = path;
  const query = new URLSearchParams();
  for (const { name, in: place, example, schema } of required) {
    const value = String(example ?? schema.example);
    if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(value));
    if (place === 'query') query.set(name, value);
  }
  if (query.size > 0) address += `?${query.toString()}`;
  const content = requestBody?.content['application/json'];
  const body = content?.example ?? Object.values(content?.examples ?? {})[0]?.value;
  return { method, address, ...(body === undefined ? {} : { body: body as object }) };
}
