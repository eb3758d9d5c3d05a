import { Problem } from '../../platform/problems/problem.js';

export function unknownAccount(what: 'device' | 'user' | 'api_key', path: string): Problem {
  const words = what.replace('_', ' ');
  return new Problem({
    status: 404,
    reason: `${what}.unknown`,
    message: `There is no ${words} of this id. GET /api/v1/admin/${path} lists those that there are.`,
  });
}

export function accountExists(what: 'device' | 'user', by: string): Problem {
  return new Problem({
    status: 409,
    reason: `${what}.exists`,
    message: `There is a ${what} of this ${by} already: choose another, or remove the other one first.`,
  });
}

export function changedMeanwhile(): Problem {
  return new Problem({
    status: 409,
    reason: 'request.changed_meanwhile',
    message: 'Somebody else changed it at the same moment: look at it and try again.',
  });
}
