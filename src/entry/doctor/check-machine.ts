import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { toAppError } from '../../domain/errors.ts';
import { takeServingLock } from '../../storage/serving-lock.ts';
import { doctorWords } from '../../words/doctor-words.ts';
import type { Check, Judged } from './finding.ts';

const LEAST_NODE = [20, 19] as const;
const LEAST_FREE_DISK_BYTES = 1_073_741_824; // 1 GiB: an index and the copy that replaces it
/** Compiled for this system when they were installed. */
const NATIVE_PACKAGES = ['better-sqlite3', 'hnswlib-node'];

/** @param version as `process.versions.node` */
export function checkNode(version: string): Check {
  return {
    name: 'Node.js',
    run() {
      const [major = 0, minor = 0] = version.split('.').map(Number);
      const [leastMajor, leastMinor] = LEAST_NODE;
      const isOld = major < leastMajor || (major === leastMajor && minor < leastMinor);
      return Promise.resolve([
        isOld ? ['error', doctorWords.nodeOld(version)] : ['ok', doctorWords.node(version)],
      ]);
    },
  };
}

export const checkNativePackages: Check = {
  name: 'native packages',
  run: () =>
    Promise.all(
      NATIVE_PACKAGES.map(async (name): Promise<Judged> => {
        try {
          await import(name);
          return ['ok', doctorWords.native(name)];
        } catch (thrown) {
          return ['error', doctorWords.nativeFault(name, toAppError(thrown).message)];
        }
      }),
    ),
};

/** The folder is there: whoever starts Cria makes it. */
export function checkDataFolder(dataDir: string): Check {
  return {
    name: 'data folder',
    async run() {
      try {
        await access(dataDir, constants.W_OK);
        const { bavail, bsize } = await statfs(dataDir);
        const freeBytes = bavail * bsize;
        return [
          freeBytes < LEAST_FREE_DISK_BYTES
            ? ['warning', doctorWords.dataFolderFull(dataDir, freeBytes)]
            : ['ok', doctorWords.dataFolder(dataDir, freeBytes)],
        ];
      } catch (thrown) {
        return [['error', doctorWords.dataFolderFault(dataDir, toAppError(thrown).message)]];
      }
    },
  };
}

/** Takes the lock for a moment: not for a bot that is about to serve. */
export function checkServing(dataDir: string): Check {
  return {
    name: 'serving',
    async run() {
      const isUsable = await access(dataDir, constants.W_OK).then(
        () => true,
        () => false,
      );
      if (!isUsable) return []; // the check of the folder says so
      const lock = takeServingLock(dataDir);
      lock?.release();
      return [
        lock === null ? ['note', doctorWords.serving(dataDir)] : ['ok', doctorWords.notServing()],
      ];
    },
  };
}
