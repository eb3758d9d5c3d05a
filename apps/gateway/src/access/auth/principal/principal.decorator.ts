import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IdentifiedRequest, Principal } from './principal.js';

/** Passes the caller that `AccessGuard` proved. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<IdentifiedRequest>();
  if (principal === undefined) throw new Error(`${context.getHandler().name} is public and has no caller`);
  return principal;
});
