// Starts the product with a data folder of its own on a free port, waits until it is ready, and stops it at the end.
// A server from outside serves as well: CMIS_E2E_URL, CMIS_E2E_SETUP (its set-up link), CMIS_E2E_DATA and CMIS_E2E_BINARY.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

const binary =
  process.env.CMIS_E2E_BINARY ??
  path.join(process.env.CARGO_TARGET_DIR ?? path.join(import.meta.dirname, '../target'), 'release/cmis')

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

async function setupLink(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      const link = said.match(/http:\/\/\S+\/setup\?token=[\w-]+/)
      if (link) resolve(link[0])
    }
    server.stdout?.on('data', listen)
    server.stderr?.on('data', listen)
    server.once('exit', code => reject(new Error(`cmis serve ended with ${code}:\n${said}`)))
  })
}

export default async function start() {
  if (process.env.CMIS_E2E_URL) return
  const port = await freePort()
  // as root the embedded PostgreSQL runs as another user, who has to reach its folder
  const home = process.getuid?.() === 0 ? '/var/lib/cmis' : tmpdir()
  const data = mkdtempSync(path.join(home, 'e2e-'))
  chmodSync(data, 0o711)
  const server = spawn(binary, ['serve'], {
    env: {
      ...process.env,
      CMIS_DATA_DIR: data,
      CMIS_BIND: `127.0.0.1:${port}`,
      CMIS_PUBLIC_URL: `http://localhost:${port}`,
      CMIS_REGISTRATION: 'open',
      CMIS_RATE_SESSION: '100000',
      CMIS_RATE_ANONYMOUS: '100000',
      CMIS_BACKUP_DAILY: 'false',
      CMIS_ALLOW_PRIVATE_ADDRESSES: 'true',
      DATABASE_URL: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const link = await setupLink(server).catch(error => {
    rmSync(data, { recursive: true, force: true })
    throw error
  })
  process.env.CMIS_E2E_URL = new URL(link).origin
  process.env.CMIS_E2E_SETUP = link
  process.env.CMIS_E2E_DATA = data
  process.env.CMIS_E2E_BINARY = binary

  return async () => {
    const ended = new Promise(resolve => server.once('exit', resolve))
    server.kill('SIGTERM')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
}
