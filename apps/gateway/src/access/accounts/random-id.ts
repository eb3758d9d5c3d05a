import { randomBytes } from 'node:crypto';

/** Nothing secret: 64 random bits that name one thing. */
export const randomId = (kind: string): string => `${kind}_${randomBytes(8).toString('hex')}`;
