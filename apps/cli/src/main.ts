import { askSecret } from './ask-secret.ts';
import { run } from './run.ts';

// Whoever reads our output may stop reading: `atlas history | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  folder: process.cwd(),
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(`${text}\n`),
  live: process.stdout.isTTY,
  askSecret: (prompt) => askSecret(prompt, { input: process.stdin, output: process.stderr }),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: Date.now,
});
