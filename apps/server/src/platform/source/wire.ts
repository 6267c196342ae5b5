import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type pg from 'pg';

/** What node-pg keeps below a client and types for nobody. */
type Wire = {
  readonly connection: EventEmitter & { readonly stream: Socket; readonly ssl: unknown };
  readonly processID: number | null;
  readonly secretKey: number | null;
};

export const wireOf = (client: pg.ClientBase): Wire => client as unknown as Wire;

/** Ends a connection from our side at once, whatever the server is doing. What is asked just now fails by the reason. */
export const closeOurSide = (client: pg.ClientBase, reason?: Error): void =>
  void wireOf(client).connection.stream.destroy(reason);
