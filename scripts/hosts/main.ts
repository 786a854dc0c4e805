import { Command, Option } from 'commander';
import { build } from '../build/build.js';
import { chooseTrials, tryHosts } from './try-hosts.js';

const program = new Command('test:hosts')
  .description('packs the package and tries it in a new project of each tool, installed from npm')
  .argument('[hosts...]', 'such as `vite6`, or `vite6:dev` for one mode; all by default')
  .addOption(new Option('--mode <mode>', 'only these modes').choices(['dev', 'build']))
  .option('--no-build', 'do not build first')
  .parse();
const { mode, build: isBuilt } = program.opts<{ mode?: string; build: boolean }>();

const trials = chooseTrials(program.args, mode);
if (isBuilt) await build();
const { passed, failed } = await tryHosts(trials);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
