/** The name of a site, wherever one is given: it is the hash tag of all its keys. */
export const SITE_NAME = /^[a-z0-9-]{1,63}$/;
/** What the demo invents is kept under this name, apart from what is real. */
export const DEMO_SITE = 'demo';
