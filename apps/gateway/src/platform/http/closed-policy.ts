/** Content-Security-Policy that allows no content, script, form or frame. A page adds the sources of its own. */
export const CLOSED_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
