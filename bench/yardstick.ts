/** The yardstick of the GET endpoints: one HS256 token checked, one row read by key, the same bytes given back. */
import { createSecretKey } from 'node:crypto';
import Fastify from 'fastify';
import { jwtVerify } from 'jose';
import pg from 'pg';

const [url = '', secret = '', payload = ''] = process.argv.slice(2);
const key = createSecretKey(Buffer.from(secret, 'hex'));
const pool = new pg.Pool({ connectionString: url, max: 12 });
await pool.query('CREATE TABLE IF NOT EXISTS yardstick (id integer PRIMARY KEY, payload text NOT NULL)');
await pool.query('INSERT INTO yardstick VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET payload = EXCLUDED.payload', [
  Buffer.from(payload, 'base64').toString('utf8'),
]);

const app = Fastify();
app.get('/row/:id', async (request, reply) => {
  await jwtVerify(request.headers.authorization?.slice('Bearer '.length) ?? '', key, { algorithms: ['HS256'] });
  const { rows } = await pool.query<{ payload: string }>('SELECT payload FROM yardstick WHERE id = $1', [
    (request.params as { id: string }).id,
  ]);
  return reply.type('application/json').send(rows[0]?.payload);
});
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
