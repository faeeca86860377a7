package io.quarkiverse.eventidempotency.runtime.config;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.FallbackConfigSourceInterceptor;

/**
 * Makes {@code scopes.orders.ttl} and {@code scopes."orders".ttl} one property. The build announces each scope with quotes, and
 * of two spellings of one key a mapping reads only one: which one depends on the order in which it comes across them.
 */
public final class ScopeSpelling extends FallbackConfigSourceInterceptor {

    private static final long serialVersionUID = 1L;

    private static final String SCOPES = "quarkus.event-idempotency.scopes.";

    public ScopeSpelling() {
        super(ScopeSpelling::other);
    }

    /** {@return the name in its other spelling; the name itself where there is none, as of a scope with a dot in it} */
    private static String other(String name) {
        int start = SCOPES.length();
        if (!name.startsWith(SCOPES) || name.length() == start) {
            return name;
        }
        if (name.charAt(start) != '"') {
            int end = name.indexOf('.', start);
            return end < 0 ? name : SCOPES + '"' + name.substring(start, end) + '"' + name.substring(end);
        }
        int end = name.indexOf('"', start + 1);
        String scope = end < 0 ? "." : name.substring(start + 1, end);
        return scope.contains(".") ? name : SCOPES + scope + name.substring(end + 1);
    }

    /** Those that are written. Of the elements of lists, which a mapping looks for among the names, both spellings. */
    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        Set<String> names = new HashSet<>();
        for (Iterator<String> written = context.iterateNames(); written.hasNext();) {
            String name = written.next();
            names.add(name);
            if (name.endsWith("]")) {
                names.add(other(name));
            }
        }
        return names.iterator();
    }
}
