import { Problem } from '../../platform/problems/problem.js';

export const MOST_DECODERS = 256;

/** Problems, each with the words of its documentation, so that the two cannot part. */
export const DECODER_PROBLEMS = {
  unknown: {
    status: 404,
    reason: 'decoder.unknown',
    message: 'There is no decoder of this id. GET /api/v1/decoders lists those that there are.',
  },
  exists: {
    status: 409,
    reason: 'decoder.exists',
    message: 'There is a decoder of this id. PATCH it to change its URL, or take another id.',
  },
  tooMany: {
    status: 409,
    reason: 'decoder.too_many',
    message: `There are ${MOST_DECODERS} decoders, which is the most. Delete one that is not needed.`,
  },
  configuredByEnvironment: {
    status: 409,
    reason: 'decoder.configured_by_environment',
    message:
      'This decoder is set in COACHLINK_DECODERS, or is that of the demo: change it there, and start the gateway anew.',
  },
  demoRuns: {
    status: 409,
    reason: 'demo.running',
    message:
      'This is the demo, which keeps invented riders and would lose real ones among them. Stop it, and start with ' +
      "COACHLINK_DECODERS='id=url', or with COACHLINK_DEMO=off and add the decoder then.",
  },
  notReadYet: {
    status: 503,
    reason: 'storage.unavailable',
    message:
      'The decoders added by the API are not read yet, because their storage does not answer. Try again shortly.',
    headers: { 'Retry-After': '1' },
  },
} as const;

export function decoderProblem(name: keyof typeof DECODER_PROBLEMS): Problem {
  return new Problem(DECODER_PROBLEMS[name]);
}
