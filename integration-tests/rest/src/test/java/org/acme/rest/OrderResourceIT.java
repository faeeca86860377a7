package org.acme.rest;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The packaged application, a native executable where it was built as one. */
@QuarkusIntegrationTest
class OrderResourceIT extends OrderResourceTest {
}
