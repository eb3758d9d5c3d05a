/** Content-Security-Policy that shows, runs, sends and frames nothing. A page adds what it has. */
export const CLOSED_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
