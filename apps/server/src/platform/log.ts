import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** Ids, codes and numbers only: never text that a person or a model wrote. */
export type LogContext = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** ERROR means that a person must act now; CRITICAL that the process cannot go on. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

export type Trace = { readonly traceId: string; readonly spanId: string };

export type Log = {
  debug(message: string, context?: LogContext): void;
  info(message: string, context?: LogContext): void;
  warning(message: string, context?: LogContext): void;
  error(message: string, context?: LogContext): void;
  critical(message: string, context?: LogContext): void;
  /** The same log under another module name. */
  module(name: string): Log;
  /** The same log inside a trace, so that lines of the door and of the worker can be laid side by side. */
  traced(trace: Trace): Log;
};

export type LogOptions = {
  readonly level: LogLevel;
  readonly service: string;
  readonly destination?: DestinationStream;
};

const PINO_LEVEL = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error', CRITICAL: 'fatal' } as const;
const LEVEL_OF: Record<string, LogLevel> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

/** The customer's log object (specification 8.1), one JSON object a line. */
export function makeLog(options: LogOptions): Log {
  const writer = pino(
    {
      level: PINO_LEVEL[options.level],
      base: null,
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: LEVEL_OF[label] ?? 'INFO' }) },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
  return logOf(writer, options.service, 'atlas', undefined);
}

type Writer = Logger<never>;

function logOf(writer: Writer, service: string, module: string, trace: Trace | undefined): Log {
  const write =
    (level: LogLevel) =>
    (message: string, context: LogContext = {}): void => {
      const ids = { trace_id: trace?.traceId ?? null, span_id: trace?.spanId ?? null };
      writer[PINO_LEVEL[level]]({ service, module, context, ...ids }, message);
    };
  return {
    debug: write('DEBUG'),
    info: write('INFO'),
    warning: write('WARNING'),
    error: write('ERROR'),
    critical: write('CRITICAL'),
    module: (name) => logOf(writer, service, name, trace),
    traced: (inside) => logOf(writer, service, module, inside),
  };
}
