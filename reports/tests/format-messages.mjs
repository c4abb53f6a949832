// Reads messages with Cucumber's own packages and writes its HTML report: FOLDER-OF-PACKAGES MESSAGES.ndjson OUT.html
// Whatever the packages complain about ends it with 1, and so does a reference that they cannot follow.
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'

const [packages, messages, out] = process.argv.slice(2)
const require = createRequire(resolve(packages, 'package.json'))
const load = (name) => import(pathToFileURL(require.resolve(name)))
const { CucumberHtmlStream } = await load('@cucumber/html-formatter')
const { parseEnvelope } = await load('@cucumber/messages')

const envelopes = []
for await (const line of createInterface({ input: createReadStream(messages), crlfDelay: Infinity })) {
  envelopes.push(parseEnvelope(line))
}
const all = (kind) => envelopes.flatMap((envelope) => envelope[kind] ?? [])
const finished = all('testCaseFinished').length
if (finished === 0 || finished !== all('pickle').length) {
  throw new Error(`${finished} test cases ended, of ${all('pickle').length} pickles`)
}
await pipeline(Readable.from(envelopes), new CucumberHtmlStream(), createWriteStream(out))
if (statSync(out).size < 100_000) {
  throw new Error(`${out} is too small for a report`)
}
console.log(`${envelopes.length} messages, ${finished} test cases, ${statSync(out).size} bytes of HTML`)
