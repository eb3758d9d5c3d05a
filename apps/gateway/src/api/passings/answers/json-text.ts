/** Header of an answer that is ready as bytes, for `@Header`. */
export const JSON_TEXT = ['Content-Type', 'application/json; charset=utf-8'] as const;
