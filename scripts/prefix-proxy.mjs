// A proxy that strips a prefix off each address and passes the rest on, as one before the gateway may do.
import { once } from 'node:events';
import { createServer, request } from 'node:http';

export async function startPrefixProxy(target, prefix) {
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming;
    if (url.split('?')[0] !== prefix && !url.startsWith(`${prefix}/`)) {
      outgoing.writeHead(404).end('not of the gateway');
      return;
    }
    const path = url.slice(prefix.length).replace(/^(?!\/)/, '/');
    const asked = request(new URL(target), { method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    asked.on('error', () => outgoing.destroy());
    outgoing.on('close', () => asked.destroy());
    incoming.pipe(asked);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}${prefix}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
