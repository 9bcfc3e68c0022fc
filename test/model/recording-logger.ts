import type { Logger } from '../../src/domain/ports.ts';

export interface LoggedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Keeps what is logged. */
export class RecordingLogger implements Logger {
  readonly lines: LoggedLine[] = [];

  get warnings(): readonly LoggedLine[] {
    return this.lines.filter((line) => line.level === 'warn');
  }

  debug(fields: LoggedLine['fields'], message: string): void {
    this.lines.push({ level: 'debug', fields, message });
  }

  info(fields: LoggedLine['fields'], message: string): void {
    this.lines.push({ level: 'info', fields, message });
  }

  warn(fields: LoggedLine['fields'], message: string): void {
    this.lines.push({ level: 'warn', fields, message });
  }

  error(fields: LoggedLine['fields'], message: string): void {
    this.lines.push({ level: 'error', fields, message });
  }
}
