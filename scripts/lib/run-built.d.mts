export function runBuilt(name: string): Promise<void>;
