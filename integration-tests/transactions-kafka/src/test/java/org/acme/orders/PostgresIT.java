package org.acme.orders;

class PostgresIT extends ExactlyOnce {

    @Override
    Database startDatabase() {
        return new Postgres();
    }
}
