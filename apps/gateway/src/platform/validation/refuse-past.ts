import { invalidFields } from '../problems/problem.js';

/** Refuses an end that is already over: the thing that it ends would never be of use. */
export function refusePast(field: string, endMs: number, nowMs: number): void {
  if (endMs > nowMs) return;
  const now = new Date(nowMs).toISOString();
  throw invalidFields([
    { field, message: `is in the past, as it is ${now} on this gateway: give a later moment` },
  ]);
}
