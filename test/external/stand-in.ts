/** What ssh is to a stranger: it carries a command to where a machine is, and tells what was said there. */
const [, , port, act] = process.argv
const answer = await fetch(`http://127.0.0.1:${port}`, {
  method: 'POST',
  body: JSON.stringify({ act, node: process.env.SPLITBRAIN_NODE }),
})
process.stdout.write(await answer.text())
process.exitCode = answer.ok ? 0 : 1
