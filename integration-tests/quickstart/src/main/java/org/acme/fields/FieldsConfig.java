package org.acme.fields;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the quickstart can be told to do. */
@ConfigMapping(prefix = "fields")
public interface FieldsConfig {

    /** How long the creation of a field takes. */
    @WithDefault("20ms")
    Duration workTime();

    /** The file that gets one line for each field created, in the memory of this process alone when it is not set. */
    Optional<Path> ledger();

    /** The fields whose first creation in this process fails. */
    Optional<Set<String>> failOnce();

    /** The fields whose creation never ends in this process. */
    Optional<Set<String>> hang();
}
