import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/guard/access.decorator.js';
import { AnswersRetries } from '../idempotency/answers-retries.js';
import { ForceInput } from '../license/license.input.js';
import { WOULD_STOP_TIMING } from '../license/would-stop-timing.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { TAGS } from '../../platform/openapi/tags.js';

/** What all routes of administration have in common. */
export const Administration = (): ClassDecorator & MethodDecorator =>
  applyDecorators(
    ApiTags(TAGS.ADMINISTRATION.name),
    // Before what notes a change: a retry is none.
    UseInterceptors(AnswersRetries),
    Access({ credentials: ['api-key', 'login'], scope: 'admin' }),
  );

/** A path that ends with the id of one of them; there may be none. */
export function ApiAccountId(
  what: 'device' | 'user' | 'api_key' | 'license',
  example: string,
): MethodDecorator {
  const words = what.replace('_', ' ');
  return applyDecorators(
    ApiParam({
      name: 'id',
      description: `The id of the ${words}.`,
      schema: { type: 'string', maxLength: 64, example },
    }),
    ApiProblem(404, `${what}.unknown`, `There is no ${words} of this id.`),
  );
}

/** What is read, changed and written back: another may have done so in between. */
export const ApiChangedMeanwhile = (): MethodDecorator =>
  ApiProblem(
    409,
    'request.changed_meanwhile',
    'Somebody else changed it at the same moment: look at it and try again.',
  );

/** A removal by which running decoders may stop, so that it can be forced. */
export function ApiMayStopTiming(): MethodDecorator {
  const { status, reason, message, details } = WOULD_STOP_TIMING;
  return applyDecorators(ApiCriteria(ForceInput), ApiProblem(status, reason, message, details));
}
