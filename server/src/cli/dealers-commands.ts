import { Argument, Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { PLANS, type Plan } from '../domain/plans.ts';
import { setDealerListingLimit, setDealerPlan } from '../operations/dealers.ts';
import type { CliContext } from './cli-context.ts';
import { formatDealer, writeDealers } from './dealer-list.ts';
import { choosePassword, PASSWORD_STDIN, parseListingLimit } from './dealer-options.ts';
import { withDatabase } from './with-database.ts';

// with-accounts loads better-auth, which takes longer than all the rest: only for the commands that need it.

export function dealersCommand(context: CliContext): Command {
  const command = new Command('dealers').description('the accounts of this hub');
  const commands = [
    listCommand,
    createCommand,
    setPlanCommand,
    setListingLimitCommand,
    setPasswordCommand,
    disableTwoFactorCommand,
  ];
  for (const makeCommand of commands) command.addCommand(makeCommand(context));
  return command.addHelpText('after', '\nExample:\n  $ npm run hub -- dealers set-plan --help');
}

function listCommand(context: CliContext): Command {
  return new Command('list')
    .description('list all dealers, oldest first')
    .option('--json', 'one JSON object on each line')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run hub -- dealers list\n  $ npm run hub -- dealers list --json',
    )
    .action(async ({ json }: { json?: boolean }) => {
      await withDatabase(readConfig(), context, (database) =>
        writeDealers({ database, clock: context.clock }, context.write, json === true),
      );
    });
}

interface CreateOptions {
  readonly name?: string;
  readonly plan?: Plan;
  readonly passwordStdin?: boolean;
}

function createCommand(context: CliContext): Command {
  return new Command('create')
    .description('make a dealer and the user who signs in for it; works when SIGN_UP is closed, too')
    .argument('<email>', 'e-mail address to sign in with')
    .option('--name <name>', "the dealer's name; the e-mail address when left out")
    .addOption(new Option('--plan <plan>', 'DEFAULT_PLAN when left out').choices(PLANS))
    .addOption(new Option(...PASSWORD_STDIN))
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run hub -- dealers create anna@example.com --name "Anna Watches"' +
        '\n  $ npm run hub -- dealers create anna@example.com --password-stdin < password.txt',
    )
    .action(async (email: string, options: CreateOptions) => {
      const config = readConfig();
      const password = await choosePassword(context.stdin, options.passwordStdin);
      const { withAccounts } = await import('./with-accounts.ts');
      await withAccounts(config, context, options.plan ?? config.defaultPlan, (accounts) =>
        accounts.createUser({ email, name: options.name ?? email, password: password.text }),
      );
      context.write(`created ${email}\n`);
      if (password.isGenerated) context.write(`password: ${password.text}\n`);
    });
}

function setPlanCommand(context: CliContext): Command {
  return new Command('set-plan')
    .description('change the plan of a dealer; a downgrade hides and deletes nothing')
    .argument('<email>', 'e-mail address the dealer signs in with')
    .addArgument(new Argument('<plan>').choices(PLANS))
    .addHelpText('after', '\nExample:\n  $ npm run hub -- dealers set-plan anna@example.com business')
    .action(async (email: string, plan: Plan) => {
      const dealer = await withDatabase(readConfig(), context, (database) =>
        setDealerPlan({ database, clock: context.clock }, email, plan),
      );
      context.write(formatDealer(dealer));
    });
}

function setListingLimitCommand(context: CliContext): Command {
  return new Command('set-listing-limit')
    .description("give a dealer a listing limit of its own, or the plan's again")
    .argument('<email>', 'e-mail address the dealer signs in with')
    .argument('<limit>', "live listings at most, or none for the plan's limit", parseListingLimit)
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run hub -- dealers set-listing-limit anna@example.com 500' +
        '\n  $ npm run hub -- dealers set-listing-limit anna@example.com none',
    )
    .action(async (email: string, limit: number | null) => {
      const dealer = await withDatabase(readConfig(), context, (database) =>
        setDealerListingLimit({ database, clock: context.clock }, email, limit),
      );
      context.write(formatDealer(dealer));
    });
}

function setPasswordCommand(context: CliContext): Command {
  return new Command('set-password')
    .description('give a user a new password and end all of its sessions')
    .argument('<email>', 'e-mail address to sign in with')
    .addOption(new Option(...PASSWORD_STDIN))
    .addHelpText(
      'after',
      '\nExamples:\n  $ npm run hub -- dealers set-password anna@example.com' +
        '\n  $ npm run hub -- dealers set-password anna@example.com --password-stdin < password.txt',
    )
    .action(async (email: string, options: { passwordStdin?: boolean }) => {
      const config = readConfig();
      const password = await choosePassword(context.stdin, options.passwordStdin);
      const { withAccounts } = await import('./with-accounts.ts');
      await withAccounts(config, context, config.defaultPlan, (accounts) =>
        accounts.setPassword(email, password.text),
      );
      context.write(`changed the password of ${email}\n`);
      if (password.isGenerated) context.write(`password: ${password.text}\n`);
    });
}

function disableTwoFactorCommand(context: CliContext): Command {
  return new Command('disable-two-factor')
    .description(
      'let a user who lost the device sign in with the password alone, and end all of its sessions',
    )
    .argument('<email>', 'e-mail address to sign in with')
    .addHelpText('after', '\nExample:\n  $ npm run hub -- dealers disable-two-factor anna@example.com')
    .action(async (email: string) => {
      const config = readConfig();
      const { withAccounts } = await import('./with-accounts.ts');
      await withAccounts(config, context, config.defaultPlan, (accounts) => accounts.disableTwoFactor(email));
      context.write(`two-factor authentication of ${email} is off\n`);
    });
}
