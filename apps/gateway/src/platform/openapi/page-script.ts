interface PageExchange {
  readonly url: string;
  readonly ok?: boolean;
  body?: unknown;
  /** The function that Swagger UI asks with instead of `fetch`. */
  userFetch?: typeof fetch;
}

type Interceptor = (exchange: PageExchange) => PageExchange;

/** Values by the names of the security schemes. */
export type ShownCredentials = Readonly<Record<string, string>>;

// The functions below run in the browser, as text: they can use no name from outside their own body.

/**
 * Puts the access token of a login on the page in force for later requests. No example can hold a refresh token that works: the
 * one of the last login takes its place. A stream is shown while it comes, beside a button that stops it: Swagger UI
 * shows an answer only once it is whole.
 */
export function intercepting(): Readonly<Record<string, Interceptor>> {
  return {
    responseInterceptor: (response) => {
      const { access_token: access, refresh_token: refresh } = (response.body ?? {}) as Tokens;
      if (response.ok !== true) return response;
      if (access !== undefined) window.ui.preauthorizeApiKey('Bearer', access);
      if (refresh !== undefined) sessionStorage.setItem('refresh_token', refresh);
      return response;
    },
    requestInterceptor: (request) => {
      const token = sessionStorage.getItem('refresh_token');
      if (token !== null && request.url.endsWith('/auth/refresh') && typeof request.body === 'string') {
        request.body = request.body.replace('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln', token);
      }
      const follow: typeof fetch = async (address, options) => {
        const ended = new AbortController();
        const response = await fetch(address, { ...options, signal: ended.signal });
        const { body, status, statusText, headers } = response;
        const place = document.querySelector(
          '.opblock.is-open[id$="-followFeed"] .execute-wrapper, .opblock.is-open[id$="-followFeed"] .btn-group',
        );
        if (!response.ok || body === null || place === null) return response;
        const [stop, shown] = [document.createElement('button'), document.createElement('pre')];
        stop.className = 'btn';
        stop.id = 'stop-stream';
        stop.textContent = 'Stop';
        stop.addEventListener('click', () => {
          ended.abort();
        });
        shown.id = 'stream';
        place.after(stop, shown);
        let text = '';
        try {
          const reader = body.pipeThrough(new TextDecoderStream()).getReader();
          for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
            text += piece.value;
            shown.textContent = text.slice(-5000);
          }
        } catch {
          // Stopped, or cut: what came until then is the answer.
        }
        stop.remove();
        shown.remove();
        return new Response(text, { status, statusText, headers });
      };
      if (/\/passings\/stream(\?|$)/.test(request.url)) request.userFetch = follow;
      return request;
    },
  };
}

/** Folds each error into a line that opens: errors are the same nearly everywhere, and hide the good answers. */
export function foldingErrors(): { readonly plugins: readonly Plugin[] } {
  return {
    plugins: [
      () => ({
        wrapComponents: {
          response:
            (Original, { React }) =>
            (props) => {
              const { createElement: element } = React;
              const original = element(Original, props);
              if (!/^[45]/.test(props.code)) return original;
              const words = props.response.get('description')?.split('\n')[0];
              const table = element('table', null, element('tbody', null, original));
              const folded = element('details', null, element('summary', null, words), table);
              return element(
                'tr',
                { className: 'response' },
                element('td', { className: 'response-col_status' }, props.code),
                element('td', { className: 'response-col_description', colSpan: 2 }, folded),
              );
            },
        },
      }),
    ],
  };
}

/** Adds a button beside Authorize that fills in the credentials of the demo. */
export function offering(): Readonly<Record<string, () => void>> {
  return {
    onComplete: () => {
      const button = document.createElement('button');
      button.className = 'btn';
      button.id = 'demo-credentials';
      button.textContent = 'Use the credentials of the demo';
      button.addEventListener('click', () => {
        const { shown } = window.ui.getConfigs();
        for (const [scheme, value] of Object.entries(shown)) window.ui.preauthorizeApiKey(scheme, value);
        button.textContent = 'The credentials of the demo are in force';
      });
      // Swagger UI draws the place of the button late, and anew where the page is filtered.
      setInterval(() => {
        const place = document.querySelector('.auth-wrapper');
        if (place !== null && !place.contains(button)) place.prepend(button);
      }, 100);
    },
  };
}

/** A plugin of Swagger UI, as far as this page uses it. */
type Plugin = () => {
  readonly wrapComponents: {
    readonly response: (
      original: unknown,
      system: { readonly React: React },
    ) => (props: ShownAnswer) => unknown;
  };
};

interface React {
  readonly createElement: (what: unknown, props: object | null, ...children: readonly unknown[]) => unknown;
}

interface ShownAnswer {
  readonly code: string;
  readonly response: { get(name: 'description'): string | undefined };
}

interface Tokens {
  readonly access_token?: string;
  readonly refresh_token?: string;
}

interface PageElement {
  className: string;
  id: string;
  textContent: string;
  addEventListener(what: 'click', listener: () => void): void;
  remove(): void;
}

/** Globals of the page. */
declare const sessionStorage: {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
};
declare const window: {
  readonly ui: {
    preauthorizeApiKey(scheme: string, value: string): void;
    getConfigs(): { readonly shown: Readonly<Record<string, string>> };
  };
};
declare const document: {
  createElement(name: 'button' | 'pre'): PageElement;
  querySelector(selector: string): {
    prepend(element: PageElement): void;
    contains(element: PageElement): boolean;
    after(...elements: readonly PageElement[]): void;
  } | null;
};
