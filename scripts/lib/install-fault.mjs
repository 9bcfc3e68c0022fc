/** Signs in what npm says that a native package had to be compiled and could not be. */
const NO_COMPILER = /gyp ERR!|node-gyp|not found: make|no acceptable C compiler|prebuild-install/i;
const COMPILERS = {
  linux:
    '`sudo apt install build-essential python3` (Fedora: `sudo dnf install gcc-c++ make python3`; Alpine: `apk add build-base python3`)',
  darwin: '`xcode-select --install`',
  win32: 'the "Desktop development with C++" workload of the Visual Studio Build Tools',
};

/** What to do about an npm that failed: one line where a compiler is missing, else what npm said. */
export function installFault(output, platform) {
  if (!NO_COMPILER.test(output)) return output.trimEnd();
  const what = COMPILERS[platform] ?? 'a C++ compiler, make and Python 3';
  return `A native package had to be compiled and no compiler was found. Install ${what}, then run this again.`;
}
