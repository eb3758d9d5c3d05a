import type { PassingsRepository } from '#passings';

export const START_US: number;
export const MINUTE_US: number;
export const DAY_US: number;
export const DECODERS: readonly string[];

/** Resolves to the repository's answers about a fixture of a format, as JSON. */
export function answersOf(repository: PassingsRepository): Promise<Readonly<Record<string, unknown>>>;
