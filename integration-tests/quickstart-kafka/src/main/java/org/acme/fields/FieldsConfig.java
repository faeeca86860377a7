package org.acme.fields;

import java.nio.file.Path;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** What the application can be told to do. */
@ConfigMapping(prefix = "fields")
public interface FieldsConfig {

    /** The file that gets one line for each field created. */
    Path ledger();

    /** The field whose creation never ends in this process. */
    Optional<String> hang();
}
