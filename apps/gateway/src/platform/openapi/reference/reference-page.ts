import { sourceOf } from '../page-policy.js';
import { CLOSED_POLICY } from '../../http/closed-policy.js';

// The functions below run in the browser, as text: they can use no name from outside their own body.

/** Gives the page's nonce to every style that a script makes: Scalar takes the nonce from the page, but parts of it do not. */
function nameStyles(): void {
  const { nonce } = document.currentScript;
  const create = document.createElement.bind(document);
  document.createElement = (...given) => {
    const element = create(...given);
    if (given[0] === 'style') element.nonce = nonce;
    return element;
  };
}

function begin(): void {
  const address = new URL('./', window.location.href).href.replace(/\/$/, '');
  window.Scalar.createApiReference('#reference', {
    url: 'openapi.json',
    // The page's own address stands for the document's relative one, whatever prefix a proxy takes off.
    servers: [{ url: address, description: 'The gateway that serves this document' }],
    // Scalar asks no other server.
    withDefaultFonts: false,
    telemetry: false,
    persistAuth: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    agent: { disabled: true },
    mcp: { disabled: true },
    // The document has samples of its own, with the headers that each operation takes.
    hiddenClients: true,
    defaultOpenAllTags: true,
    operationTitleSource: 'summary',
  });
}

const STYLES = `(${nameStyles.toString()})()`;
const BEGIN = `(${begin.toString()})()`;

export function referencePage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" href="data:," />
    <meta property="csp-nonce" content="${nonce}" />
    <title>CoachLINK REST API</title>
  </head>
  <body>
    <div id="reference"></div>
    <script nonce="${nonce}">${STYLES}</script>
    <script src="reference/reader.js"></script>
    <script>${BEGIN}</script>
  </body>
</html>
`;
}

export function referencePolicy(nonce: string): string {
  return [
    CLOSED_POLICY,
    `script-src 'self' ${sourceOf(STYLES)} ${sourceOf(BEGIN)}`,
    `style-src-elem 'nonce-${nonce}'`,
    // Scalar lays its parts out by style attributes, which can neither run nor fetch anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
  ].join('; ');
}

/** Globals of the page. */
declare const document: {
  readonly currentScript: { readonly nonce: string };
  createElement: (...given: readonly [name: string, ...unknown[]]) => { nonce: string };
};
declare const window: {
  readonly location: { readonly href: string };
  readonly Scalar: { createApiReference(selector: string, options: object): void };
};
