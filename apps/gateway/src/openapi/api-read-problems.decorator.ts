import { applyDecorators } from '@nestjs/common';
import { ApiProblem } from './api-problem.decorator.js';

/** What a route that reads passings by criteria can answer besides its success. */
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
    // In place of what every closed route says of the storage.
    ApiProblem(
      503,
      'storage.unavailable',
      'The storage cannot be reached. No passing is lost; try again shortly. Likewise `request.too_many_long`, where others ' +
        'ask for much already, and `request.too_much_memory`.',
      { storage: 'down' },
    ),
  );
