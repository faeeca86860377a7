package org.acme.orders;

class MariaDbIT extends ExactlyOnce {

    @Override
    Database startDatabase() {
        MariaDbProcess.assumeInstalled();
        return new MariaDb();
    }
}
