export function mapStackTraces(folder: string): void;
