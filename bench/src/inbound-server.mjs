// What is measured beside the product: a receiver of Fastify and pg that checks the signature and stores a row before it answers.
import { createHmac, timingSafeEqual } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'

const [host, database, user, secret] = process.argv.slice(2)
const pool = new pg.Pool({ host, database, user, max: 20 })
const app = Fastify()
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => done(null, body))
app.post('/api/webhooks/meta', async (request, reply) => {
  const expected = Buffer.from('sha256=' + createHmac('sha256', secret).update(request.body).digest('hex'))
  const given = Buffer.from(request.headers['x-hub-signature-256'] ?? '')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(401).send()
  for (const entry of JSON.parse(request.body).entry) {
    for (const change of entry.changes) {
      await pool.query({
        name: 'store',
        text: 'insert into bare_events (event_id, kind, payload) values ($1, $2, $3) on conflict do nothing',
        values: [change.value.leadgen_id, change.field, JSON.stringify(change.value)],
      })
    }
  }
  return { received: 1 }
})
await app.listen({ port: 0, host: '127.0.0.1' })
console.log(app.server.address().port)
