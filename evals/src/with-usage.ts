/** Reads a command line; `--help` and a line that cannot be read end the program with its usage: exit codes 0 and 2. */
export function withUsage<Parsed>(usage: string, parse: () => Parsed): Parsed {
  if (process.argv.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parse();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}
