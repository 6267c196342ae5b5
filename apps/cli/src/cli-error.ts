import { EXIT, exitCodeOf } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

/** Ends the program with a sentence and an exit code; `json` is what the API said, for `--json`. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly json: string | undefined;

  constructor(message: string, exitCode: ExitCode, json?: string) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.json = json;
  }
}

export function usageError(message: string): CliError {
  return new CliError(message, EXIT.usage);
}

/** The API refused, in its envelope. */
export class ApiError extends CliError {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, said: { readonly message: string; readonly json: string }) {
    super(said.message, exitCodeOf(code), said.json);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}
