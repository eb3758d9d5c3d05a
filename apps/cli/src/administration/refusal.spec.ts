import { readFileSync } from 'node:fs';
import { refusalOf } from './refusal.js';

const HTTP = /\b(GET|POST|PATCH|DELETE)\b|\/api\/|\b[1-5]\d\d\b|force=true|x-api-key/;

interface Documented {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Answer>> }>>>
  >;
  readonly components: { readonly responses: Readonly<Record<string, Answer>> };
}
interface Answer {
  /** Refers to an answer that many routes share. */
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Content>>;
}
interface Content {
  readonly example?: object;
  readonly examples?: Readonly<Record<string, { readonly value: object }>>;
}

describe(refusalOf.name, () => {
  it.each([
    [
      'There is no device of this id. GET /api/v1/admin/devices lists those that there are.',
      'There is no device of this id. coachlink device list lists those that there are.',
    ],
    [
      'There is no decoder of this id. GET /api/v1/decoders lists those that there are.',
      'There is no decoder of this id. coachlink decoder list lists those that there are.',
    ],
  ])('names commands instead of routes: %s', (message, words) => {
    expect(refusalOf(404, { message })).toBe(words);
  });

  it('names options instead of fields', () => {
    const fields = [
      { field: 'valid_until', message: 'must be a moment such as 2025-12-31T23:59:59Z' },
      { field: 'email', message: 'must be an e-mail address' },
    ];
    expect(refusalOf(400, { message: 'The request is not valid: ...', details: { fields } })).toBe(
      '--valid-until must be a moment such as 2025-12-31T23:59:59Z; <email> must be an e-mail address',
    );
  });

  it('says that something else answers', () => {
    expect(refusalOf(502, {})).toMatch(/no gateway .*COACHLINK_URL/);
  });

  it('says nothing of HTTP where the gateway refuses a command', () => {
    const { paths, components } = JSON.parse(readFileSync('openapi.json', 'utf8')) as Documented;
    const problems = Object.entries(paths)
      .filter(([path]) => /\/(admin|decoders)\b/.test(path) && !path.includes('completeness'))
      .flatMap(([, item]) => Object.values(item))
      .flatMap(({ responses }) => Object.entries(responses).filter(([status]) => /^40[13469]$/.test(status)))
      .map(([status, answer]) => [status, components.responses[nameOf(answer)] ?? answer] as const)
      .flatMap(([status, { content }]) =>
        examplesOf(content?.['application/json']).map((example) => refusalOf(Number(status), example)),
      );
    expect(problems.length).toBeGreaterThan(30);
    expect(problems.filter((words) => HTTP.test(words))).toEqual([]);
  });
});

function examplesOf({ example, examples = {} }: Content = {}): object[] {
  return [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)];
}

const nameOf = ({ $ref = '' }: Answer): string => $ref.replace('#/components/responses/', '');
