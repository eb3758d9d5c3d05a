import type { OpenAPIObject } from '@nestjs/swagger';

type Paths = OpenAPIObject['paths'];
type PathItem = Paths[string];
type Operation = NonNullable<PathItem['get']>;
type Answers = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;
type Answer = Answers[string];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Puts an error that several operations answer to the letter under `components.responses` once, and refers to it by name. */
export function withSharedAnswers(document: OpenAPIObject): OpenAPIObject {
  const errors = Object.values(document.paths).flatMap((item) =>
    METHODS.flatMap((method) => errorsOf(item[method])),
  );
  const names = namesOf(errors);
  const shared = (operation: Operation): Operation => ({
    ...operation,
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, answer]) => {
        const name = answer === undefined ? undefined : names.get(JSON.stringify(answer));
        return [status, name === undefined ? answer : { $ref: `#/components/responses/${name}` }];
      }),
    ),
  });
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const operations = Object.entries(item).map(([method, operation]) => [
      method,
      shared(operation as Operation),
    ]);
    return [path, Object.fromEntries(operations) as PathItem] as const;
  });
  const responses = [...names].map(([text, name]) => [name, JSON.parse(text) as Answer] as const);
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: {
      ...document.components,
      responses: Object.fromEntries(responses.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function errorsOf(operation: Operation | undefined): Answer[] {
  return Object.entries(operation?.responses ?? {}).flatMap(([status, answer]) =>
    Number(status) >= 400 && answer !== undefined ? [answer] : [],
  );
}

/** Returns the names of answers that occur more than once, by their text: that of the reason, numbered where it is taken. */
function namesOf(answers: readonly Answer[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const text = JSON.stringify(answer);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const taken = new Set<string>();
  const repeated = [...counts].filter(([, count]) => count > 1);
  return new Map(
    repeated.map(([text]) => {
      const name = nameOf(JSON.parse(text) as Answer);
      const numbers = [...taken].filter((each) => each.replace(/\d+$/, '') === name).length;
      const own = numbers === 0 ? name : `${name}${numbers + 1}`;
      taken.add(own);
      return [text, own];
    }),
  );
}

/** Returns the name of an answer: `auth.scope_missing` of the scope `passings:read` is AuthScopeMissingPassingsRead. */
function nameOf(answer: Answer): string {
  const { content } = answer as { readonly content: Readonly<Record<string, { readonly example: Problem }>> };
  const { reason = '', scope = '' } = content['application/json']?.example.details ?? {};
  return `${reason}.${scope}`.replace(/(?:^|[^a-z]+)([a-z]?)/g, (_whole, letter: string) =>
    letter.toUpperCase(),
  );
}

interface Problem {
  readonly details: { readonly reason: string; readonly scope?: string };
}
