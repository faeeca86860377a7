package io.quarkiverse.eventidempotency.runtime;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the scope that a configured one was probably meant to be. */
final class UnknownScopes {

    private UnknownScopes() {
    }

    /** Whether a configured scope is one of the application's. Variables have no case, and show up in lower case too. */
    static boolean isKnown(String configured, Set<String> scopes) {
        return scopes.contains(configured) || configured.equals(configured.toLowerCase(Locale.ROOT))
                && scopes.stream().anyMatch(configured::equalsIgnoreCase);
    }

    /** The start of a scope is all that is left of one with dots that was not quoted. */
    static Optional<String> didYouMean(String configured, Collection<String> scopes) {
        return scopes.stream().filter(scope -> scope.startsWith(configured + ".")).sorted().findFirst()
                .or(() -> NearestName.among(scopes, configured));
    }
}
