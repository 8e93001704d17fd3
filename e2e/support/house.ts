// The product with a data folder of its own on a free port, and the platforms' stand-ins beside it.
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

const binary =
  process.env.CMIS_E2E_BINARY ??
  path.join(process.env.CARGO_TARGET_DIR ?? path.join(import.meta.dirname, '../../target'), 'release/cmis')

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

/** The first thing like this that a program says. */
async function said(program: ChildProcess, like: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = ''
    const listen = (chunk: Buffer) => {
      all += chunk.toString()
      const found = all.match(like)
      if (found) resolve(found[0])
    }
    program.stdout?.on('data', listen)
    program.stderr?.on('data', listen)
    program.once('exit', code =>
      reject(new Error(`${program.spawnargs.join(' ')} ended with ${code}:\n${all}`)),
    )
  })
}

async function stop(program: ChildProcess) {
  if (program.exitCode !== null) return
  const ended = new Promise(resolve => program.once('exit', resolve))
  program.kill('SIGTERM')
  await ended
}

export type House = {
  url: string
  /** Where the first person makes an account. */
  setUp: string
  sandbox: string
  data: string
  end: () => Promise<void>
}

/** Waits until both are ready. */
export async function open(settings: Record<string, string> = {}): Promise<House> {
  const [port, sandboxPort] = await Promise.all([freePort(), freePort()])
  const [url, sandboxUrl] = [`http://localhost:${port}`, `http://127.0.0.1:${sandboxPort}`]
  // as root the embedded PostgreSQL runs as another user, who has to reach its folder
  const home = process.getuid?.() === 0 ? '/var/lib/cmis' : tmpdir()
  const data = mkdtempSync(path.join(home, 'e2e-'))
  chmodSync(data, 0o711)
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe']
  const sandbox = spawn(binary, ['sandbox', '--bind', new URL(sandboxUrl).host, '--product', url], { stdio })
  const server = spawn(binary, ['serve'], {
    env: {
      ...process.env,
      CMIS_DATA_DIR: data,
      CMIS_BIND: `127.0.0.1:${port}`,
      CMIS_PUBLIC_URL: url,
      CMIS_REGISTRATION: 'open',
      CMIS_RATE_SESSION: '100000',
      CMIS_RATE_ANONYMOUS: '100000',
      CMIS_BACKUP_DAILY: 'false',
      CMIS_ALLOW_PRIVATE_ADDRESSES: 'true',
      CMIS_SANDBOX_URL: sandboxUrl,
      // a year of each journey's accounts would keep all of them waiting
      CMIS_HISTORY_MONTHS: '2',
      DATABASE_URL: '',
      ...settings,
    },
    stdio,
  })
  const end = async () => {
    await Promise.all([stop(server), stop(sandbox)])
    rmSync(data, { recursive: true, force: true })
  }
  const ready = Promise.all([
    said(server, /http:\/\/\S+\/setup\?token=[\w-]+/),
    said(sandbox, /http:\/\/127\.0\.0\.1:\d+\//),
  ])
  const [setUp] = await ready.catch(async error => {
    await end()
    throw error
  })
  return { url: new URL(setUp).origin, setUp, sandbox: sandboxUrl, data, end }
}

/** Whom the journeys of this process visit from now on. */
export function moveTo({ url, setUp, sandbox, data }: House) {
  process.env.CMIS_E2E_URL = url
  process.env.CMIS_E2E_SETUP = setUp
  process.env.CMIS_E2E_SANDBOX = sandbox
  process.env.CMIS_E2E_DATA = data
  process.env.CMIS_E2E_BINARY = binary
}
