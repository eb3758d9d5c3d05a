import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IdentifiedRequest, Principal } from './principal.js';

/** Who asks, as the guard found out. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<IdentifiedRequest>();
  if (principal === undefined) throw new Error(`${context.getHandler().name} is public and has no caller`);
  return principal;
});
