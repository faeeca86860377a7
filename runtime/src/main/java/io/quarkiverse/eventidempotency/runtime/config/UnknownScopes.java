package io.quarkiverse.eventidempotency.runtime.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

import org.eclipse.microprofile.config.Config;

/**
 * Finds the scope that a configured one was probably meant to be.
 *
 * @param scopes those of the application
 */
public record UnknownScopes(Config config, Set<String> scopes) {

    private static final String SCOPES = "quarkus.event-idempotency.scopes.";

    /** Whether a configured scope is one of the application's. Variables have no case, and show up in lower case too. */
    public boolean isKnown(String configured) {
        return scopes.contains(configured) || configured.equals(configured.toLowerCase(Locale.ROOT))
                && scopes.stream().anyMatch(configured::equalsIgnoreCase) && isOfVariables(configured);
    }

    private boolean isOfVariables(String configured) {
        String quoted = SCOPES + '"' + configured + "\".";
        String plain = SCOPES + configured + '.';
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(quoted) || name.startsWith(plain))
                .map(name -> config.getConfigValue(name).getSourceName())
                .allMatch(source -> source != null && source.startsWith("EnvConfigSource"));
    }

    /** The start of a scope is all that is left of one with dots that was not quoted. */
    public Optional<String> didYouMean(String configured) {
        return scopes.stream().filter(scope -> scope.startsWith(configured + ".")).sorted().findFirst()
                .or(() -> NearestName.among(scopes, configured));
    }
}
