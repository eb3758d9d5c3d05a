import type { OpenAPIObject } from '@nestjs/swagger';
import { codeSamples } from './code-samples.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const sourcesOf = (method: string, path: string, operation: Partial<Operation>): string[] =>
  codeSamples(method, path, { responses: {}, ...operation }).map(({ source }) => source);

describe(codeSamples.name, () => {
  it('sends every header of the first way in, and the body', () => {
    const value = { name: "The judge's", inputs: true, note: 'is true,\nor null', loop: null };
    const [curl, javascript, python] = sourcesOf('post', '/api/v1/passings', {
      security: [{ ApiKey: [], ApiSecret: [] }, { DeviceId: [] }],
      requestBody: { content: { 'application/json': { examples: { one: { value } } } } },
    });
    expect(curl).toBe(
      [
        "curl -X POST 'http://127.0.0.1:8080/api/v1/passings'",
        '-H "x-api-key: $API_KEY"',
        '-H "x-api-secret: $API_SECRET"',
        "-H 'Content-Type: application/json'",
        String.raw`-d '{"name":"The judge'\''s","inputs":true,"note":"is true,\nor null","loop":null}'`,
      ].join(' \\\n  '),
    );
    expect(javascript).toBe(`const response = await fetch('http://127.0.0.1:8080/api/v1/passings', {
  method: 'POST',
  headers: {
    'x-api-key': process.env.API_KEY,
    'x-api-secret': process.env.API_SECRET,
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({
    "name": "The judge's",
    "inputs": true,
    "note": "is true,\\nor null",
    "loop": null
  }),
});
if (!response.ok) throw new Error(await response.text());
console.log(await response.json());`);
    expect(python).toBe(`import os
import requests

response = requests.post(
  "http://127.0.0.1:8080/api/v1/passings",
  headers={
    "x-api-key": os.environ["API_KEY"],
    "x-api-secret": os.environ["API_SECRET"],
  },
  json={
    "name": "The judge's",
    "inputs": True,
    "note": "is true,\\nor null",
    "loop": None
  },
)
response.raise_for_status()
print(response.json())`);
  });

  it('sends the token of a login as Authorization asks for it', () => {
    const [curl, javascript, python] = sourcesOf('get', '/api/v1/license', {
      security: [{ DeviceId: [], DeviceSecret: [], Bearer: [] }],
    });
    expect(curl).toContain('-H "Authorization: Bearer $ACCESS_TOKEN"');
    expect(javascript).toContain("'Authorization': `Bearer ${process.env.ACCESS_TOKEN}`,");
    expect(python).toContain('"Authorization": "Bearer " + os.environ["ACCESS_TOKEN"],');
  });

  it('asks for the example of an id, and sends nothing where nothing is asked for', () => {
    const parameters = [{ name: 'id', in: 'path' as const, schema: { example: 'a b' } }];
    const [curl, javascript, python] = sourcesOf('delete', '/api/v1/things/{id}', { parameters });
    expect(curl).toBe("curl -X DELETE 'http://127.0.0.1:8080/api/v1/things/a%20b'");
    expect(javascript).not.toMatch(/headers|body/);
    expect(python).toMatch(/^import requests\n\nresponse = requests\.delete\(\n {2}"[^"]+",\n\)/);
  });

  it('knows every scheme, or says which it does not know', () => {
    expect(() => sourcesOf('get', '/', { security: [{ Cookie: [] }] })).toThrow('security scheme Cookie');
  });
});
