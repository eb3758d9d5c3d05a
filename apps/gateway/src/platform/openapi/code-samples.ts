import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

export interface CodeSample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

interface Sample {
  readonly method: string;
  readonly url: string;
  /** Headers, each with the environment variable that has its value. */
  readonly credentials: readonly Credential[];
  readonly body: unknown;
}

interface Credential {
  readonly header: string;
  readonly before: string;
  readonly variable: string;
}

const ADDRESS = 'http://127.0.0.1:8080';

/** Credentials by the names of their security schemes. */
const CREDENTIALS: Readonly<Record<string, Credential>> = {
  ApiKey: { header: 'x-api-key', before: '', variable: 'API_KEY' },
  ApiSecret: { header: 'x-api-secret', before: '', variable: 'API_SECRET' },
  DeviceId: { header: 'X-Device-ID', before: '', variable: 'DEVICE_ID' },
  DeviceSecret: { header: 'X-Device-Secret', before: '', variable: 'DEVICE_SECRET' },
  Bearer: { header: 'Authorization', before: 'Bearer ', variable: 'ACCESS_TOKEN' },
};

/** Returns a request of an operation in curl, JavaScript and Python, with the first kind of credentials that it takes. */
export function codeSamples(method: string, path: string, operation: Operation): CodeSample[] {
  const sample = {
    method: method.toUpperCase(),
    url: `${ADDRESS}${withExamples(path, operation)}`,
    credentials: Object.keys(operation.security?.[0] ?? {}).map(credentialOf),
    body: bodyOf(operation),
  };
  return [
    { lang: 'shell', label: 'curl', source: curl(sample) },
    { lang: 'javascript', label: 'JavaScript', source: javascript(sample) },
    { lang: 'python', label: 'Python', source: python(sample) },
  ];
}

function curl({ method, url, credentials, body }: Sample): string {
  const headers = credentials.map(({ header, before, variable }) => `-H "${header}: ${before}$${variable}"`);
  const json = body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d ${quoted(body)}`];
  return [`curl -X ${method} '${url}'`, ...headers, ...json].join(' \\\n  ');
}

/** Returns a body as one word of a shell. */
const quoted = (body: unknown): string => `'${JSON.stringify(body).replaceAll("'", String.raw`'\''`)}'`;

function javascript({ method, url, credentials, body }: Sample): string {
  const headers = credentials.map(({ header, before, variable }) => {
    const value = before === '' ? `process.env.${variable}` : `\`${before}\${process.env.${variable}}\``;
    return `'${header}': ${value},`;
  });
  const json =
    body === undefined
      ? { header: [], body: [] }
      : {
          header: ["'Content-Type': 'application/json',"],
          body: [`body: JSON.stringify(${pretty(body)}),`],
        };
  const options = [
    `method: '${method}',`,
    ...block('headers: {', [...headers, ...json.header], '},'),
    ...json.body,
  ];
  return [
    ...block(`const response = await fetch('${url}', {`, options, '});'),
    'if (!response.ok) throw new Error(await response.text());',
    'console.log(await response.json());',
  ].join('\n');
}

function python({ method, url, credentials, body }: Sample): string {
  const headers = credentials.map(({ header, before, variable }) => {
    const value = `os.environ["${variable}"]`;
    return `"${header}": ${before === '' ? value : `"${before}" + ${value}`},`;
  });
  const options = [
    `"${url}",`,
    ...block('headers={', headers, '},'),
    ...(body === undefined ? [] : [`json=${pythonic(pretty(body))},`]),
  ];
  return [
    ...(headers.length > 0 ? ['import os'] : []),
    'import requests',
    '',
    ...block(`response = requests.${method.toLowerCase()}(`, options, ')'),
    'response.raise_for_status()',
    'print(response.json())',
  ].join('\n');
}

function block(opening: string, lines: readonly string[], closing: string): string[] {
  return lines.length === 0 ? [] : [opening, ...lines.map((line) => `  ${line}`), closing];
}

const pretty = (body: unknown): string => JSON.stringify(body, null, 2).replaceAll('\n', '\n  ');

/** Replaces the values that JSON and Python write differently: true, false and null. */
const pythonic = (json: string): string =>
  json.replace(/(?<=[[:] ?|\n *)(true|false|null)(?=,?\n|$)/g, (word) => PYTHON_WORDS[word] ?? word);

const PYTHON_WORDS: Readonly<Record<string, string>> = { true: 'True', false: 'False', null: 'None' };

function credentialOf(scheme: string): Credential {
  const credential = CREDENTIALS[scheme];
  if (credential === undefined) throw new Error(`no code sample knows the security scheme ${scheme}`);
  return credential;
}

function withExamples(path: string, { parameters = [] }: Operation): string {
  return path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const parameter = parameters.find((each) => 'name' in each && each.name === name);
    const { example, schema } = (parameter ?? {}) as Exemplified;
    const value = example ?? schema?.example;
    return typeof value === 'string' ? encodeURIComponent(value) : whole;
  });
}

interface Exemplified {
  readonly example?: unknown;
  readonly schema?: { readonly example?: unknown };
}

function bodyOf({ requestBody }: Operation): unknown {
  if (requestBody === undefined || '$ref' in requestBody) return undefined;
  const { example, examples = {} } = (requestBody.content['application/json'] ?? {}) as {
    readonly example?: unknown;
    readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
  };
  return example ?? Object.values(examples)[0]?.value;
}
