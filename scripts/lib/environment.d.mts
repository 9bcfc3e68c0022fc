export type Environment = Record<string, string | undefined>;
export function withEnvFile(environment: Environment, path: string): Environment;
