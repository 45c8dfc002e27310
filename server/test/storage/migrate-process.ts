import { migrate } from '../../src/storage/migrate.ts';

// A process of its own, started several times at once by migrate.test.ts.
const { connection, folder } = JSON.parse(process.argv[2]!);
process.stdout.write(JSON.stringify(await migrate(connection, { folder })));
