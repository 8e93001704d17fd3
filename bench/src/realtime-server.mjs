// What is measured beside the product: Socket.IO on Node with nothing around it.
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const http = createServer((request, response) => {
  const number = request.url.split('/').pop()
  io.to('org:1').emit('org:changed', {
    org_id: '01936a3e-0000-7000-8000-000000000001',
    kind: 'org.updated',
    object_id: `01936a3e-0000-7000-8000-${number.padStart(12, '0')}`,
  })
  response.end('ok')
})
const io = new Server(http)
io.on('connection', socket => {
  socket.on('join', (room, done) => {
    socket.join(room)
    done({ ok: true })
  })
})
http.listen(0, '127.0.0.1', () => console.log(http.address().port))
