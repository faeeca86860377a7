package org.acme.orders;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** An order as it arrives. Jackson reads it, also in a native executable. */
@RegisterForReflection
public record Order(String id) {
}
