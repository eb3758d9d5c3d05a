/** The name of a site, which is the hash tag of all its keys. */
export const SITE_NAME = /^[a-z0-9-]{1,63}$/;
/** The site that keeps what the demo invents, apart from real passings. */
export const DEMO_SITE = 'demo';
