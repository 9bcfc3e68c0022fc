export function installFault(output: string, platform: string): string;
