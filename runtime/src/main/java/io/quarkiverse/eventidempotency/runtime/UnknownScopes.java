package io.quarkiverse.eventidempotency.runtime;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the scope that a configured one was probably meant to be. */
final class UnknownScopes {

    private UnknownScopes() {
    }

    /** Whether a configured scope is one of the application's; case does not count, since variables have none. */
    static boolean isKnown(String configured, Set<String> scopes) {
        return scopes.stream().anyMatch(configured::equalsIgnoreCase);
    }

    static Optional<String> didYouMean(String configured, Collection<String> scopes) {
        String best = null;
        int least = Math.max(2, configured.length() / 3) + 1;
        for (String scope : scopes) {
            int distance = distance(configured.toLowerCase(Locale.ROOT), scope.toLowerCase(Locale.ROOT));
            if (distance < least || scope.startsWith(configured + ".")) {
                least = Math.min(least, distance);
                best = scope;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
