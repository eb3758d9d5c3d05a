import { applyDecorators } from '@nestjs/common';
import { ApiProblem } from './api-problem.decorator.js';

/** Documents the errors of a route that reads passings by criteria. */
export const ApiReadProblems = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiProblem(
      400,
      'request.invalid',
      'The request is not valid: limit must be a whole number from 1 to 10000.',
      {
        fields: [{ field: 'limit', message: 'must be a whole number from 1 to 10000' }],
      },
    ),
    ApiProblem(413, 'body.too_large', 'The body is larger than the 65536 bytes that are taken here.', {
      limit_bytes: 65_536,
    }),
    ApiProblem(415, 'body.unsupported_type', 'A body must be JSON in UTF-8.'),
    // The 503 of the storage stays beside this one: every closed route has it, with its own example.
    ApiProblem(
      503,
      'request.too_many_long',
      'Others ask for much already (`request.too_many_long`), this address has four files under way (`request.too_many_files`), ' +
        'or it takes more memory than there is (`request.too_much_memory`).',
    ),
  );
