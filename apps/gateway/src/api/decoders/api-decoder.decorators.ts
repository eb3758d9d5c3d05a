import { applyDecorators } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { LONGEST_DECODER_ID } from '../../platform/config/decoder-id.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { DECODER_PROBLEMS } from './decoder-problems.js';

export const ApiDecoderId = (example: string): MethodDecorator =>
  ApiParam({
    name: 'id',
    description: 'The name of the decoder.',
    schema: { type: 'string', maxLength: LONGEST_DECODER_ID, example },
  });

/** Documents problems, one for each status: the OpenAPI document has one answer for each. */
export function ApiDecoderProblems(...names: (keyof typeof DECODER_PROBLEMS)[]): MethodDecorator {
  return applyDecorators(
    ...names.map((name) => {
      const { status, reason, message } = DECODER_PROBLEMS[name];
      return ApiProblem(status, reason, message);
    }),
  );
}

const URL_FAULT = {
  field: 'url',
  message: 'cannot be: parameter lop is not known: there are loop, loops, clock, backfill, kind, record',
};

export const ApiDecoderBodyProblems = (): MethodDecorator =>
  applyDecorators(
    ApiProblem(400, 'request.invalid', `The request is not valid: url ${URL_FAULT.message}.`, {
      fields: [URL_FAULT],
    }),
    ApiProblem(413, 'body.too_large', 'The body is larger than the 65536 bytes that are taken here.', {
      limit_bytes: 65_536,
    }),
    ApiProblem(415, 'body.unsupported_type', 'A body must be JSON in UTF-8.'),
  );
