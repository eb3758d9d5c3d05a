import type { OpenAPIObject } from '@nestjs/swagger';
import { withSharedAnswers } from './shared-answers.js';

const problem = (reason: string, details: object = {}, description = 'No.'): object => ({
  description,
  content: { 'application/json': { example: { details: { reason, ...details } } } },
});
const documentOf = (...operations: readonly object[]): OpenAPIObject =>
  ({
    paths: Object.fromEntries(operations.map((responses, at) => [`/${at}`, { get: { responses } }])),
    components: { schemas: {} },
  }) as unknown as OpenAPIObject;
const answersOf = ({ paths }: OpenAPIObject): unknown[] =>
  Object.values(paths).map(({ get }) => get?.responses);
const ref = (name: string): object => ({ $ref: `#/components/responses/${name}` });

describe(withSharedAnswers.name, () => {
  it('writes once what several answer, and leaves the rest where it is', () => {
    const scope = problem('auth.scope_missing', { scope: 'passings:read' });
    const own = problem('license.unknown');
    const document = withSharedAnswers(documentOf({ 403: scope }, { 403: scope, 404: own }));
    expect(answersOf(document)).toEqual([
      { 403: ref('AuthScopeMissingPassingsRead') },
      { 403: ref('AuthScopeMissingPassingsRead'), 404: own },
    ]);
    expect(document.components).toEqual({ schemas: {}, responses: { AuthScopeMissingPassingsRead: scope } });
  });

  it('keeps apart what differs in a word', () => {
    const [large, small] = [problem('body.too_large', {}, '65536'), problem('body.too_large', {}, '4096')];
    const document = withSharedAnswers(
      documentOf({ 413: large }, { 413: small }, { 413: large }, { 413: small }),
    );
    expect(answersOf(document)).toEqual([
      { 413: ref('BodyTooLarge') },
      { 413: ref('BodyTooLarge2') },
      { 413: ref('BodyTooLarge') },
      { 413: ref('BodyTooLarge2') },
    ]);
    expect(document.components?.responses).toEqual({ BodyTooLarge: large, BodyTooLarge2: small });
  });

  it('leaves successes alone', () => {
    const document = documentOf({ 200: problem('same') }, { 200: problem('same') });
    expect(answersOf(withSharedAnswers(document))).toEqual(answersOf(document));
  });
});
