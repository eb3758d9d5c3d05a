/** The name of a site, which is the hash tag of all its keys. */
export const SITE_NAME = /^[a-z0-9-]{1,63}$/;
/** The site of the demo's invented passings, apart from real ones. */
export const DEMO_SITE = 'demo';
