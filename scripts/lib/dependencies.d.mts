export function installCommand(root: string): string[] | null;
