/** Problems of a licence, in the same words for the answer and for its documentation. */
export const LICENSE_PROBLEMS = {
  none: {
    status: 404,
    reason: 'license.none_activated',
    message: 'No licence is activated on this device yet: POST /api/v1/license/activate does it.',
  },
  unknown: {
    status: 404,
    reason: 'license.unknown',
    message: 'There is no licence of this code: check it, or ask who issued it.',
  },
  full: {
    status: 409,
    reason: 'license.device_limit_reached',
    message:
      'The licence is activated on as many devices as it allows: remove one of them, or get a larger one.',
  },
  expired: {
    status: 410,
    reason: 'license.expired',
    message: 'The licence has run out: ask who issued it for a new one.',
  },
  revoked: {
    status: 410,
    reason: 'license.revoked',
    message: 'The licence was revoked: ask who issued it.',
  },
} as const;
