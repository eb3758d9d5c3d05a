import { randomBytes } from 'node:crypto';

/** Returns an id of 64 random bits. It is no secret. */
export const randomId = (kind: string): string => `${kind}_${randomBytes(8).toString('hex')}`;
