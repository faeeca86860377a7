package org.acme;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.acme.kotlin.Paid;
import org.acme.kotlin.Placed;
import org.acme.kotlin.Shipped;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

/** Keys of events that are written in Kotlin. */
@QuarkusTest
class KotlinKeysTest {

    @Inject
    Handlers handlers;

    @Test
    void annotationsOfPropertiesAreRead() {
        assertThat(handlers.placed(new Placed("acme", 7, "note"))).isEqualTo("acme:7");
        assertThat(handlers.paid(new Paid("p", 1))).isEqualTo("p");
        assertThat(handlers.shipped(new Shipped("s"))).isEqualTo("s");
    }

    @Test
    void pathsGoOverProperties() {
        assertThat(handlers.path(new Placed("acme", 7, "note"))).isEqualTo("7/note");
    }
}
