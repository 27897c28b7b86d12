import { type CompiledQuery, type DatabaseConnection, type Driver, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import { coded } from './connection-lost.ts';

/** PostgreSQL by a pool; a connection that cannot be had, or is lost, is `store/unavailable`. */
export class StoreDialect extends PostgresDialect {
  constructor(pool: Pool) {
    super({ pool, onCreateConnection: async (connection) => codeQueries(connection) });
  }

  override createDriver(): Driver {
    const driver = super.createDriver();
    driver.acquireConnection = coded(driver.acquireConnection.bind(driver));
    return driver;
  }
}

/** All that is asked on a connection goes this way, `begin` and `commit` too. */
function codeQueries(connection: DatabaseConnection): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = <Row>(query: CompiledQuery) => coded(() => execute<Row>(query))();
}
