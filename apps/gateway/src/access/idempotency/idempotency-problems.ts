/** Problems of an Idempotency-Key, in the same words for the answer and for its documentation. */
export const IN_PROGRESS = {
  status: 409,
  reason: 'idempotency.in_progress',
  message: 'A call with this Idempotency-Key is being answered: ask again in a second.',
  headers: { 'Retry-After': '1' },
} as const;

export const OTHER_CALL = {
  status: 422,
  reason: 'idempotency.other_call',
  message:
    'This Idempotency-Key was used for another call within 24 hours: take a new one for each thing to be made.',
} as const;

export const BAD_KEY = {
  field: 'Idempotency-Key',
  message: 'must be 1 to 255 visible characters of ASCII, and there once',
} as const;
