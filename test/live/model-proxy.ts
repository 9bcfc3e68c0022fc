import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

export interface ModelProxy {
  /** Address to talk to instead of the server. */
  readonly url: string;
  /** Resolves at the next connection's first bytes. */
  requestArrived(): Promise<void>;
  /** Resolves when a client has closed a connection, now or earlier. */
  connectionClosed(): Promise<void>;
  close(): Promise<void>;
}

/** A plain TCP relay in front of a real server, to see when a client closes its connection. */
export async function startModelProxy(target: string): Promise<ModelProxy> {
  const { hostname, port } = new URL(target);
  let sawClose = (): void => undefined;
  const closed = new Promise<void>((resolve) => (sawClose = resolve));
  const arrivals: (() => void)[] = [];
  const sockets = new Set<{ destroy(): unknown }>();
  const relay = createServer((client) => {
    const server = connect(Number(port), hostname);
    sockets.add(client).add(server);
    client.pipe(server).pipe(client);
    client.on('data', () => arrivals.splice(0).forEach((arrived) => arrived()));
    client.on('error', () => undefined);
    server.on('error', () => client.destroy());
    client.on('close', () => {
      server.destroy();
      sawClose();
    });
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    requestArrived: () => new Promise((resolve) => arrivals.push(resolve)),
    connectionClosed: () => closed,
    async close() {
      relay.close();
      for (const socket of sockets) socket.destroy();
      await once(relay, 'close');
    },
  };
}
